# Every target does all of its own set-up. `make demo` to see it, `make test` to know that it is sound.

BIN := .venv/bin
STAMP := .venv/.installed
DATA := ../shared/data/acceptance
DJANGO := $(BIN)/python -W ignore::RuntimeWarning -m django

# Where it is set, each of the many processes that are started here compiles everything anew: two seconds each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo lock check test acceptance reference tables bench soak

help: ## Say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1  \2/p' Makefile

install: $(STAMP) ## Make .venv with everything that requirements.lock pins

# Runs again only when the lock has changed.
$(STAMP): requirements.lock
	test -x $(BIN)/python || python3 -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps -e .
	touch $(STAMP)

demo: install ## Look around: made-up data, http://localhost:8000, until Ctrl-C
	@$(BIN)/amends demo

lock: ## Resolve pyproject.toml anew into requirements.lock (for those who change what it needs)
	test -x $(BIN)/python || python3 -m venv .venv
	test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --group dev \
	  --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
	  pyproject.toml -o requirements.lock

check: install ## Format, lint, types, spelling, import contracts, missing migrations
	$(BIN)/ruff format --quiet --check
	$(BIN)/ruff check --quiet
	$(BIN)/typos
	$(BIN)/djlint --quiet --lint amends
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	$(DJANGO) makemigrations --check --dry-run --settings amends.config.settings.tests

test: check ## The checks, then all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

acceptance: install ## Ask the example policies the cases of a folder: DATA=folder
	$(BIN)/python -m acceptance.run $(DATA)

reference: install ## Write docs/reference anew from the code
	$(BIN)/python -W ignore::RuntimeWarning -m reference.make

tables: install ## Write the tables of a fresh installation anew, after a migration was added
	$(BIN)/python -W ignore::RuntimeWarning -m reference.tables

bench: install ## Measure: each claim as a ratio to what PostgreSQL writes at most, in the same run
	$(BIN)/python -m bench.floor
	$(BIN)/python -m bench.redemption
	$(BIN)/python -m bench.giving
	$(BIN)/python -m bench.envelope
	$(BIN)/python -m bench.events
	$(BIN)/python -m bench.decisions
	$(BIN)/python -m bench.back_test
	$(BIN)/python -m bench.incident
	$(BIN)/python -m bench.pages

soak: install ## Kill 24 of its processes at random under load, and give 20,000 times from nested budgets at once
	AMENDS_SOAK_KILLS=24 AMENDS_SOAK_GIVES=20000 AMENDS_SOAK_SEED=$$(date +%s) $(BIN)/python -m pytest -s tests/soak
