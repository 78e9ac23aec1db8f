#!/bin/sh
# Au premier démarrage de la base : le rôle de l'application, qui ne possède rien.
set -eu
mot=$(cat /run/secrets/application)
psql -v ON_ERROR_STOP=1 -v mot="$mot" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'FIN'
CREATE ROLE partenariat LOGIN PASSWORD :'mot';
FIN
