# La seule porte d’entrée : « make » dit ce qu’on peut faire, et chaque cible installe ce qu’il
# lui faut. Rien n'est écrit hors du dossier, sauf les paquets Debian qui manquent (apt).
SHELL := /bin/bash
.DEFAULT_GOAL := aide
PYTHON ?= python3
UV := .outils/bin/uv
INSTALLE := .venv/.installe
BIN := .venv/bin
CONTENEURS := partenariat/deploiement/conteneurs
export UV_PYTHON_DOWNLOADS := never

.PHONY: aide
aide: ## Affiche cette aide
	@echo "Partenariat ANVP – AUXILIA"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' Makefile

.PHONY: demo
demo: paquets-demo $(INSTALLE) ## Installe tout et sert la démonstration (PORT=8000, ADRESSE=127.0.0.1)
	@$(BIN)/python manage.py demo

.PHONY: test
test: systeme $(INSTALLE) ## Installe tout et passe tous les essais, sur SQLite
	@env -u DATABASE_URL $(BIN)/pytest -n auto $(OPTIONS)

.PHONY: test-postgres
test-postgres: systeme $(INSTALLE) ## Les mêmes essais sur PostgreSQL (DATABASE_URL, sinon une base temporaire)
	@.ci/avec-postgres $(BIN)/pytest -n auto $(OPTIONS)

.PHONY: lint
lint: $(INSTALLE) ## Vérifie le code, les gabarits, les scripts, et les conteneurs
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/shellcheck $$(git grep -lE '^#!.*\b(ba)?sh$$' -- .ci partenariat)
	@$(BIN)/hadolint --failure-threshold warning $(CONTENEURS)/Containerfile
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.compose-spec $(CONTENEURS)/compose.yaml

.PHONY: lint-migrations
lint-migrations: $(INSTALLE) ## Vérifie que les migrations ne bloquent rien, sur PostgreSQL
	@.ci/avec-postgres $(BIN)/python .ci/migrations

.PHONY: format
format: $(INSTALLE) ## Met le code Python en forme
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

.PHONY: bench bench-charge bench-import bench-plans bench-pdf
bench: $(INSTALLE) ## Mesure la vitesse des pages (résultat aussi dans var/bench.json)
	@$(BIN)/python -m tests.bench

bench-charge: $(INSTALLE) ## Mesure les pages sous la charge (hey ; ECHELLES=…, PROCESSUS=…)
	@.ci/avec-postgres $(BIN)/python -m tests.bench.charge

bench-import: $(INSTALLE) ## Mesure l’import d’une liste de personnes (LIGNES=2200)
	@.ci/avec-postgres $(BIN)/python -m tests.bench.imports

bench-plans: $(INSTALLE) ## Lit les plans des requêtes les plus lourdes, à cent fois le pays (dix minutes)
	@.ci/avec-postgres $(BIN)/python -m tests.bench.plans

bench-pdf: $(INSTALLE) ## Mesure le PDF de l’évaluation, à côté de texte seul et de Chromium
	@$(BIN)/python -m tests.bench.pdf

.PHONY: captures
captures: $(INSTALLE) ## Refait les images des guides d’aide, depuis la démonstration
	@$(BIN)/python manage.py demo --sans-serveur
	@DEMO=1 $(BIN)/python -m tests.captures

.PHONY: restauration-a-blanc
restauration-a-blanc: $(INSTALLE) ## Restaure une sauvegarde (ARCHIVE=…, CLE=…) dans une base temporaire et la compare
	@test -n "$(ARCHIVE)" || { echo "Donnez l’archive : make restauration-a-blanc ARCHIVE=/chemin/partenariat-….tar" >&2; exit 1; }
	@dossier=$$(mktemp -d) && trap 'rm -rf "$$dossier"' EXIT && \
		env -u DATABASE_URL -u S3_ADRESSE -u S3_SEAU -u S3_CLE -u S3_SECRET MEDIA_ROOT="$$dossier/fichiers" SECRET_KEY=a-blanc .ci/avec-postgres \
		$(BIN)/python manage.py restaurer "$(ARCHIVE)" $(if $(CLE),--cle "$(CLE)")

.PHONY: essai-installation essai-noeuds
essai-installation: ## Installe, met à jour et restaure dans une Debian vide (root, debootstrap ; DOSSIER=…)
	@$(PYTHON) -m tests.charge.installation $(DOSSIER)

essai-noeuds: systeme $(INSTALLE) ## Tue tour à tour des nœuds sous vingt utilisateurs (nginx)
	@$(BIN)/python -m tests.charge.noeuds

.PHONY: installation
installation: $(INSTALLE) ## Installe les paquets Python verrouillés dans .venv

.PHONY: systeme
systeme: ## Installe les paquets Debian des essais : Pango, Chromium, Poppler, LibreOffice, PostgreSQL, age
	@.ci/paquets python pango chromium poppler calc postgresql age

.PHONY: verrou
verrou: $(UV) ## Refait requirements.lock (OPTIONS=--upgrade : avec les versions nouvelles)
	@$(UV) pip compile pyproject.toml --group dev --group outils --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --quiet \
		--output-file requirements.lock $(OPTIONS)

.PHONY: nettoyage
nettoyage: ## Supprime tout ce qui s’installe et se fabrique, sauf les bases de var/
	@rm -rf .venv .outils .pytest_cache .ruff_cache .hypothesis var/statiques
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Pango ne sert qu'aux PDF : s'il ne s’installe pas, la démonstration se fait sans lui.
.PHONY: paquets-demo
paquets-demo:
	@.ci/paquets python pango

PAS_DE_PAQUETS = echo "Un paquet Python n’a pas pu s’installer (voir ci-dessus). Le plus souvent," \
	"c’est le réseau : vérifiez la connexion (HTTPS_PROXY, s’il y a un mandataire), puis relancez" \
	"la même commande : elle reprend où elle s’est arrêtée." >&2; exit 1

# uv lui-même est verrouillé : pip l'installe d’après son empreinte.
$(UV): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Il faut Python 3.11 ou plus récent (PYTHON=/chemin/vers/python3)." >&2; exit 1; }
	@.ci/paquets python
	@$(PYTHON) -m venv .outils
	@awk '/^[^ ]/ {garde = /^uv==/} garde' requirements.lock > .outils/uv.txt
	@.outils/bin/pip install --quiet --disable-pip-version-check --require-hashes -r .outils/uv.txt || \
		{ $(PAS_DE_PAQUETS); }
	@touch $@

$(INSTALLE): $(UV) requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python .venv --exact --require-hashes \
		-r pyproject.toml --group dev -c requirements.lock || { $(PAS_DE_PAQUETS); }
	@touch $@
