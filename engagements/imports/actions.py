"""Ce qu'un import ferait de chaque ligne d'un tableau d'actions.

Une ligne désigne une action par son numéro ; sinon par son jour, son titre, son lieu et qui a agi.
Une action nouvelle suit les règles de l'écran ; une action de l'autre association ne change pas.
"""

import datetime as dt

from django.db.models import Q

from engagements.actions.colonnes import COLONNES, TITRES
from engagements.actions.lieux import libelle_du_lieu
from engagements.actions.liste import actions_de
from engagements.actions.phrases import PHRASES
from engagements.actions.regles import etat_selon
from engagements.imports.actions_changees import changer
from engagements.imports.actions_regles import verifier
from engagements.imports.conventions import Conventions
from engagements.imports.ou import Ou
from engagements.models import Action
from etablissements.echanges.verdicts import Ecriture, Refus, Verdict
from etablissements.recherche import cle_de_recherche
from partenariat.concurrence import tenues
from partenariat.lecture.valeurs import en_date
from partenariat.models import Association

INCONNUE = "Aucune action que vous voyez n’a ce numéro."
PLUSIEURS = "Plusieurs actions répondent à cette ligne : indiquez le n° d’action."
DEUX_FOIS = "La ligne {} de ce fichier parle déjà de cette action."
DE_L_AUTRE = "L’autre association seule a agi : c’est à elle de noter cette action."
PAS_ICI = "Vous ne notez pas d’action ici."
LIENS = Action.engagements.through


def colonnes(droits) -> list:
    return COLONNES


