"""Les droits des personnes : départ, effacement, « mes données », registre des traitements."""
