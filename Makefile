# Every target sets up what it needs: a virtual environment in .venv with the versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help generate test check format bench clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: $(READY) ## specs/ to generated/
	@$(BIN)/clientsmith generate

test: $(READY) ## all tests
	@$(BIN)/python -m pytest

check: $(READY) ## types, lint, and whether generated/ is what specs/ say
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/basedpyright
	@$(BIN)/clientsmith validate
	@$(BIN)/clientsmith generate --check

format: $(READY) ## put our own code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(READY) ## speed and size, as ratios measured in one run
	@$(BIN)/python tests/bench/run.py

clean: ## remove what make made beside the sources
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "clientsmith needs Python 3.11 or newer; try make PYTHON=python3.12" >&2; exit 1)
	@echo "setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@