class Actions:
    """Juge les lignes d'un compte, un jour donné, lot par lot."""

    colonnes = COLONNES
    colonnes_de_la_cle = ("numero", "le", "titre")

    def __init__(self, utilisateur, *, le: dt.date):
        self.utilisateur, self.le = utilisateur, le
        self.association = utilisateur.droits.association
        self.vues, self.jours, self.lieux = {}, set(), set()

    @staticmethod
    def cle(valeurs) -> str:
        """Les lignes qui peuvent parler de la même action passent ensemble."""
        if numero := valeurs.get("numero"):
            return f"#{numero}"
        try:
            jour = en_date(valeurs.get("le"))
        except ValueError:
            jour = None
        return f"{jour} {cle_de_recherche(valeurs.get('titre', ''))}"

    def preparer(self):
        self.ou, self.conventions = Ou(self.utilisateur), Conventions()

    def charger(self, rangees, *, verrou):
        """Les actions dont ces lignes peuvent parler : cinq requêtes."""
        numeros = {n for r in rangees if (n := r.valeurs.get("numero"))}
        jours = {r.valeurs.get("le") for r in rangees if "numero" not in r.valeurs} - {None}
        connues = actions_de(self.utilisateur).filter(Q(pk__in=numeros) | Q(le__in=jours))
        self.par_numero = {action.pk: action for action in tenues(connues, si=verrou)}
        self.par_cle, self.neuves = {}, {}
        for action in self.par_numero.values():
            self.par_cle.setdefault(_cle(action), []).append(action)
        modifiables = Action.objects.modifiables_par(self.utilisateur)
        modifiables = modifiables.filter(pk__in=self.par_numero)
        self.modifiables = set(modifiables.values_list("pk", flat=True))

    def juger(self, rangee) -> Verdict:
        libelle = rangee.valeurs.get("titre", "")[:200]
        return Verdict(rangee.numero, libelle).selon(self._juger, rangee, TITRES)

    def retenir(self, verdict, rangee):
        """Les lignes suivantes tiennent compte de celle-ci."""
        if verdict.nouveau:
            self.neuves[_cle(verdict.objet)] = rangee.numero

    def absents(self):
        """Celles qu'il peut changer, aux lieux et entre les jours du fichier, et qui n'y sont
        plus."""
        if not self.jours:
            return
        prisons, disps = ({lieu[i] for lieu in self.lieux} - {None} for i in (0, 1))
        ici = Q(etablissement__in=prisons) | Q(disp__in=disps)
        if (None, None) in self.lieux:
            ici |= Q(niveau="national")
        siennes = Action.objects.modifiables_par(self.utilisateur).filter(ici)
        siennes = siennes.filter(le__range=(min(self.jours), max(self.jours)))
        for action in siennes.select_related("etablissement", "disp").iterator():
            if action.pk not in self.vues:
                yield action, f"{libelle_du_lieu(action)}, le {action.le:%d/%m/%Y}"

    def _juger(self, verdict, rangee):
        if numero := rangee.valeurs.get("numero"):
            if (action := self.par_numero.get(numero)) is None:
                raise Refus("numero", INCONNUE)
            neuve = None
        else:
            neuve = self._neuve(rangee.valeurs)
            action = self._semblable(neuve, rangee)
        verdict.nouveau = action is None
        verdict.objet = action or neuve
        verdict.libelle = verdict.objet.titre
        self._noter(verdict.objet, rangee)
        if action:
            ici = (verdict, action, rangee.valeurs)
            return changer(*ici, juge=self)
        return self._creer(verdict, neuve, rangee.valeurs["engagements"])

    def _neuve(self, valeurs):
        """L'action que décrit la ligne : son jour, ses engagements, son lieu, qui a agi."""
        for cle, phrase in (
            ("le", "Indiquez une date."),
            ("engagements", "Dites pour quel engagement."),
        ):
            if not valeurs.get(cle):
                raise Refus(cle, phrase)
        if (lieu := self.ou.lire(valeurs)) is None:
            raise Refus("etablissement", "Dites où : l’établissement, la DISP ou « national ».")
        champs = ("interlocuteur", "facilites", "voie", "orientations", "description")
        return Action(
            le=valeurs["le"],
            titre=" ".join(valeurs.get("titre", "").split()) or _phrase(valeurs["engagements"]),
            etat=valeurs.get("etat") or etat_selon(valeurs["le"], le=self.le),
            **lieu._asdict(),
            **self._qui(valeurs),
            **{champ: valeurs[champ] for champ in champs if champ in valeurs},
            cree_par=self.utilisateur,
            benevole_id=self.utilisateur.droits.benevole,
        )

    def _qui(self, valeurs):
        """Les associations qui ont agi ; la sienne, si la ligne n'en dit rien."""
        qui = {f"par_{a.value.lower()}": valeurs.get(f"par_{a.value.lower()}") for a in Association}
        if not any(qui.values()):
            qui[f"par_{self.association.lower()}"] = True
        return {nom: bool(agit) for nom, agit in qui.items()}

    def _semblable(self, neuve, rangee):
        cle = _cle(neuve)
        if cle in self.neuves:
            raise Refus("titre", DEUX_FOIS.format(self.neuves[cle]))
        memes = self.par_cle.get(cle, [])
        if len(memes) > 1:
            raise Refus("titre", PLUSIEURS)
        return memes[0] if memes else None

    def _noter(self, action, rangee):
        self.jours.add(action.le)
        self.lieux.add((action.etablissement_id, action.disp_id))
        if action.pk and self.vues.setdefault(action.pk, rangee.numero) != rangee.numero:
            cle = "numero" if "numero" in rangee.valeurs else "titre"
            raise Refus(cle, DEUX_FOIS.format(self.vues[action.pk]))

    def _creer(self, verdict, neuve, numeros):
        if not getattr(neuve, f"par_{self.association.lower()}"):
            raise Refus(f"par_{self.association.autre.lower()}", DE_L_AUTRE)
        if not self.ou.permet(neuve):
            raise Refus("etablissement", PAS_ICI)
        engagements = verifier(neuve, numeros, juge=self)
        clair = f"{neuve.le:%d/%m/%Y}, {libelle_du_lieu(neuve)}, {', '.join(sorted(numeros))}"
        verdict.creer(neuve, "action", f"{clair}, {neuve.get_etat_display()}")
        for engagement in engagements:
            verdict.ecritures.append(Ecriture(LIENS(action=neuve, engagement=engagement)))


def _cle(action):
    """Le jour, le titre, le lieu, et qui a agi."""
    lieu = (action.niveau, action.etablissement_id, action.disp_id)
    return (action.le, cle_de_recherche(action.titre), lieu, action.par_anvp, action.par_auxilia)


def _phrase(numeros):
    premier = min(numeros)
    return PHRASES.get(premier, premier)
