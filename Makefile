# Two commands do everything: `make build` and `make test`. Both set up .venv first, once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Language of charts and summary: zh or en.
lang := zh
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# Notebooks are run from their stored outputs; the folder is left out where a copy comes without it.
NOTEBOOKS := $(if $(wildcard notebooks/*.ipynb),--nbval --nbval-current-env notebooks)

.PHONY: build test lint lab notebooks gallery readme bench lock clean help

build: $(READY) ## Build everything from the shipped corpus into output/
	$(BIN)/renzheng build --out output --lang $(lang)

test: lint ## Check style and types, then run all tests and notebooks
	$(BIN)/pytest -n auto --dist loadfile tests $(NOTEBOOKS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

lab: $(READY) ## Open JupyterLab on the first notebook; notebooks/lab is its configuration
	JUPYTER_CONFIG_PATH=$(CURDIR)/notebooks/lab $(BIN)/jupyter lab notebooks

notebooks: $(READY) ## Run all notebooks and store their outputs
	$(BIN)/python notebooks/refresh.py

gallery: $(READY) ## Draw the charts of the gallery page from the shipped corpus
	$(BIN)/python docs/gallery.py

readme: $(READY) ## Put what the commands print now into the READMEs
	$(BIN)/python docs/readme.py

bench: $(READY) ## Time the way from bytes to claims beside what an analyst would write
	$(BIN)/python tests/bench/speed.py

lock: ## Solve the versions anew (needs uv)
	uv pip compile pyproject.toml --all-extras --group build --group notebooks --group test --universal \
		--generate-hashes --no-header --no-annotate --python-version 3.11 -o requirements.lock

clean: ## Remove what was built; .venv stays
	rm -rf output notebooks/output dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

help: ## List these targets
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1\t\2/p' Makefile | expand -t 16

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV): once, for a minute or two"
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(READY)
