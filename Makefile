# One door for people and for CI. `make help` lists the targets.
# The one on the PATH, unless only the system's was built with optimisation: that is a third of all processor time.
ifndef PYTHON
PYTHON := $(shell sh tools/python.sh python3 /usr/bin/python3)
endif
VENV := .venv
BIN := $(VENV)/bin
# Each has a Kafka and a MongoDB of its own; most tests wait for servers, so three are right for two cores.
WORKERS ?= 3
UV := $(BIN)/uv
STAMP := $(VENV)/.ready
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links pyproject.toml

.PHONY: help setup demo test check format proto proto-check lock bench clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

$(STAMP): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Sankua needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name one with: make PYTHON=python3.12 …")'
	@echo "Setting up $(VENV) with $(PYTHON) ($$($(PYTHON) -V))"
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $(STAMP)

setup: $(STAMP) ## make .venv with everything in it

demo: setup ## the main job, start to end, on real Kafka and MongoDB
	$(BIN)/sankua demo

test: setup ## every test, on the embedded stack
	$(BIN)/python -m sankua.cli.stack.startup_cache
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

check: setup ## formatter, linter, types, import contracts, protos
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory proto-check

format: setup ## write the one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

proto: setup ## write sankua/wire/gen from proto/
	$(BIN)/python tools/gen_proto.py

proto-check: setup ## generated code is what proto/ gives; buf lint and breaking where npm is there
	$(BIN)/python tools/gen_proto.py --check
	$(BIN)/python tools/buf.py

lock: ## resolve the dependencies anew into requirements.lock
	$(COMPILE) --extra stack --extra dev -o requirements.lock
	$(COMPILE) -c requirements.lock -o deploy/requirements.lock

bench: setup ## every figure beside its floor, in one run
	$(BIN)/sankua bench

clean: ## remove what setup made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
