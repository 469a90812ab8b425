# `make demo` and `make test` do all their set-up by themselves: Python 3.11 or newer with venv, and make.

PYTHON ?= python3
BIN := .venv/bin
ORACLE := .venv-oracle/bin/python
# Each environment is made anew when what it was made from has changed.
READY := .venv/ready-$(shell cat constraints.txt pyproject.toml | cksum | cut -d' ' -f1)
ORACLE_READY := .venv-oracle/ready-$(shell cksum < constraints-oracle.txt | cut -d' ' -f1)
PIP := -m pip install --quiet --disable-pip-version-check
# Three for two cores: a test waits for disks and other processes for a part of its time.
WORKERS ?= 3
# What tests write goes to memory where there is room, and programs may run from there: databases wait for their disk with
# every commit, and no test takes the power away.
MEMORY := $(shell ! grep -qs '^[^ ]* /dev/shm [^ ]* [^ ]*noexec' /proc/mounts && \
    [ "$$(df -m --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 8000 ] 2>/dev/null && echo /dev/shm)

.PHONY: demo demo-week test explore lint chaos year bench bulk fuzz conformance constraints clean

demo: $(READY)
	@$(BIN)/afteraction demo $(DEMO)

# pytest comes last, so that its closing lines are the last ones.
test: $(READY) $(ORACLE_READY) lint
	@TMPDIR=$(or $(TMPDIR),$(MEMORY),/tmp) $(BIN)/pytest -n $(WORKERS) --dist worksteal --oracle=$(ORACLE) $(TEST)

# The laws with examples that `make test` has not seen; what fails is printed so that it can be tried again.
explore: $(READY)
	@$(BIN)/pytest -n 2 --dist worksteal --hypothesis-profile=explore -m hypothesis $(TEST)

lint: $(READY)
	@$(BIN)/ruff check .
	@$(BIN)/mypy

# 200 kills on each database; the counts are kept in docs/chaos.md.
chaos: $(READY)
	@$(BIN)/python -m tests.chaos $(or $(CHAOS),--kills 200)

# A year with 200 kills on each database, an hour or two; the counts are kept in docs/reliability.md.
year: $(READY)
	@$(BIN)/python -m tests.year $(YEAR)

# A week of a section in two languages, or in those of LANGUAGES, printed as people read it.
demo-week: $(READY)
	@$(BIN)/python -m tests.demo_week $(LANGUAGES)

bench: $(READY)
	@$(BIN)/python -m benchmarks.engine

# 10,000 bulk messages while people chat, some seven minutes; the result is kept in benchmarks/README.md.
bulk: $(READY)
	@$(BIN)/python -m benchmarks.bulk $(BULK)

# Forms and respondents made by chance; the counts are kept in docs/xlsform.md.
fuzz: $(READY)
	@$(BIN)/python -m tests.fuzz $(FUZZ)

conformance: $(READY)
	@$(BIN)/python -m tests.flows.expressions.conformance $(SAMPLE)

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Afteraction needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/python $(PIP) --require-hashes -r constraints.txt
	$(BIN)/python $(PIP) --no-deps --no-build-isolation -e .
	@rm -f .venv/ready-* && touch $@

# aiogram's model of the Bot API asks for other versions than ours: it lives apart.
$(ORACLE_READY):
	$(PYTHON) -m venv .venv-oracle
	$(ORACLE) $(PIP) --require-hashes -r constraints-oracle.txt
	@rm -f .venv-oracle/ready-* && touch $@

# Needs uv (https://docs.astral.sh/uv); names no host, so that any index or mirror serves.
constraints:
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --python-version 3.11 \
	    --custom-compile-command "make constraints" --extra test pyproject.toml -o constraints.txt
	echo "aiogram>=3.15" | uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	    --python-version 3.11 --custom-compile-command "make constraints" - -o constraints-oracle.txt

clean:
	rm -rf .venv .venv-oracle build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
