#!/bin/sh
# Par le propriétaire de la base. Un verrou qu'on n'obtient pas en cinq secondes fait échouer.
set -eu
mot=$(cat /run/secrets/proprietaire)
export DATABASE_URL="postgres://partenariat_base:$mot@base:5432/partenariat"
python manage.py check --deploy --fail-level WARNING
PGOPTIONS="-c lock_timeout=5s" python manage.py migrate --noinput
python manage.py createcachetable
python manage.py droits_de_la_base partenariat
python manage.py charger_referentiel
python manage.py charger_conventions
