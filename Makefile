# Two commands: `make run` sets up and runs the product, `make test` sets up and runs every check.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

# Rules, leases, walls and the wire: every branch of these is tried.
EXACT := judge/domain/*,judge/queue/*,sandbox/policy.py,sandbox/run.py,sandbox/records.py,sandbox/frames.py,sandbox/inside/stream.py

.PHONY: run test lint unit hostile setup frontend services images lock wheel clean

run: setup frontend
	@exec $(BIN)/judge up

test: setup frontend services lint unit

# --- what the two commands are made of -------------------------------------------------

setup: $(STAMP)

$(STAMP): .requirements/dev.txt pyproject.toml
	@PYTHON=$(PYTHON) sh .requirements/install.sh

frontend: setup
	@$(BIN)/python web/frontend/build.py

services: setup
	@$(BIN)/python tests/services.py

images: setup
	@$(BIN)/judge images

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python web/frontend/build.py --check

# What needs an engine or a browser has both cores; the rest shares them.
BOXES := engine or private_engine or browser

unit: setup frontend
	$(BIN)/python -m pytest -m 'not ($(BOXES))' --numprocesses=auto --cov --cov-report=
	$(BIN)/python -m pytest -m '$(BOXES)' --cov --cov-append --cov-report=
	$(BIN)/coverage report --skip-covered --fail-under=95
	$(BIN)/coverage report --include='$(EXACT)' --fail-under=100

# Attacks on the real engine: the corpus, its mutations and the faults that must not become a candidate's.
hostile: setup frontend services
	$(BIN)/python -m pytest tests/hostile

# --- now and then ----------------------------------------------------------------------

# After a change of the dependencies in pyproject.toml.
lock: setup
	@BIN=$(BIN) sh .requirements/lock.sh

wheel: frontend
	$(BIN)/python -m hatchling build -t wheel

# Removes what was made here; images and caches outside the folder stay.
clean:
	rm -rf .venv web/static/dist web/frontend/node_modules dist .mypy_cache .ruff_cache .pytest_cache
