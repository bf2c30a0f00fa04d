# Heardfirst. Everything below needs make, a Python of 3.11 or newer, and nothing else.
# Two commands matter:  make demo   make test

PYTHON ?= python3
# One more than the cores of a small machine: some wait for the disk or the browser while others count.
PROCESSES ?= 3
BIN = .venv/bin
LOCKS = requirements-test.txt
PYTEST = $(BIN)/python -m pytest -n $(PROCESSES) --dist worksteal -q
# Once is enough for the protocol room and other tests that know no database, and for those that bring their own.
ON_POSTGRES = --ignore=tests/protocol -m "not once"
BESIDE = $(MAKE) --no-print-directory
READY = .venv/.installed $(patsubst %.po,%.mo,$(wildcard src/heardfirst/locale/*/LC_MESSAGES/*.po))
export PYTHON
# What one process has compiled is not for the next one to compile again: the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install browser demo test check test-protocol test-sqlite test-moments test-postgres bench prove docs lock format

help:
	@echo "make demo    a caseload of fictional clients, in the browser"
	@echo "make test    all checks, and the whole suite on SQLite and on PostgreSQL"
	@echo "make check   style, types, the house's rules, translations, licenses"
	@echo "make bench   measure, beside what others make (writes benchmarks/RESULTS.md)"
	@echo "make prove   prove every shipped protocol anew, and try the checker with broken ones"
	@echo "make docs    write again what the documentation repeats of the code"
	@echo "make format  lay out the code"
	@echo "make lock    choose newer versions of what this is built on (needs uv)"

install: $(READY)

# One for the tests that look at pages; it is found, or installed where that is possible.
browser:
	@tools/browser.sh

# The stamp lies in the environment itself, so that removing the one removes the other.
.venv/.installed: $(LOCKS) pyproject.toml tools/install.sh
	@tools/install.sh $(LOCKS)
	@touch $@

# The screens' Spanish, compiled whenever its source has changed.
%.mo: %.po .venv/.installed tools/compile_translations.py
	@$(BIN)/python tools/compile_translations.py

demo: $(READY)
	@$(BIN)/heardfirst demo

check: $(READY)
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	DJANGO_SETTINGS_MODULE=heardfirst.settings_test $(BIN)/python -m django makemigrations --check --dry-run
	$(BIN)/python tools/check_translations.py
	$(BIN)/python tools/check_licenses.py

# Both at once, so that no processor waits for the type checker or for the last test of one run; two processes
# for either, since there are two of them. The protocol room goes with the shorter one. The summary of the run on PostgreSQL is the last thing printed.
test:
	@$(BESIDE) -j 2 install browser
	@$(BIN)/python tools/at_once.py \
		"$(BESIDE) PROCESSES=2 ELSEWHERE=--ignore=tests/protocol test-sqlite" \
		"$(BESIDE) PROCESSES=2 check test-protocol test-postgres"

test-sqlite: $(READY)
	$(PYTEST) $(ELSEWHERE)

# The protocol room, which knows no database.
test-protocol: $(READY)
	$(PYTEST) tests/protocol

# The same tests on twelve days that code forgets, on SQLite; TESTS names a part of them.
test-moments: $(READY) browser
	@$(BIN)/python -m tools.moments -n $(PROCESSES) $(TESTS)

test-postgres: $(READY)
	@$(BIN)/python tools/postgres.py $(PYTEST) $(ON_POSTGRES)

.venv/.bench-installed: requirements-bench.txt .venv/.installed
	@$(BIN)/python -m pip install -qq --require-hashes --only-binary :all: -r requirements-bench.txt
	@touch $@

bench: .venv/.bench-installed $(READY)
	$(BIN)/python -m benchmarks

prove: $(READY)
	$(BIN)/python -m tools.prove

docs: $(READY)
	$(BIN)/python -m tools.doc_tables

format: .venv/.installed
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

lock:
	tools/lock.sh
