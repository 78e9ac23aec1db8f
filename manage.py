#!/usr/bin/env python
"""Point d'entrée des commandes d'administration."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
    if sys.argv[1:2] == ["demo"]:
        os.environ["DEMO"] = "1"  # avant les réglages : la démonstration a sa propre base
    execute_from_command_line(sys.argv)
