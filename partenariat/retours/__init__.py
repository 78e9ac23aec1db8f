"""Les courriels qui reviennent : les reconnaître, lire pourquoi, ne plus écrire pour rien."""
