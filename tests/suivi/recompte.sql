-- Les indicateurs d'une année, recomptés d'après leur définition et non d'après le Python, pour que
-- l'un contrôle l'autre. Un seul texte pour SQLite et PostgreSQL.
--
-- Chaque indicateur : une ligne « -- [code] forme », puis sa requête, à la suite de la partie commune.
-- Formes : nombre (une valeur), part (combien, sur combien), jours et moyenne (médiane ou moyenne des
-- écarts entre deux dates), liste (listes JSON : combien d'éléments, ou de différents), texte.
-- Paramètres : debut, fin, debut_i et apres_i (les mêmes en instants), veille, convention,
-- convention_debut, annee, il_y_a_12_mois, attente ; partout (1 pour la France), disp.
WITH actions AS (
    SELECT x.id, x.le, x.etablissement_id, x.benevole_id, x.interlocuteur, x.facilites, x.voie,
           COALESCE(x.orientations, 0) AS orientations, c.numero AS categorie, g.rang
    FROM engagements_action x
    JOIN engagements_action_engagements l ON l.action_id = x.id
    JOIN engagements_engagement g ON g.id = l.engagement_id
    JOIN engagements_categorie c ON c.id = g.categorie_id
    LEFT JOIN etablissements_etablissement e ON e.id = x.etablissement_id
    WHERE x.etat = 'faite' AND x.le BETWEEN %(debut)s AND %(fin)s
      AND (%(partout)s = 1 OR COALESCE(e.disp_id, x.disp_id) = %(disp)s)
),
rattachements AS (
    SELECT r.section_id, r.etablissement_id
    FROM benevoles_rattachement r
    JOIN etablissements_etablissement e ON e.id = r.etablissement_id
    WHERE r.debut <= %(fin)s AND (r.fin IS NULL OR r.fin >= %(fin)s)
      AND (%(partout)s = 1 OR e.disp_id = %(disp)s)
),
affectes AS (
    SELECT a.benevole_id, a.etablissement_id, a.fonction
    FROM benevoles_affectation a
    JOIN etablissements_etablissement e ON e.id = a.etablissement_id
    WHERE a.debut <= %(fin)s AND (a.fin IS NULL OR a.fin >= %(fin)s)
      AND (%(partout)s = 1 OR e.disp_id = %(disp)s)
),
demandes AS (
    SELECT d.id, d.soumise_le,
           (SELECT MIN(t.transmise_le) FROM engagements_transmission t
            JOIN engagements_proposition p ON p.id = t.proposition_id
            WHERE p.demande_id = d.id) AS transmise_le,
           (SELECT MIN(v.le) FROM engagements_visite v
            JOIN engagements_proposition p ON p.id = v.proposition_id
            WHERE p.demande_id = d.id) AS rencontree_le
    FROM engagements_demandevisite d
    JOIN etablissements_etablissement e ON e.id = d.etablissement_id
    WHERE d.soumise_le >= %(debut_i)s AND d.soumise_le < %(apres_i)s
      AND (%(partout)s = 1 OR e.disp_id = %(disp)s)
),
decidees AS (
    SELECT d.id, d.transmise_le, t.jour
    FROM demandes d
    JOIN engagements_proposition p ON p.demande_id = d.id
    JOIN engagements_transmission t ON t.proposition_id = p.id
    WHERE t.reponse IN ('aval', 'refus')
      AND NOT EXISTS (
          SELECT 1 FROM engagements_transmission u
          JOIN engagements_proposition q ON q.id = u.proposition_id
          WHERE q.demande_id = d.id AND u.reponse IN ('aval', 'refus')
            AND u.repondue_le > t.repondue_le
      )
),
reunions AS (
    SELECT r.id, r.genre, r.niveau, r.organisateur, r.etablissement_id, r.themes,
           CASE WHEN EXISTS (SELECT 1 FROM engagements_convocation k WHERE k.reunion_id = r.id
                             AND k.retiree_le IS NULL AND k.present AND k.association = 'ANVP')
                 AND EXISTS (SELECT 1 FROM engagements_convocation k WHERE k.reunion_id = r.id
                             AND k.retiree_le IS NULL AND k.present AND k.association = 'AUXILIA')
                THEN 1 ELSE 0 END AS a_deux
    FROM engagements_reunion r
    LEFT JOIN etablissements_etablissement e ON e.id = r.etablissement_id
    WHERE r.annulee_le IS NULL AND r.debut >= %(debut_i)s AND r.debut < %(apres_i)s
      AND (%(partout)s = 1 OR COALESCE(e.disp_id, r.disp_id) = %(disp)s)
),
homologues AS (
    SELECT r.id AS reunion_id, k.present
    FROM reunions r
    JOIN engagements_convocation k ON k.reunion_id = r.id AND k.retiree_le IS NULL
    WHERE r.niveau <> 'local' AND r.organisateur IN ('ANVP', 'AUXILIA')
      AND k.association <> r.organisateur
),
sessions AS (
    SELECT s.id, s.debut, s.fermeture, s.signalee_le, f.association
    FROM engagements_session s
    JOIN engagements_formation f ON f.id = s.formation_id
    WHERE s.annulee_le IS NULL AND s.debut >= %(debut_i)s AND s.debut < %(apres_i)s
      AND (%(partout)s = 1 OR s.disp_id = %(disp)s)
),
croises AS (
    SELECT i.benevole_id
    FROM engagements_inscription i
    JOIN sessions s ON s.id = i.session_id
    WHERE i.desistee_le IS NULL AND i.present AND i.association <> s.association
),
publiees AS (
    SELECT p.id FROM engagements_publication p
    WHERE p.acceptee_le IS NOT NULL AND p.publier_le >= %(debut_i)s AND p.publier_le < %(apres_i)s
      AND %(partout)s = 1
),
adhesions AS (
    SELECT a.benevole_id, a.association, a.debut, a.fin
    FROM benevoles_adhesion a
    WHERE a.fin IS NULL OR a.fin >= %(convention_debut)s
),
-- Ce que deux fiches peuvent avoir en commun, pour les adhérents.
fiches AS (
    SELECT DISTINCT b.id, a.association, b.courriel, b.telephone, b.recherche, b.commune,
           SUBSTR(LOWER(b.prenom), 1, 1) AS initiale
    FROM adhesions a
    JOIN benevoles_benevole b ON b.id = a.benevole_id
    WHERE b.modifie_le IS NULL OR b.modifie_le <= %(attente)s
),
traits AS (
    SELECT 'c' || initiale || LOWER(courriel) AS trait, id, association FROM fiches
    WHERE courriel <> ''
    UNION ALL
    SELECT 't' || initiale || telephone, id, association FROM fiches WHERE telephone <> ''
    UNION ALL
    SELECT 'n' || recherche, id, association FROM fiches WHERE commune <> ''
),
communs AS (
    SELECT trait, MIN(id) AS premiere FROM traits GROUP BY trait
    HAVING COUNT(DISTINCT association) > 1
),
personnes AS (
    SELECT b.id AS fiche, COALESCE(MIN(c.premiere), b.id) AS personne
    FROM benevoles_benevole b
    LEFT JOIN traits t ON t.id = b.id
    LEFT JOIN communs c ON c.trait = t.trait
    GROUP BY b.id
),
membres AS (
    SELECT p.personne, a.association, a.debut, a.fin
    FROM adhesions a
    JOIN personnes p ON p.fiche = a.benevole_id
),
actifs AS (
    SELECT DISTINCT p.personne FROM affectes a JOIN personnes p ON p.fiche = a.benevole_id
)

-- [info-cours-sections] part
SELECT COUNT(DISTINCT CASE WHEN EXISTS (
           SELECT 1 FROM actions a
           JOIN benevoles_rattachement q ON q.etablissement_id = a.etablissement_id
                                        AND q.debut <= a.le
                                        AND (q.fin IS NULL OR q.fin >= a.le)
           WHERE a.categorie = 1 AND a.rang = 1 AND q.section_id = r.section_id
       ) THEN r.section_id END),
       COUNT(DISTINCT r.section_id)
FROM rattachements r

-- [info-cours-actions] nombre
SELECT COUNT(DISTINCT id) FROM actions WHERE categorie = 1 AND rang = 1

-- [orientations-auxilia] nombre
SELECT COALESCE(SUM(orientations), 0) FROM actions
WHERE categorie = 1 AND rang = 1 AND voie IN ('cp', 'direction')

-- [info-visites-cp] part
SELECT COUNT(DISTINCT a.benevole_id), COUNT(DISTINCT f.benevole_id)
FROM affectes f
LEFT JOIN actions a ON a.benevole_id = f.benevole_id AND a.categorie = 1 AND a.rang = 2
WHERE f.fonction = 'CP'

-- [orientations-visiteur] nombre
SELECT COALESCE(SUM(orientations), 0) FROM actions
WHERE categorie = 1 AND rang = 2 AND voie = 'vp'

-- [age-des-listes] jours
SELECT MAX(c.le), %(fin)s
FROM benevoles_confirmationliste c
JOIN etablissements_etablissement e ON e.id = c.etablissement_id
WHERE c.le <= %(fin)s AND (e.ouvert_le IS NULL OR e.ouvert_le <= %(fin)s)
  AND (e.ferme_le IS NULL OR e.ferme_le > %(fin)s) AND (%(partout)s = 1 OR e.disp_id = %(disp)s)
GROUP BY c.etablissement_id, c.fonction

-- [delai-de-couverture] moyenne
SELECT r.ouvert_le, r.clos_le
FROM engagements_recrutement r
JOIN etablissements_etablissement e ON e.id = r.etablissement_id
WHERE r.issue = 'pourvu' AND r.clos_le BETWEEN %(debut)s AND %(fin)s
  AND (%(partout)s = 1 OR e.disp_id = %(disp)s)

-- [demandes-deposees] nombre
SELECT COUNT(*) FROM demandes

-- [demandes-avec-accord] part
SELECT COUNT(CASE WHEN EXISTS (SELECT 1 FROM engagements_proposition p
                               WHERE p.demande_id = d.id AND p.acceptee_le IS NOT NULL)
             THEN 1 END), COUNT(*)
FROM demandes d

-- [delai-de-rencontre] jours
SELECT soumise_le, rencontree_le FROM demandes WHERE rencontree_le IS NOT NULL

-- [rencontres-sans-aval] nombre
SELECT COUNT(*) FROM engagements_visite v
JOIN engagements_proposition p ON p.id = v.proposition_id
JOIN engagements_demandevisite d ON d.id = p.demande_id
JOIN etablissements_etablissement e ON e.id = d.etablissement_id
WHERE v.le BETWEEN %(debut)s AND %(fin)s AND (%(partout)s = 1 OR e.disp_id = %(disp)s)
  AND NOT EXISTS (SELECT 1 FROM engagements_transmission t
                  WHERE t.proposition_id = p.id AND t.reponse = 'aval' AND t.jour <= v.le)

-- [reponses-du-spip] nombre
SELECT COUNT(DISTINCT id) FROM decidees

-- [delai-du-spip] jours
SELECT transmise_le, jour FROM decidees

-- [reunions-administration] nombre
SELECT COUNT(*) FROM reunions WHERE niveau = 'national' AND organisateur = 'ADMIN'

-- [positions-arretees] nombre
SELECT COUNT(*) FROM engagements_positioncommune c
WHERE %(partout)s = 1 AND (
    SELECT MIN(v.arretee_le) FROM (
        SELECT a.version_id, MAX(a.le) AS arretee_le FROM engagements_accordposition a
        GROUP BY a.version_id HAVING COUNT(DISTINCT a.association) = 2
    ) v JOIN engagements_versionposition w ON w.id = v.version_id WHERE w.position_id = c.id
) BETWEEN %(debut_i)s AND %(apres_i)s

-- [rencontres-directions] nombre
SELECT COUNT(*) FROM reunions WHERE genre = 'directions'

-- [demarches-locales] part
SELECT COUNT(DISTINCT a.etablissement_id), COUNT(DISTINCT f.etablissement_id)
FROM affectes f
LEFT JOIN actions a ON a.etablissement_id = f.etablissement_id
                   AND a.categorie = 2 AND a.rang = 2 AND a.interlocuteur <> ''

-- [facilites-obtenues] liste
SELECT facilites FROM actions WHERE categorie = 2 AND rang = 2

-- [spip-joignables] part
SELECT COUNT(DISTINCT k.spip_id), COUNT(DISTINCT s.id)
FROM etablissements_spip s
JOIN etablissements_departement d ON d.id = s.departement_id
LEFT JOIN (
    SELECT spip_id, debut, fin FROM benevoles_role WHERE genre = 'agent_spip'
    UNION ALL
    SELECT spip_id, debut, fin FROM engagements_boitespip
) k ON k.spip_id = s.id AND k.debut <= %(fin)s AND (k.fin IS NULL OR k.fin >= %(fin)s)
WHERE %(partout)s = 1 OR d.disp_id = %(disp)s

-- [etude-gncp] texte
SELECT CASE WHEN COUNT(*) = 0 THEN 'non commencée'
            WHEN COUNT(CASE WHEN nature IN ('favorable', 'defavorable') THEN 1 END) = 0
            THEN 'en cours'
            ELSE (SELECT 'conclue : conclusion '
                         || CASE nature WHEN 'favorable' THEN 'favorable' ELSE 'défavorable' END
                  FROM engagements_etapegncp
                  WHERE nature IN ('favorable', 'defavorable') AND le <= %(fin)s
                  ORDER BY le DESC, id DESC LIMIT 1)
       END
FROM engagements_etapegncp WHERE le <= %(fin)s

-- [etapes-gncp] nombre
SELECT COUNT(*) FROM engagements_etapegncp WHERE le BETWEEN %(debut)s AND %(fin)s

-- [doubles-adherents] part
SELECT COUNT(CASE WHEN (SELECT COUNT(DISTINCT m.association) FROM membres m
                        WHERE m.personne = a.personne AND m.debut <= %(fin)s
                          AND (m.fin IS NULL OR m.fin >= %(fin)s)) = 2
             THEN 1 END), COUNT(*)
FROM actifs a

-- [incitations] nombre
SELECT (SELECT COUNT(DISTINCT id) FROM actions WHERE categorie = 4 AND rang = 1)
     + (SELECT COUNT(*) FROM engagements_incitation
        WHERE %(partout)s = 1 AND recueillie_le BETWEEN %(debut)s AND %(fin)s)

-- [nouvelles-doubles-adhesions] nombre
SELECT COUNT(DISTINCT n.personne)
FROM membres n
JOIN membres m ON m.personne = n.personne AND m.association <> n.association
              AND m.debut <= n.debut AND (m.fin IS NULL OR m.fin >= n.debut)
WHERE n.debut BETWEEN %(debut)s AND %(fin)s
HAVING %(partout)s = 1

-- [informations-publiees] nombre
SELECT COUNT(*) FROM publiees

-- [publiees-chez-les-deux] part
SELECT COUNT(CASE WHEN (SELECT COUNT(DISTINCT r.association) FROM engagements_parution r
                        WHERE r.publication_id = p.id) = 2 THEN 1 END), COUNT(*)
FROM publiees p

-- [reunions-a-deux] part
SELECT COALESCE(SUM(a_deux), 0), COUNT(*) FROM reunions WHERE niveau = 'local'

-- [etablissements-participation] part
SELECT COUNT(DISTINCT r.etablissement_id), COUNT(DISTINCT v.etablissement_id)
FROM affectes v
JOIN affectes c ON c.etablissement_id = v.etablissement_id AND c.fonction = 'CP'
LEFT JOIN reunions r ON r.etablissement_id = v.etablissement_id
                    AND r.niveau = 'local' AND r.a_deux = 1
WHERE v.fonction = 'VP'

-- [homologues-invites] part
SELECT COUNT(DISTINCT h.reunion_id), COUNT(DISTINCT r.id)
FROM reunions r
LEFT JOIN homologues h ON h.reunion_id = r.id
WHERE r.niveau <> 'local' AND r.organisateur IN ('ANVP', 'AUXILIA')

-- [presences-des-homologues] part
SELECT COUNT(CASE WHEN present THEN 1 END), COUNT(*) FROM homologues

-- [reunions-sans-homologue] nombre
SELECT COUNT(*) FROM reunions r
WHERE r.niveau <> 'local' AND r.organisateur IN ('ANVP', 'AUXILIA')
  AND r.id NOT IN (SELECT reunion_id FROM homologues)

-- [formations-signalees] part
SELECT COUNT(signalee_le), COUNT(*) FROM sessions

-- [delai-de-signalement] jours
SELECT signalee_le, debut FROM sessions WHERE signalee_le IS NOT NULL

-- [formations-ouvertes] part
SELECT COUNT(CASE WHEN fermeture = '' THEN 1 END), COUNT(*) FROM sessions

-- [places-prises] nombre
SELECT COUNT(*) FROM croises

-- [participants-croises] nombre
SELECT COUNT(DISTINCT benevole_id) FROM croises

-- [seances-communes] nombre
SELECT COUNT(*) FROM reunions WHERE genre = 'formation'

-- [themes-couverts] liste
SELECT themes FROM reunions WHERE genre = 'formation'

-- [recueils-des-besoins] nombre
SELECT (SELECT COUNT(DISTINCT id) FROM actions WHERE categorie = 5 AND rang = 3)
     + (SELECT COUNT(*) FROM engagements_enquete
        WHERE %(partout)s = 1 AND debut BETWEEN %(debut)s AND %(fin)s)

-- [categories-suivies] nombre
SELECT COUNT(DISTINCT c.numero)
FROM engagements_pointdesuivi p
JOIN engagements_categorie c ON c.id = p.categorie_id
WHERE %(partout)s = 1 AND p.le BETWEEN %(debut)s AND %(fin)s

-- [engagements-sans-rien] nombre
SELECT COUNT(*)
FROM engagements_engagement g
JOIN engagements_categorie c ON c.id = g.categorie_id
WHERE c.convention_id = %(convention)s
  AND NOT EXISTS (SELECT 1 FROM actions a WHERE a.categorie = c.numero AND a.rang = g.rang)
  AND NOT EXISTS (
      SELECT 1 FROM engagements_decision d
      JOIN engagements_pointdesuivi p ON p.id = d.point_id
      JOIN engagements_engagement h ON h.id = d.engagement_id
      JOIN engagements_categorie k ON k.id = h.categorie_id
      WHERE %(partout)s = 1 AND p.le BETWEEN %(debut)s AND %(fin)s
        AND k.numero = c.numero AND h.rang = g.rang
  )

-- [evaluations-signees] nombre
SELECT COUNT(CASE WHEN publiee_le >= %(debut_i)s AND publiee_le < %(apres_i)s THEN 1 END)
FROM suivi_evaluation WHERE %(partout)s = 1 AND annee = %(annee)s - 1
HAVING COUNT(*) > 0

-- [ecart-anniversaire] jours
SELECT %(debut)s, publiee_le FROM suivi_evaluation
WHERE %(partout)s = 1 AND annee = %(annee)s - 1
  AND publiee_le >= %(debut_i)s AND publiee_le < %(apres_i)s

-- [listes-a-jour] part
SELECT COUNT(DISTINCT r.section_id) - COUNT(DISTINCT CASE WHEN NOT EXISTS (
           SELECT 1 FROM benevoles_confirmationliste c
           WHERE c.etablissement_id = r.etablissement_id AND c.fonction = 'VP'
             AND c.le > %(il_y_a_12_mois)s AND c.le <= %(fin)s
       ) THEN r.section_id END),
       COUNT(DISTINCT r.section_id)
FROM rattachements r
