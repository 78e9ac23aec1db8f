"""Où une ligne dit qu'une action s'est faite, et si ce compte peut y en noter une."""

from benevoles.imports.lieux import Lieux
from engagements.actions.lieux import Lieu, disps_ou_noter
from engagements.models import Niveau
from engagements.models.territoire import etablissements_suivis
from etablissements.echanges.verdicts import Refus
from etablissements.models import DirectionInterregionale
from etablissements.recherche import cle_de_recherche


class Disps:
    """Les DISP, retrouvées sans requête par leur nom ou leur code."""

    def __init__(self):
        self.toutes = {disp.pk: disp for disp in DirectionInterregionale.objects.all()}
        self.par_nom = {
            cle_de_recherche(texte): disp
            for disp in self.toutes.values()
            for texte in (disp.code, disp.nom, disp.libelle, f"DISP {disp.libelle}")
        }

    def trouver(self, valeurs):
        """La DISP de la ligne, None si elle n'en dit aucune ; lève `Refus`."""
        if not (dite := valeurs.get("disp")):
            return None
        if (disp := self.par_nom.get(cle_de_recherche(dite))) is None:
            raise Refus("disp", "DISP inconnue : écrivez son nom comme dans nos listes.")
        return disp


class Ou:
    """Un établissement, une DISP ou la France : ce que dit une ligne, sans requête."""

    def __init__(self, utilisateur):
        self.prisons, self.disps = Lieux(), Disps()
        self.direction = utilisateur.droits.est_direction
        self.suivies = set(etablissements_suivis(utilisateur).values_list("pk", flat=True))
        self.regions = set(disps_ou_noter(utilisateur.droits).values_list("pk", flat=True))

    def lire(self, valeurs) -> Lieu | None:
        """Le lieu de la ligne, None si elle n'en dit rien ; lève `Refus`."""
        niveau, disp = valeurs.get("niveau"), self.disps.trouver(valeurs)
        if prison := self.prisons.trouver(valeurs):
            return self._local(prison, disp, niveau)
        if niveau == Niveau.LOCAL:
            raise Refus("etablissement", "Indiquez l’établissement.")
        if niveau == Niveau.NATIONAL:
            if disp:
                raise Refus("disp", "Ce qui est national n’a pas de DISP.")
            return Lieu(Niveau.NATIONAL)
        if niveau and not disp:
            raise Refus("disp", "Indiquez la DISP.")
        return Lieu(Niveau.REGIONAL, disp=disp) if disp else None

    def permet(self, lieu: Lieu) -> bool:
        """Ce compte y note des actions : les lieux que lui propose l'écran, fermés compris."""
        if lieu.etablissement:
            return lieu.etablissement.pk in self.suivies
        return lieu.disp.pk in self.regions if lieu.disp else self.direction

    def _local(self, prison, disp, niveau):
        if niveau not in (None, Niveau.LOCAL):
            raise Refus("niveau", "Ce qui se fait dans un établissement est local.")
        if disp and disp.pk != prison.disp_id:
            sienne = self.disps.toutes[prison.disp_id]
            raise Refus("disp", f"Cet établissement relève de la DISP {sienne}.")
        return Lieu(Niveau.LOCAL, etablissement=prison)
