"""Ce que seul PostgreSQL a ne se ramasse que sur lui."""

from django.conf import settings

SUR_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
collect_ignore = [] if SUR_POSTGRESQL else ["test_role_de_l_application.py"]
