"""Le LISEZ-MOI de l'archive : chaque fichier, chaque colonne, ce qui n'y est pas."""

from django.apps import apps
from django.db.models import BooleanField, DateField, DateTimeField, ForeignKey, JSONField
from django.utils.text import capfirst

from partenariat.conservation import CONSERVATION
from suivi.archives.tables import ABSENTES, Table
from suivi.vie_privee.donnees import LIBELLES

ENTETE = """ARCHIVE DES DONNÉES DE {association}
Partenariat ANVP – AUXILIA, le {le:%d/%m/%Y à %H:%M}, à la demande de {par}.

Ce que contient cette archive
- tables/ : un fichier CSV par table, séparateur « ; », UTF-8 avec marque d’ordre (Excel,
  LibreOffice et pandas l’ouvrent tels quels). Dates : AAAA-MM-JJ ; instants : heure de Paris, avec
  son décalage. Une cellule qui commencerait comme une formule (= + - @) est précédée d’une
  apostrophe. Un code est expliqué plus bas, à côté de sa colonne.
- pieces/ : les fichiers joints, précédés de leur numéro dans la table des pièces jointes.
- documents/ : les PDF des évaluations annuelles, par leur numéro dans la table des documents.
- SHA256SUMS : l’empreinte de chaque fichier ; « sha256sum -c SHA256SUMS » les vérifie toutes.

Ce qui est à votre association y est en entier. Ce qui est commun aux deux (convention, réunions,
actions, évaluations…) y est aussi. Des personnes de l’autre association, il n’y a que des numéros,
sans nom ni coordonnées. Une colonne qui mène à une autre table porte le numéro (« id ») d’une
ligne de cette table.

Cette archive nomme des personnes : gardez-la sous clé, et effacez-la quand elle aura servi. Sur le
serveur, elle s’efface d’elle-même au bout de sept jours.
"""


def rediger(tables: list[tuple[Table, int]], *, association, le, par) -> str:
    """`tables` : chacune avec son nombre de lignes."""
    fichiers = {table.modele: table.fichier for table, _ in tables}
    parties = [ENTETE.format(association=association, le=le, par=par)]
    for table, nombre in tables:
        parties.append("\n".join(_decrire(table, nombre, association, fichiers)))
    absentes = [
        f"- {capfirst(apps.get_model(nom)._meta.verbose_name_plural)} : {pourquoi}"
        for nom, pourquoi in ABSENTES.items()
    ]
    parties.append(
        "\n".join(["CE QUI N’Y EST PAS", *absentes, "- Mots de passe, sessions : secrets"])
    )
    return "\n\n".join(parties) + "\n"


def _decrire(table, nombre, association, fichiers):
    meta = table.modele._meta
    yield f"{table.fichier} — {_titre(table.modele)}"
    yield f"  {nombre} ligne{'s' if nombre > 1 else ''}, {table.a_qui}"
    duree = CONSERVATION[meta.label]
    quand = f"{duree.mois} mois après {duree.depuis}" if duree.mois else f"depuis {duree.depuis}"
    yield f"  Conservation : {quand} ; ensuite, {duree.ensuite}"
    for champ in table.colonnes(association):
        yield f"  - {champ.attname} : {_libelle(champ)}{_precision(champ, fichiers)}"


def _titre(modele):
    origine = getattr(modele, "instance_type", None)
    if origine:
        return f"Histoire : {origine._meta.verbose_name_plural}"
    return capfirst(modele._meta.verbose_name_plural)


def _libelle(champ):
    """Les mots des bibliothèques ne sont pas ceux de l'écran."""
    propres = LIBELLES | {"id": "numéro", "history_id": "numéro du changement"}
    return propres.get(champ.name, champ.verbose_name)


def _precision(champ, fichiers):
    if isinstance(champ, ForeignKey):
        ou = fichiers.get(champ.related_model)
        return f" (numéro dans {ou})" if ou else " (numéro, dans une table qui n’est pas ici)"
    if champ.choices:
        codes = ", ".join(f"{code} = {libelle}" for code, libelle in champ.flatchoices if code)
        return f" ({codes})"
    if isinstance(champ, DateTimeField):
        return " (instant)"
    if isinstance(champ, DateField):
        return " (date)"
    if isinstance(champ, BooleanField):
        return " (oui, non)"
    return " (JSON)" if isinstance(champ, JSONField) else ""
