"""Qui peut entrer : tous les décorateurs d'accès. Les lignes, elles, viennent de `visibles_par`.

Pas votre rôle : 403. Pas votre ligne : 404. Pas connecté : page de connexion.
"""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied


def reserve_a(regle):
    """Refuse (403) le compte connecté dont les droits ne satisfont pas `regle(droits)`."""

    def decorateur(vue):
        @wraps(vue)
        def vue_protegee(request, *args, **kwargs):
            if not regle(request.user.droits):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        vue_protegee.acces_declare = True
        return vue_protegee

    return decorateur


tout_compte = reserve_a(lambda droits: True)
membres = reserve_a(lambda droits: droits.est_membre)
lecteurs = reserve_a(lambda droits: droits.voit_les_etablissements)
saisie = reserve_a(lambda droits: droits.peut_saisir)
responsables_locaux = reserve_a(lambda droits: droits.est_responsable_local)
pilotage = reserve_a(lambda droits: droits.peut_piloter)
lecteurs_des_sections = reserve_a(lambda droits: droits.voit_les_sections)
pilotage_des_sections = reserve_a(lambda droits: droits.pilote_les_sections)
directions = reserve_a(lambda droits: droits.est_direction)
agents_spip = reserve_a(lambda droits: droits.est_agent_spip)
demandeurs = reserve_a(lambda droits: droits.peut_demander)
gardiens_des_boites = reserve_a(lambda droits: droits.est_direction or droits.est_agent_spip)
lecteurs_des_nombres = reserve_a(lambda droits: droits.peut_piloter or droits.est_agent_spip)
concernes_par_les_demandes = reserve_a(lambda droits: droits.est_membre or droits.est_agent_spip)
invitants = reserve_a(lambda droits: droits.peut_inviter)
gestion_des_roles = reserve_a(lambda droits: droits.est_direction or droits.technique)


def public(vue):
    """Page ouverte sans connexion : aucune donnée personnelle."""
    vue = login_not_required(vue)
    vue.acces_declare = True
    return vue
