"""Le format d'échange : une ligne par personne et par établissement, et ses colonnes."""

from etablissements.echanges.colonnes import Colonne
from partenariat.lecture.valeurs import en_booleen, en_date

COLONNES = [
    Colonne("fiche", "N° de fiche", ("numéro de fiche", "n° fiche", "identifiant", "id")),
    Colonne("nom", "Nom", ("nom de famille", "nom d’usage", "noms")),
    Colonne("prenom", "Prénom", ("prénoms", "prénom usuel")),
    Colonne(
        "courriel",
        "Adresse électronique",
        ("courriel", "e-mail", "email", "mail", "adresse mail", "adresse e-mail", "mél"),
    ),
    Colonne(
        "telephone",
        "Téléphone",
        ("tél.", "tel", "portable", "mobile", "n° de téléphone", "tél. portable", "tél. fixe"),
    ),
    Colonne("commune", "Commune", ("ville", "localité", "domicile")),
    Colonne("departement", "Département", ("dépt", "dép.", "code département", "n° département")),
    Colonne(
        "adhesion_debut",
        "Adhère depuis le",
        ("adhésion", "date d’adhésion", "adhérent depuis", "adhésion depuis le", "adhésion du"),
        en_date,
    ),
    Colonne("adhesion_fin", "Adhère jusqu’au", ("fin d’adhésion", "adhésion au"), en_date),
    Colonne(
        "code",
        "Code établissement",
        ("code étab.", "code de l’établissement", "code prison", "code"),
    ),
    Colonne("etablissement", "Établissement", ("étab.", "prison", "lieu de visite", "affectation")),
    Colonne(
        "affectation_debut",
        "En fonction depuis le",
        ("affecté depuis le", "début d’affectation", "intervient depuis", "depuis le", "depuis"),
        en_date,
    ),
    Colonne(
        "affectation_fin",
        "En fonction jusqu’au",
        ("fin d’affectation", "parti le", "date de départ"),
        en_date,
    ),
    Colonne("motif_fin", "Motif de fin", ("motif de départ", "motif")),
    Colonne(
        "titre_decide",
        "Titre décidé le",
        ("agrément décidé le", "date de décision", "date de l’agrément", "autorisation décidée le"),
        en_date,
    ),
    Colonne(
        "titre_debut",
        "Titre valable du",
        ("agrément du", "début d’agrément", "agrément depuis le", "autorisation du"),
        en_date,
    ),
    Colonne(
        "titre_fin",
        "Titre valable jusqu’au",
        ("agrément au", "agrément jusqu’au", "fin d’agrément", "échéance", "autorisation au"),
        en_date,
    ),
    Colonne("provisoire", "Titre provisoire", ("provisoire", "agrément provisoire"), en_booleen),
    Colonne("section", "Section", ("section locale",)),
    Colonne("mandat", "Mandat", ("responsabilité", "fonction dans la section")),
    Colonne("mandat_debut", "Mandat depuis le", ("début de mandat", "mandat du"), en_date),
    Colonne("mandat_fin", "Mandat jusqu’au", ("fin de mandat", "mandat au"), en_date),
]
ENTETES = [colonne.titre for colonne in COLONNES]
