"""L'étude d'une adhésion d'AUXILIA au GNCP (convention, 3.1)."""
