# Everything makes its own environment in .venv; Python 3.11 or newer, make and git are all it needs.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
ESTATE := fixtures/estates/acme
OUT ?= out/acme

.PHONY: demo test lint bench corpus conformance mutants docs clean
.DEFAULT_GOAL := test

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("j2cp needs Python 3.11 or newer: make PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

demo: $(VENV)/.ready  ## convert a whole controller, check the result, and rehearse a pipeline
	@$(RUN)/j2cp convert $(ESTATE) -o $(OUT) --fail-on never
	@$(RUN)/j2cp validate $(OUT)
	@$(RUN)/j2cp rehearse $(OUT)/price-list --source $(ESTATE)/checkouts/price-list --out $(OUT)-rehearsal
	@echo
	@echo "Look at $(OUT)/summary.json, $(OUT)/*/gap-report.md and $(OUT)/*/buildspecs/."

test: $(VENV)/.ready  ## everything that CI runs
	@sh tests/install-tools
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@$(RUN)/pytest -q -n auto

lint: $(VENV)/.ready
	@$(RUN)/ruff check --fix .
	@$(RUN)/ruff format .
	@$(RUN)/mypy

bench: $(VENV)/.ready  ## rates of reading and converting
	@$(RUN)/python -m tests.bench

corpus: $(VENV)/.ready  ## convert real jobs: make corpus CORPUS=folder
	@test -n "$(CORPUS)" || { echo "name a folder of jobs: make corpus CORPUS=folder"; exit 2; }
	@$(RUN)/python -m tests.corpus "$(CORPUS)"

conformance: $(VENV)/.ready  ## compare with the compiler and Jenkins: make conformance CORPUS=folder PMD=checkout
	@test -n "$(CORPUS)" -a -n "$(PMD)" || { echo "make conformance CORPUS=folder PMD=checkout [SHAPES=file]"; exit 2; }
	@sh tests/install-tools
	@$(RUN)/python -m tests.conformance "$(CORPUS)" "$(PMD)" "$(SHAPES)"

mutants: $(VENV)/.ready  ## try faults in the pipelines of ../shared/truth: make mutants JOBS=d-
	@$(RUN)/python -m tests.mutation $(JOBS)

docs: $(VENV)/.ready  ## write the pages that are made from the rules
	@$(RUN)/python -m migrate.docs

clean:
	rm -rf $(VENV) out dist build
