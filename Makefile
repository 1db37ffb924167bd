# make demo    the main job, from nothing: a service for Stripe and GitHub, running
# make test    linters, types and tests
# make smoke   every template option and every host; killed and cut off (slow)
# make crash   the whole crash suite, its figures into docs/reference (slow)
# make sync    derive the sync form of the template from the async one
# make golden  renew tests/template/golden after a change of the template
# make catalog renew what is derived from the records in template/catalog
# make docs    renew the generated parts of docs/
# make bench   the service beside its peers; 40 minutes. bench-quick: minutes, fails beyond a guard

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH := .venv-bench

.PHONY: demo test lint smoke smoke-services smoke-hosts smoke-providers smoke-engines smoke-crash crash sync golden catalog docs bench bench-quick clean

demo: $(VENV)/installed
	@$(BIN)/python docs/demo.py

test: lint
	@echo "== tests"
	@$(BIN)/python -m pytest -q -n auto

lint: $(VENV)/installed-dev
	@echo "== ruff, mypy"
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

smoke: smoke-services smoke-hosts smoke-providers smoke-engines smoke-crash

smoke-services: $(VENV)/installed-dev
	@echo "== smoke: services rendered and checked"
	@$(BIN)/webhookgen smoke --python $(BIN)/python $(CELLS)

smoke-hosts: $(VENV)/installed-dev
	@echo "== smoke: the hosts that make test leaves out, and all that can go wrong in one"
	@WEBHOOKGEN_HOSTS=smoke $(BIN)/python -m pytest -q -n auto tests/hosts/test_cycle.py tests/hosts/test_verification.py tests/doctor

smoke-providers: $(VENV)/installed-dev
	@echo "== smoke: the providers' own packages"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev,sdk]'
	@npm install --prefix tests/providers/npm --silent --no-package-lock --no-audit --no-fund --ignore-scripts
	@WEBHOOKGEN_REQUIRE_SDKS=1 $(BIN)/python -m pytest -q tests/providers

smoke-engines: $(VENV)/installed-dev
	@echo "== smoke: the engines that make test leaves out"
	@WEBHOOKGEN_CRASH=smoke $(BIN)/python -m pytest -q -n auto tests/service/test_engines.py

smoke-crash: $(VENV)/installed-dev
	@echo "== smoke: what make test leaves out of the crash suite"
	@WEBHOOKGEN_CRASH=smoke $(BIN)/python -m pytest tests/service/crash

crash: $(VENV)/installed-dev
	@echo "== crash suite"
	@WEBHOOKGEN_CRASH=full $(BIN)/python -m pytest tests/service/crash

sync: $(VENV)/installed-dev
	@$(BIN)/python template/derive_sync.py

golden: $(VENV)/installed-dev
	@$(BIN)/python -m tests.template.golden

catalog: $(VENV)/installed-dev
	@$(BIN)/python -m tests.template.catalog_files

docs: $(VENV)/installed-dev
	@$(BIN)/python docs/generate.py

bench: $(BENCH)/installed
	@$(BENCH)/bin/python -m benchmarks --save

bench-quick: $(BENCH)/installed
	@$(BENCH)/bin/python -m benchmarks --quick

clean:
	rm -rf $(VENV) $(BENCH)

$(VENV)/installed: pyproject.toml
	@echo "== installing webhookgen into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	@echo "== installing what its tests need"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(BENCH)/installed: pyproject.toml benchmarks/requirements.txt benchmarks/peers/arq.txt
	@echo "== installing what is measured into $(BENCH)"
	@$(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install -qq --disable-pip-version-check --editable '.[dev]' \
		--requirement benchmarks/requirements.txt
	@$(PYTHON) -m venv $(BENCH)/arq
	@$(BENCH)/arq/bin/python -m pip install -qq --disable-pip-version-check \
		--requirement benchmarks/peers/arq.txt
	@touch $@
