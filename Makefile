# What people use to work on newsqa; `make help` lists it.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
# Passed to every pip install; see the README for a smaller torch on Linux.
PIP_OPTIONS ?=
ARGS ?=

BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
DEV_INSTALLED := $(VENV)/.installed-dev
AXE_INSTALLED := tests/browser/node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help chat build test soak lint types bench docs clean

help: ## List these commands
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "newsqa needs Python 3.11; name yours: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_OPTIONS) -c constraints.txt -e '.[all]'
	@touch $@

$(DEV_INSTALLED): $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(PIP_OPTIONS) -c constraints.txt -e '.[all,dev]'
	@touch $@

chat: $(INSTALLED) ## Set up, bring the index of seeds/ up to date, open the chat (ARGS="--port 8000")
	$(BIN)/newsqa chat --build $(ARGS)

build: $(INSTALLED) ## Rebuild embeddings/ from seeds/
	$(BIN)/newsqa build $(ARGS)

# The accessibility rules, which the browser tests run in the page; without npm these tests are left out.
$(AXE_INSTALLED): tests/browser/package.json
	@if command -v npm >/dev/null; then \
	  npm install --silent --no-audit --no-fund --no-package-lock --prefix tests/browser && touch $@; \
	else echo "no npm here: the tests of accessibility are left out"; fi

# A file of tests runs in one process: what it shares is made once.
test: $(DEV_INSTALLED) $(AXE_INSTALLED) ## Run the whole suite
	$(BIN)/python -m pytest -n auto --dist loadfile $(ARGS)

soak: $(DEV_INSTALLED) $(AXE_INSTALLED) ## Run the suite with its long forms
	NEWSQA_SOAK=1 $(BIN)/python -m pytest --timeout=3600 $(ARGS)

lint: $(DEV_INSTALLED) ## Check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV_INSTALLED) ## Check types
	$(BIN)/mypy

bench: $(DEV_INSTALLED) ## Time import, questions and their stages, cold start and build
	$(BIN)/python benchmarks/speed.py $(ARGS)

docs: $(DEV_INSTALLED) ## Make the README's picture and its generated parts again
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/picture.py

clean: ## Remove the virtual environment and caches; articles and embeddings stay
	rm -rf $(VENV) dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
