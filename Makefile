# Run a newsroom on this machine (`make run`) and test it (`make test`).
# Needs git, make, any python3 (uv finds or downloads a Python from 3.12 to 3.14) and a package index.

# The port of the site, and the folder for database, media and secret key: make run PORT=8001 NEWSROOM_DATA=…
PORT ?= 8000
NEWSROOM_DATA ?= data
export PORT NEWSROOM_DATA
# Let Python cache compiled modules, whatever the environment says: a process starts in half the time.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
SECRET := $(PYTHON) -c "import secrets; print(secrets.token_urlsafe(50))"
# Checks run with the settings of the tests, whose data is discarded.
CHECKED := env -u DATABASE_URL DJANGO_SETTINGS_MODULE=tests.settings $(PYTHON) manage.py
# Scripts and style sheets are checked if npm with Node 20 or newer is installed, and always in CI.
HAS_NODE := $(shell node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null && command -v npm)
NODE_MODULES := $(if $(HAS_NODE),node_modules/installed)
npm = $(if $(HAS_NODE),npm run --silent $(1),@echo "No npm with Node 20 or newer: scripts are left out" $(if $(CI),&& exit 1))
DEPLOYED := env -u DATABASE_URL DEBUG=0 HTTPS=1 ALLOWED_HOSTS=newsroom.example NEWSROOM_DATA=.venv/deploy

.PHONY: help run dev manage test long check lint lint-code lint-types lint-scripts scripts format migrations deploy env lock messages screens sheets bench drills upgrades sbom measure secret clean
.DEFAULT_GOAL := help

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
	@echo "Variables: PORT (8000), NEWSROOM_DATA (./data), DATABASE_URL (SQLite in the data folder)"

run: .venv/installed ## serve the newsroom on this machine, with its demonstration stories
	@$(PYTHON) -m newsroom.local

dev: .venv/installed-dev ## the same for development: DEBUG, reloading
	@DEBUG=1 $(PYTHON) -m newsroom.local --reload

manage: .venv/installed ## run a command of manage.py with the settings of make run: make manage command="check"
	@$(PYTHON) -m newsroom.local --manage $(command)

test: $(if $(room),.venv/installed-dev,lint scripts migrations deploy) ## run every check and every test; room=articles/admin runs the tests of one package
	$(PYTHON) -m pytest -n auto --dist worksteal $(if $(room),$(patsubst %,tests/%,$(room:newsroom/%=%)))

long: .venv/installed-dev ## run the long tests: crawls of every screen, large archives, tools (.ci/long: on both databases)
	$(PYTHON) -m pytest -n auto --dist worksteal --long

check: lint scripts ## run lint, architecture, and tests without database, browser and server (two minutes)
	$(PYTHON) -m pytest -n auto --dist worksteal -m "not (database or browser or server or slow)"

lint: .venv/installed-dev $(NODE_MODULES) # Python and its types, templates, scripts and style sheets
	@$(MAKE) --no-print-directory --jobs=2 lint-types lint-code

lint-code: lint-scripts # all except types
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	find templates articles newsroom -name '*.html' -exec .venv/bin/djade --check --target-version 6.1 {} +

lint-types: .venv/installed-dev # annotations
	.venv/bin/mypy

lint-scripts: $(NODE_MODULES) # scripts and style sheets, also in the hook of pre-commit
	$(call npm,lint)

scripts: .venv/installed-dev $(NODE_MODULES) # unit tests of scripts
	$(call npm,test)

format: .venv/installed-dev $(NODE_MODULES) ## format Python, templates, scripts and style sheets
	.venv/bin/ruff check --fix
	.venv/bin/ruff format
	find templates articles newsroom -name '*.html' -exec .venv/bin/djade --target-version 6.1 {} +
	$(call npm,format)

node_modules/installed: package.json package-lock.json
	npm ci --prefer-offline --loglevel=error
	@touch $@

migrations: .venv/installed-dev # check that models and migrations agree
	$(CHECKED) makemigrations --check --dry-run

deploy: .venv/installed-dev # check that the production settings raise no warning
	@echo "manage.py check --deploy"
	@$(DEPLOYED) SECRET_KEY="$$($(SECRET))" $(PYTHON) manage.py check --deploy --fail-level WARNING

env: .venv/installed-dev ## build .venv, with everything for running and testing

.venv/installed: requirements.txt tools/environment
	@tools/environment requirements.txt $@

.venv/installed-dev: requirements/dev.txt tools/environment
	@tools/environment requirements/dev.txt $@
	@touch .venv/installed

lock: .venv/installed-dev ## compile requirements.txt and requirements/dev.txt from their inputs
	tools/lock

messages: .venv/installed-dev ## collect the messages of the code into locale/ko and compile them
	$(PYTHON) tools/messages.py

screens: .venv/installed-dev ## take the pictures of the docs (some minutes; only=story,front takes only these)
	$(PYTHON) -m tools.screens docs $(if $(only),--only $(only))

sheets: .venv/installed-dev ## make contact sheets of readers' pages (some minutes; only=front,story folder=… before=COMMIT compares)
	$(PYTHON) -m tools.screens sheets $(if $(only),--only $(only)) $(if $(folder),--folder $(folder)) $(if $(before),--before $(before))

bench: .venv/installed-dev ## measure the desk and readers' pages (some minutes; only=readers stories=100000 json=FILE)
	$(PYTHON) -m tools.bench $(if $(only),--only $(only)) $(if $(stories),--stories $(stories)) $(if $(json),--json $(json)) $(if $(sizes),--sizes $(sizes)) $(if $(chart),--chart $(chart))

drills: .venv/installed-dev ## provoke failures on PostgreSQL (DATABASE_URL, or a server of its own) and check the results (only=held_lock runs one)
	$(PYTHON) -m tools.drills $(if $(only),--only $(only))

upgrades: .venv/installed-dev ## run the latest release's code on a database of the current code (two minutes)
	$(PYTHON) -m tools.upgrades check $(if $(commit),--commit $(commit))

sbom: .venv/installed-dev ## write the list of parts of this version, for its release, to dist (file=… elsewhere)
	$(PYTHON) -m tools.sbom $(file)

measure: .venv/installed-dev ## measure the structure of the code (list=1 lists the offenders; sample=120 draws texts for a review)
	$(PYTHON) tools/measure_house.py $(if $(list),--list) $(if $(sample),--sample $(sample))

secret: .venv/installed ## print a new SECRET_KEY
	@$(SECRET)

clean: ## remove .venv, .tools and caches; never the data
	rm -rf .venv .tools dist node_modules .pytest_cache .mypy_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +
