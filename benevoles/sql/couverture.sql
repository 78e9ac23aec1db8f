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

-- Les titres en cours, ni retirés ni suspendus ce jour-là.
valables AS (
    SELECT h.id, h.etablissement_id, h.benevole_id, h.nature, h.fin
    FROM benevoles_habilitation h
    WHERE h.debut <= %(le)s
      AND (h.fin IS NULL OR h.fin >= %(le)s)
      AND (h.retiree_le IS NULL OR h.retiree_le > %(le)s)
      AND NOT EXISTS (
          SELECT 1
          FROM benevoles_suspension s
          WHERE s.habilitation_id = h.id
            AND s.debut <= %(le)s
            AND (s.fin IS NULL OR s.fin >= %(le)s)
      )
),

-- Un VP compte s'il a, pour cet établissement, un agrément valable ce jour-là.
vp AS (
    SELECT p.etablissement_id, p.benevole_id, MAX(v.fin) AS fin
    FROM presents p
    JOIN valables v ON v.etablissement_id = p.etablissement_id
                   AND v.benevole_id = p.benevole_id
                   AND v.nature = 'agrement'
    WHERE p.fonction = 'VP'
    GROUP BY p.etablissement_id, p.benevole_id
),

-- Un CP Auxilia compte, sauf si ses autorisations commencées ont toutes cessé de valoir.
cp AS (
    SELECT p.etablissement_id, p.benevole_id
    FROM presents p
    LEFT JOIN benevoles_habilitation h ON h.etablissement_id = p.etablissement_id
                                      AND h.benevole_id = p.benevole_id
                                      AND h.nature = 'autorisation'
                                      AND h.debut <= %(le)s
    LEFT JOIN valables v ON v.id = h.id
    WHERE p.fonction = 'CP'
    GROUP BY p.etablissement_id, p.benevole_id
    HAVING COUNT(h.id) = 0 OR COUNT(v.id) > 0
),

-- Les renouvellements déjà décidés ce jour-là, pour plus tard.
suites AS (
    SELECT h.etablissement_id, h.benevole_id, h.debut, h.fin, h.retiree_le
    FROM benevoles_habilitation h
    WHERE h.nature = 'agrement'
      AND h.debut > %(le)s
      AND h.decidee_le <= %(le)s
),

-- Une date devient un numéro, celui de son jour julien (Fliegel et Van Flandern, 1968, divisions
-- entières) : « le lendemain » est alors « plus un », que les deux bases n'écrivent pas de même
-- pour une date.
suites_decoupees AS (
    SELECT etablissement_id, benevole_id, fin,
           CAST(SUBSTR(CAST(debut AS TEXT), 1, 4) AS INTEGER) AS an_debut,
           CAST(SUBSTR(CAST(debut AS TEXT), 6, 2) AS INTEGER) AS mois_debut,
           CAST(SUBSTR(CAST(debut AS TEXT), 9, 2) AS INTEGER) AS jour_debut,
           CAST(SUBSTR(CAST(fin AS TEXT), 1, 4) AS INTEGER) AS an_fin,
           CAST(SUBSTR(CAST(fin AS TEXT), 6, 2) AS INTEGER) AS mois_fin,
           CAST(SUBSTR(CAST(fin AS TEXT), 9, 2) AS INTEGER) AS jour_fin,
           CAST(SUBSTR(CAST(retiree_le AS TEXT), 1, 4) AS INTEGER) AS an_retrait,
           CAST(SUBSTR(CAST(retiree_le AS TEXT), 6, 2) AS INTEGER) AS mois_retrait,
           CAST(SUBSTR(CAST(retiree_le AS TEXT), 9, 2) AS INTEGER) AS jour_retrait
    FROM suites
),
vp_decoupes AS (
    SELECT etablissement_id, benevole_id, fin,
           CAST(SUBSTR(CAST(fin AS TEXT), 1, 4) AS INTEGER) AS an,
           CAST(SUBSTR(CAST(fin AS TEXT), 6, 2) AS INTEGER) AS mois,
           CAST(SUBSTR(CAST(fin AS TEXT), 9, 2) AS INTEGER) AS jour
    FROM vp
),

-- Gardée telle quelle : SQLite la referait sinon à chaque maillon de la chaîne.
suites_numerotees AS MATERIALIZED (
    SELECT etablissement_id, benevole_id, fin,
           1461 * (an_debut + 4800 + (mois_debut - 14) / 12) / 4
           + 367 * (mois_debut - 2 - (mois_debut - 14) / 12 * 12) / 12
           - 3 * ((an_debut + 4900 + (mois_debut - 14) / 12) / 100) / 4 + jour_debut AS n_debut,
           1461 * (an_fin + 4800 + (mois_fin - 14) / 12) / 4
           + 367 * (mois_fin - 2 - (mois_fin - 14) / 12 * 12) / 12
           - 3 * ((an_fin + 4900 + (mois_fin - 14) / 12) / 100) / 4 + jour_fin AS n_fin,
           1461 * (an_retrait + 4800 + (mois_retrait - 14) / 12) / 4
           + 367 * (mois_retrait - 2 - (mois_retrait - 14) / 12 * 12) / 12
           - 3 * ((an_retrait + 4900 + (mois_retrait - 14) / 12) / 100) / 4
           + jour_retrait AS n_retrait
    FROM suites_decoupees
),

-- De titre en titre, sans un jour de trou : jusqu'où ce VP est déjà couvert.
chaine (etablissement_id, benevole_id, fin, n_fin) AS (
    SELECT etablissement_id, benevole_id, fin,
           1461 * (an + 4800 + (mois - 14) / 12) / 4
           + 367 * (mois - 2 - (mois - 14) / 12 * 12) / 12
           - 3 * ((an + 4900 + (mois - 14) / 12) / 100) / 4 + jour
    FROM vp_decoupes
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

-- Le taux en centièmes entiers : SQLite tient 1,8 en flottant, qui donnerait parfois un VP de trop.
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
