"""Le serveur web entre par ici."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils.module_loading import import_string

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partenariat.settings")
application = get_wsgi_application()
import_string(settings.AU_DEMARRAGE)()
connections.close_all()  # celles d’un fil qui ne servira aucune page
