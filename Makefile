# `make` alone lists the targets. Each is one or two ordinary commands that also work by hand.
# PYTHON=/path/to/python3.12 chooses the interpreter of the virtual environment.

# Also where the environment forbids it: the workers and hundreds of processes of the tests would each
# compile all modules anew.
export PYTHONDONTWRITEBYTECODE :=

PY := .venv/bin/python
NPM := npm --prefix frontend

.DEFAULT_GOAL := help
.PHONY: help install test test-py test-pythons test-fe e2e lint check format build dev dev-fe demo bench bench-browser gallery snapshots screenshots docs book clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

install: .venv/.installed-dev frontend/node_modules/.installed ## Install what development needs: Python packages and front end

test: lint test-py test-fe e2e ## Install what the tests need and run all of them

test-py: .venv/.installed-dev ## Python tests, the quick ones
	$(PY) -m pytest -q -n 2 --dist loadfile -m "not e2e and not slow"

test-pythons: .venv/.installed-dev ## The quick tests with the oldest and the newest Python, and the oldest packages
	scripts/test_pythons.sh

test-fe: frontend/node_modules/.installed ## Front-end tests
	$(NPM) test

# More of them than cores: most of the time, each waits for its page.
e2e: .venv/.installed-dev ## Tests in a real browser, and other slow ones
	scripts/install_chromium.sh
	$(PY) -m pytest -q -rs -n 3 --dist worksteal -m "e2e or slow"

lint: .venv/.installed-dev ## Lint the Python code, and check its layers
	$(PY) -m ruff check
	.venv/bin/lint-imports --no-cache

check: lint frontend/node_modules/.installed ## Lint, format, types, stale web app
	$(PY) -m ruff format --check && $(PY) -m mypy && $(NPM) run typecheck && $(NPM) run --silent lint
	$(PY) scripts/generate_frontend.py --check
	scripts/check_bundle.sh

format: .venv/.installed-dev frontend/node_modules/.installed ## Format the code
	$(PY) -m ruff check --fix --quiet; $(PY) -m ruff format
	$(NPM) run --silent format

build: .venv/.installed frontend/node_modules/.installed ## Build the web app into prodigy/static
	$(PY) scripts/generate_frontend.py
	$(NPM) run build

dev: install ## Server with the demo data, and the front end reloading on changes
	$(MAKE) -j 2 demo dev-fe

dev-fe: frontend/node_modules/.installed
	$(NPM) run dev

DEMO = $(PY) -m prodigy ner.manual ner_news_headlines blank:en examples/news_headlines.jsonl \
	--label PERSON,ORG,PRODUCT,LOCATION

demo: .venv/.installed ## Annotate the example headlines at http://localhost:8080
	$(DEMO)

bench: .venv/.installed-dev ## Measure costs beside limits and peers, and write them into the docs
	$(PY) -m benchmarks --full --write docs/performance.md

bench-browser: .venv/.installed-dev ## Time of edits in large cards, in a real browser
	$(PY) -m benchmarks.browser

chaos: .venv/.installed-dev ## Break servers, networks and databases, and see that no answer is lost or doubled
	$(PY) -m benchmarks.chaos

gallery: .venv/.installed-dev frontend/node_modules/.installed ## Pictures of every interface in every theme
	$(PY) scripts/gallery.py

snapshots: .venv/.installed-dev ## Write what tests know of the look of every view
	scripts/install_chromium.sh
	UPDATE_SNAPSHOTS=1 $(PY) -m pytest -q -n 2 tests/e2e/test_snapshots.py

screenshots: .venv/.installed-dev ## Take the pictures of the documentation anew
	scripts/install_chromium.sh
	$(PY) scripts/screenshots.py

docs: .venv/.installed ## Write the parts of the documentation and the front end that come from tables
	$(PY) docs/generate.py && $(PY) scripts/generate_frontend.py

book: .venv/.installed-dev ## Build what `prodigy docs` serves; links that lead nowhere are errors
	$(PY) docs/book/build.py --strict --force

clean: ## Remove environments, caches and test output
	rm -rf .venv frontend/node_modules build dist prodigy/book test-output .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed, and from which list: a changed list installs again.
.venv/.installed: pyproject.toml
	scripts/create_venv.sh
	@touch $@

.venv/.installed-dev: pyproject.toml
	scripts/create_venv.sh dev
	@touch $@ .venv/.installed

frontend/node_modules/.installed: frontend/package-lock.json
	$(NPM) ci --no-audit --no-fund
	@touch $@
