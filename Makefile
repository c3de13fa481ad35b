# Röda tråden. `make up` runs it with the demo municipality, `make test` tests it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MEMBERS := contracts chassis services/directory services/talks services/goals services/surveys \
	services/competence services/notifier gateway deploy/local
SOURCES := $(addsuffix /src,$(MEMBERS))
NAMES := contracts chassis directory talks goals surveys competence notifier gateway local
# Component tests mostly wait. Each worker has servers of its own, 0.6 GB.
WORKERS ?= 3
# What uv itself is pinned to; everything else is in requirements.lock with its hashes.
UV_VERSION := 0.13.9

.PHONY: help up down test setup lint types imports unit component security journeys faults \
	containers-test bench contracts lock browser format clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 17

up: setup ## start everything with the demo municipality and print the address
	@$(BIN)/redthread up --demo

down: setup ## stop everything
	@$(BIN)/redthread down

setup: $(VENV)/ready

$(VENV)/ready: requirements.lock pyproject.toml $(addsuffix /pyproject.toml,$(MEMBERS))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "This needs Python 3.11 or newer. Say which: make PYTHON=python3.13 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
		{ echo "Python can't make virtual environments. On Debian: apt install python3-venv"; exit 1; }
	@echo "Installing what the lock names …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "uv==$(UV_VERSION)"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation \
		$(foreach member,$(MEMBERS),-e ./$(member))
	@touch $@

# The fault suite mostly waits, for leases and time-outs: the others run beside it. The component
# tests are busy on every core, so they run alone.
test: setup browser ## everything that CI runs
	@$(MAKE) --jobs=2 --output-sync=target faults lint types imports unit security journeys
	@$(MAKE) component

lint: setup ## style: ruff
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup ## types: mypy, strict
	$(BIN)/mypy $(SOURCES) $(wildcard $(addsuffix /tests,$(MEMBERS))) tests benchmarks

imports: setup ## the rooms: import-linter
	$(BIN)/lint-imports

unit: setup ## pure and fast
	$(BIN)/pytest -q contracts/tests $(wildcard $(addsuffix /tests/unit,$(MEMBERS))) \
		$(addprefix tests/containers/,test_files.py test_without_engine.py) tests/docs

component: setup ## one service at a time, on a real Kafka and MongoDB
	$(BIN)/pytest -q --numprocesses=$(WORKERS) --dist=loadfile $(wildcard $(addsuffix /tests/component,$(MEMBERS)))

security: setup ## every route asked by everybody, as the access table says
	$(BIN)/pytest -q tests/security

journeys: setup browser ## everything together, in a real browser
	$(BIN)/pytest -q tests/journeys

faults: setup ## real kills of real processes
	$(BIN)/pytest -q tests/faults

containers-test: setup ## images, compose, testcontainers; says why where it can't
	$(BIN)/python -m tests.containers

bench: setup ## ratios against raw baselines, in one run
	$(BIN)/python -m benchmarks

browser: setup ## Debian's chromium when root, Playwright's own otherwise
	@$(BIN)/python -m tests.browser

contracts: setup ## write schemas, samples and AsyncAPI anew
	$(BIN)/python -m redthread_contracts generate contracts

format: setup ## put the style right
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: setup ## resolve all dependencies anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header \
		--group dev $(addsuffix /pyproject.toml,$(MEMBERS)) \
		$(foreach name,$(NAMES),--no-emit-package redthread-$(name)) --output-file requirements.lock

clean: ## take away what can be made anew; the demo's data too
	@test ! -x $(BIN)/redthread || $(BIN)/redthread down
	rm -rf $(VENV) .redthread tests/output
