#!/bin/sh
# Chaque jour à partir de 2 h 10 : la sauvegarde, puis le travail de nuit ; chaque demi-heure : les
# courriels revenus. Le jour fait se note dans le volume : une relance ne recommence pas, et une
# nuit manquée se rattrape dès que le conteneur revient.
set -u
fait=/donnees/derniere-nuit
while :; do
    jour=$(TZ=Europe/Paris date +%F)
    if [ "$(TZ=Europe/Paris date +%H%M)" -ge 210 ] && [ "$(cat "$fait" 2>/dev/null)" != "$jour" ]; then
        python manage.py sauvegarder
        python manage.py taches_quotidiennes
        echo "$jour" >"$fait"
    fi
    [ -z "${RETOURS_IMAP:-}" ] || python manage.py courriels_revenus --boite
    sleep 1800
done
