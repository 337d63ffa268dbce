# make demo   the main job, from an ERP file to the figure
# make demo-web   example books in the browser, with logins, for an hour
# make test   everything that is tested
PYTHON ?= python3
BIN = .venv/bin
DEMO ?= demo
DEMO_WEB ?= build/demo-web
MINUTES ?= 60
PORT ?= 5000

.PHONY: demo demo-web test lint bench examples rules clean

demo: .venv/ready
	@rm -rf $(DEMO)
	@$(BIN)/nkr demo $(DEMO)

demo-web: .venv/ready
	@$(BIN)/python -m nkr_audit.cli.demo_web $(DEMO_WEB) --minutes $(MINUTES) --port $(PORT)

test: .venv/ready
	@bash .ci/browser
	@bash .ci/provider
	$(BIN)/pytest

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/ready
	$(BIN)/python bench/check_speed.py
	$(BIN)/python bench/sie_speed.py
	$(BIN)/python bench/log_speed.py
	$(BIN)/python bench/report_speed.py
	$(BIN)/python bench/review_speed.py
	$(BIN)/python bench/web_load.py

# The books in ledger/ are written by the demo package; a test holds them to it.
examples: .venv/ready
	$(BIN)/python -m nkr_audit.demo ledger

# The pages in docs/regler are written from the rules, the programmes and tests/cases.
rules: .venv/ready
	$(BIN)/python -m tests.cases.pages

.venv/ready: pyproject.toml constraints.txt .ci/prepare
	bash .ci/prepare $(PYTHON)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt \
		--editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv build demo *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
