-- La couverture de chaque établissement ouvert un jour donné : la même règle que
-- benevoles/couverture/ (conception, § 2 ; domaine, § 10), écrite d'après le texte et non d'après
-- le Python, pour que l'une contrôle l'autre. Un seul texte pour SQLite et PostgreSQL : les mois
-- (douze de fraîcheur, trois et six d'horizon) se comptent en Python et arrivent en paramètres.
WITH RECURSIVE

ouverts AS (
    SELECT e.id, e.type
    FROM etablissements_etablissement e
    WHERE (e.ouvert_le IS NULL OR e.ouvert_le <= %(le)s)
      AND (e.ferme_le IS NULL OR e.ferme_le > %(le)s)
),

presents AS (
    SELECT a.etablissement_id, a.benevole_id, a.fonction
    FROM benevoles_affectation a
    JOIN ouverts o ON o.id = a.etablissement_id
    WHERE a.debut <= %(le)s
      AND (a.fin IS NULL OR a.fin >= %(le)s)
),

-- Les titres commencés, avec leur état du jour.
titres AS (
    SELECT h.etablissement_id, h.benevole_id, h.nature, h.fin,
           CASE WHEN (h.fin IS NULL OR h.fin >= %(le)s)
                 AND (h.retiree_le IS NULL OR h.retiree_le > %(le)s)
                 AND NOT EXISTS (
                     SELECT 1
                     FROM benevoles_suspension s
                     WHERE s.habilitation_id = h.id
                       AND s.debut <= %(le)s
                       AND (s.fin IS NULL OR s.fin >= %(le)s)
                 )
                THEN 1 ELSE 0 END AS valable
    FROM benevoles_habilitation h
    WHERE h.debut <= %(le)s
),

-- Un VP compte s'il a, pour cet établissement, un agrément valable ce jour-là.
vp AS (
    SELECT p.etablissement_id, p.benevole_id, MAX(t.fin) AS fin
    FROM presents p
    JOIN titres t ON t.etablissement_id = p.etablissement_id
                 AND t.benevole_id = p.benevole_id
                 AND t.nature = 'agrement'
                 AND t.valable = 1
    WHERE p.fonction = 'VP'
    GROUP BY p.etablissement_id, p.benevole_id
),

-- Un CP Auxilia compte, sauf si ses autorisations commencées ont toutes cessé de valoir.
cp AS (
    SELECT p.etablissement_id, p.benevole_id
    FROM presents p
    LEFT JOIN titres t ON t.etablissement_id = p.etablissement_id
                      AND t.benevole_id = p.benevole_id
                      AND t.nature = 'autorisation'
    WHERE p.fonction = 'CP'
    GROUP BY p.etablissement_id, p.benevole_id
    HAVING COUNT(t.nature) = 0 OR MAX(t.valable) = 1
),

-- Les renouvellements déjà décidés ce jour-là, pour plus tard.
suites AS (
    SELECT h.etablissement_id, h.benevole_id, h.debut, h.fin, h.retiree_le
    FROM benevoles_habilitation h
    WHERE h.nature = 'agrement'
      AND h.debut > %(le)s
      AND h.decidee_le <= %(le)s
),

-- Chaque date utile a un numéro (son rang depuis l'an 0) : « le lendemain » devient « plus un »,
-- que les deux bases n'écrivent pas de même pour une date. L'année commence en mars, d'où les
-- mois comptés de 0 (mars) à 11 (février) et l'année qui recule en janvier et en février.
dates AS (
    SELECT fin AS jour FROM vp
    UNION SELECT debut FROM suites
    UNION SELECT fin FROM suites
    UNION SELECT retiree_le FROM suites
),
parties AS (
    SELECT jour,
           CAST(SUBSTR(CAST(jour AS TEXT), 1, 4) AS INTEGER) AS an,
           CAST(SUBSTR(CAST(jour AS TEXT), 6, 2) AS INTEGER) AS mois,
           CAST(SUBSTR(CAST(jour AS TEXT), 9, 2) AS INTEGER) AS quantieme
    FROM dates
    WHERE jour IS NOT NULL
),
depuis_mars AS (
    SELECT jour, quantieme,
           CASE WHEN mois > 2 THEN an ELSE an - 1 END AS an,
           CASE WHEN mois > 2 THEN mois - 3 ELSE mois + 9 END AS mois
    FROM parties
),
numeros AS (
    SELECT jour, 365 * an + an / 4 - an / 100 + an / 400 + (153 * mois + 2) / 5 + quantieme AS n
    FROM depuis_mars
),
suites_numerotees AS (
    SELECT s.etablissement_id, s.benevole_id, s.fin,
           debut.n AS n_debut, fin.n AS n_fin, retrait.n AS n_retrait
    FROM suites s
    JOIN numeros debut ON debut.jour = s.debut
    JOIN numeros fin ON fin.jour = s.fin
    LEFT JOIN numeros retrait ON retrait.jour = s.retiree_le
),

-- De titre en titre, sans un jour de trou : jusqu'où ce VP est déjà couvert.
chaine (etablissement_id, benevole_id, fin, n_fin) AS (
    SELECT vp.etablissement_id, vp.benevole_id, vp.fin, numeros.n
    FROM vp
    JOIN numeros ON numeros.jour = vp.fin
    UNION
    SELECT c.etablissement_id, c.benevole_id, s.fin, s.n_fin
    FROM chaine c
    JOIN suites_numerotees s ON s.etablissement_id = c.etablissement_id
                            AND s.benevole_id = c.benevole_id
                            AND s.n_debut <= c.n_fin + 1
                            AND s.n_fin > c.n_fin
                            AND (s.n_retrait IS NULL OR s.n_retrait > c.n_fin + 1)
),
couverts AS (
    SELECT etablissement_id, benevole_id, MAX(fin) AS fin
    FROM chaine
    GROUP BY etablissement_id, benevole_id
),

effectifs_vp AS (
    SELECT etablissement_id,
           COUNT(*) AS effectif,
           SUM(CASE WHEN fin >= %(dans_3_mois)s THEN 1 ELSE 0 END) AS restant_3,
           SUM(CASE WHEN fin >= %(dans_6_mois)s THEN 1 ELSE 0 END) AS restant_6
    FROM couverts
    GROUP BY etablissement_id
),
effectifs_cp AS (
    SELECT etablissement_id, COUNT(*) AS effectif FROM cp GROUP BY etablissement_id
),

-- Le taux en centièmes entiers : SQLite tient 1,8 en flottant, et un arrondi donnerait un VP de trop.
regles AS (
    SELECT o.id,
           COALESCE(CAST(ROUND(s.vp_pour_cent * 100) AS BIGINT), 180) AS centiemes,
           COALESCE(s.minimum_vp, 1) AS minimum,
           COALESCE(
               (SELECT f.valeur
                FROM etablissements_effectif f
                WHERE f.etablissement_id = o.id AND f.nature = 'detenus' AND f.retenu
                  AND f.le <= %(le)s AND f.le >= %(il_y_a_12_mois)s
                ORDER BY f.le DESC LIMIT 1),
               (SELECT f.valeur
                FROM etablissements_effectif f
                WHERE f.etablissement_id = o.id AND f.nature = 'places' AND f.retenu
                  AND f.le <= %(le)s
                ORDER BY f.le DESC LIMIT 1)
           ) AS base
    FROM ouverts o
    LEFT JOIN benevoles_seuil s ON s.type_etablissement = o.type
                               AND s.debut <= %(le)s
                               AND (s.fin IS NULL OR s.fin >= %(le)s)
),
besoins AS (
    SELECT id,
           CASE WHEN base IS NULL OR (centiemes * base + 9999) / 10000 < minimum THEN minimum
                ELSE (centiemes * base + 9999) / 10000 END AS besoin
    FROM regles
),

-- Le dernier besoin déclaré vaut jusqu'au suivant.
declares AS (
    SELECT b.etablissement_id, b.vp_manquants, b.attente_mois
    FROM benevoles_besoindeclare b
    WHERE b.le = (
        SELECT MAX(d.le)
        FROM benevoles_besoindeclare d
        WHERE d.etablissement_id = b.etablissement_id AND d.le <= %(le)s
    )
),

confirmees AS (
    SELECT DISTINCT c.etablissement_id, c.fonction
    FROM benevoles_confirmationliste c
    WHERE c.le <= %(le)s AND c.le >= %(il_y_a_12_mois)s
),

chiffres AS (
    SELECT o.id,
           COALESCE(vp.effectif, 0) AS effectif_vp,
           COALESCE(cp.effectif, 0) AS effectif_cp,
           b.besoin AS besoin_vp,
           COALESCE(vp.restant_3, 0) AS restant_3,
           COALESCE(vp.restant_6, 0) AS restant_6,
           COALESCE(d.vp_manquants, 0) AS manquants,
           COALESCE(d.attente_mois, 0) AS attente,
           liste_vp.fonction AS liste_vp,
           liste_cp.fonction AS liste_cp
    FROM ouverts o
    JOIN besoins b ON b.id = o.id
    LEFT JOIN effectifs_vp vp ON vp.etablissement_id = o.id
    LEFT JOIN effectifs_cp cp ON cp.etablissement_id = o.id
    LEFT JOIN declares d ON d.etablissement_id = o.id
    LEFT JOIN confirmees liste_vp
           ON liste_vp.etablissement_id = o.id AND liste_vp.fonction = 'VP'
    LEFT JOIN confirmees liste_cp
           ON liste_cp.etablissement_id = o.id AND liste_cp.fonction = 'CP'
)

SELECT id, effectif_vp, effectif_cp, besoin_vp, restant_3, restant_6,
       CASE WHEN liste_vp IS NULL THEN 'inconnu'
            WHEN effectif_vp = 0 THEN 'non_pourvu'
            WHEN manquants > 0 OR attente > 3 OR effectif_vp < besoin_vp THEN 'insuffisant'
            WHEN restant_6 < besoin_vp THEN 'a_surveiller'
            ELSE 'pourvu' END AS statut_vp,
       CASE WHEN liste_cp IS NULL THEN 'inconnu'
            WHEN effectif_cp = 0 THEN 'non_pourvu'
            ELSE 'pourvu' END AS statut_cp
FROM chiffres
ORDER BY id
