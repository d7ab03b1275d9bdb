# Every target sets up what it needs: a virtual environment in .venv with the versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
INTEROP := $(VENV)/interop/.ready
BENCH := $(VENV)/bench/.ready

SHELL := bash

# pip install ARGUMENTS into VENV, a line per package. What pip says of folders that lack one is left out.
define install
set -o pipefail; $(1)/bin/python -m pip install --disable-pip-version-check --constraint constraints.txt $(2) \
	2> >(grep --line-buffered -v "^WARNING: Location .* is ignored" >&2) \
	| while read -r word what rest; do case "$$word" in \
		Collecting | Processing) echo "  $${what##*/}" ;; Installing) echo "  installing all of them" ;; esac; done
endef

.DEFAULT_GOAL := help
.PHONY: help generate test check format bench mutants interop demo soak fuzz reliability documented browser clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

generate: $(READY) ## specs/ to generated/, and the words of the language to its schema and reference
	@$(BIN)/python -m clientsmith.language
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

bench: $(READY) $(BENCH) ## speed and size beside those of others, in one run; ARGS="--quick", "--only calls", "--write"
	@PYTHONPATH=tests $(BIN)/python -m bench $(ARGS)

mutants: $(READY) ## mutate specs and code: which mutants do the contract tests miss? ARGS="--only code --provider ppio --sample 20" for a look
	@PYTHONPATH=tests $(BIN)/python -m mutants $(ARGS)

interop: $(READY) $(INTEROP) ## other people's linters, generators and fuzzers (needs npm), and what hooks httpx
	@$(BIN)/python -m pytest tests/interop/interop_openapi.py tests/interop/interop_mock.py
	@PYTHONPATH=generator:generated:tests $(VENV)/interop/httpx/bin/python -m pytest -q -c /dev/null --rootdir . --confcutdir tests/interop -p no:cacheprovider tests/interop/interop_httpx.py tests/interop/interop_loops.py

demo: $(READY) ## all providers, no key, no network: images and a contact sheet in demo/
	@PYTHONPATH=tests $(BIN)/python -m demo $(ARGS)

soak: $(READY) ## 10,000 calls with faults among them: is anything lost, sent twice or left behind?
	@PYTHONPATH=tests $(BIN)/python -m soak $(ARGS)

fuzz: $(READY) ## look for what breaks loader, answers, sizes, files and whole specs, for longer than `make test` does
	@$(BIN)/python -m pytest tests/test_fuzz.py tests/specs/test_random_specs.py --hypothesis-profile=fuzz

reliability: $(READY) ## run the tests of everything that goes wrong, and write docs/reliability.md from them
	@PYTHONPATH=tests $(BIN)/python -m reliability

documented: $(READY) ## run every command of README.md and docs/ci.md, in order, with the tool installed as they say
	@PYTHONPATH=tests $(BIN)/python -m documented

browser: $(READY) ## the mock's page in a headless Chromium (needs chromium on the PATH)
	@$(BIN)/python -m pytest -n 0 tests/browser/browser_page.py

clean: ## remove what make made beside the sources
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "clientsmith needs Python 3.11 or newer; try make PYTHON=python3.12" >&2; exit 1)
	@echo "setting up $(VENV): a hundred packages, which takes a minute"
	@$(PYTHON) -m venv $(VENV)
	@$(call install,$(VENV),hatchling)
	@# Built by the backend that is there now, and not by the newest.
	@$(call install,$(VENV),--no-build-isolation --editable '.[dev]' --editable ./generated)
	@touch $@

# The linters go into .venv too, so that the checkout stays as it is; what brings a plugin for pytest into one of its own.
$(INTEROP): $(READY) tests/interop/requirements.txt tests/interop/httpx.txt tests/interop/package.json tests/interop/package-lock.json tests/interop/.npmrc
	@command -v npm > /dev/null || (echo "make interop needs npm, which comes with Node.js 20.19 or newer: it isn't on the PATH" >&2; exit 1)
	@echo "setting up $(VENV)/interop ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[interop]'
	@mkdir -p $(VENV)/interop
	@$(PYTHON) -m venv $(VENV)/interop/python
	@$(VENV)/interop/python/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement tests/interop/requirements.txt
	@$(PYTHON) -m venv $(VENV)/interop/httpx
	@$(VENV)/interop/httpx/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement tests/interop/httpx.txt
	@cp tests/interop/package.json tests/interop/package-lock.json tests/interop/.npmrc $(VENV)/interop
	@cd $(VENV)/interop && npm ci --no-progress --loglevel=error
	@touch $@

# Two environments: httpx is slower where it finds what the generators bring. Nothing is fetched while measuring.
$(BENCH): $(READY) tests/bench/requirements.txt tests/bench/generators.txt
	@echo "setting up $(VENV)/bench ..."
	@mkdir -p $(VENV)/bench
	@$(PYTHON) -m venv $(VENV)/bench/clients
	@$(VENV)/bench/clients/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement tests/bench/requirements.txt
	@$(PYTHON) -m venv $(VENV)/bench/generators
	@$(VENV)/bench/generators/bin/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --requirement tests/bench/generators.txt
	@touch $@
