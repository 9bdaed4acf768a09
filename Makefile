# Jishi: `make run` to look at it, `make test` to prove it. Both work from a fresh clone.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
VENV := .venv/bin
PEERS := .venv/benchmarks
LOCK := --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet

export HOST PORT
unexport PYTHONDONTWRITEBYTECODE # compiled files make every start after the first one quick

.PHONY: help install run test soak lint format bench screens looks lock

help:            ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "%-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install:         ## the environment alone: .venv with the service and its tools
	@$(PYTHON) tools/install.py dev

run:             ## the service with a demo county on http://127.0.0.1:8000 (HOST= and PORT= change it)
	@$(PYTHON) tools/install.py runtime
	@exec $(VENV)/python -m app serve --demo

test: install lint ## everything: lint, types, contracts, the suite on SQLite and PostgreSQL, browser journeys
	@$(VENV)/python tools/chromium.py > /dev/null
	@$(VENV)/pytest -n $(WORKERS) --dist worksteal $(PYTEST)

soak: export JISHI_TEST_SOAK := 1
soak: PYTEST += -o faulthandler_timeout=7200
soak: test       ## the same with the full counts of the long tests

lint: install    ## lint, format, types, import contracts, templates, bundles
	@$(VENV)/ruff check --quiet
	@$(VENV)/ruff format --check --quiet || { echo "Not formatted: run \`make format\`."; exit 1; }
	@$(VENV)/mypy
	@$(VENV)/lint-imports --no-logo
	@$(VENV)/djlint app --lint --quiet
	@$(VENV)/python tools/js.py --check > /dev/null || { echo "Bundles are stale: run \`npm ci && python tools/js.py\`."; exit 1; }

format: install  ## bring the Python source into its one form
	@$(VENV)/ruff check --fix-only --quiet
	@$(VENV)/ruff format

bench: install   ## the comparison side by side, at most ten minutes (QUICK=1 for a short one)
	@$(VENV)/uv pip install --quiet --target $(PEERS) --require-hashes -r benchmarks/requirements.txt
	@PYTHONPATH=$(PEERS):. $(VENV)/python -m benchmarks

screens: install ## the pictures of docs/screens, taken from the demo county
	@$(VENV)/python tools/screens.py

looks: install   ## every page of them in every mode, phone and desk: axe, widths, keyboard (an hour)
	@$(VENV)/python tools/screens.py --axe --widths --keys --every-mode

lock:            ## write the hashed locks again from pyproject.toml (UPGRADE=--upgrade for newer versions)
	$(VENV)/uv pip compile $(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt
	$(VENV)/uv pip compile $(LOCK) $(UPGRADE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	grep '^uv==' requirements-dev.txt | cut -d' ' -f1 | $(VENV)/uv pip compile $(LOCK) - -o requirements-uv.txt
	$(VENV)/uv pip compile $(LOCK) $(UPGRADE) -c requirements.txt benchmarks/requirements.in -o benchmarks/requirements.txt
