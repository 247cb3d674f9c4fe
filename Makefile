# One vocabulary; every command prints one plain closing line name=value … that a script can read.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help venv demo test check golden format picture bench simulate chaos canary matrix newest constraints surface wheel clean

PY := .venv/bin/python -P
# Ignore Ctrl-C until Python installs its own handler, so that it ends in a sentence.
RUN := trap '' INT; PYTHONPATH="$(CURDIR)" $(PY) -m tools.command

help:
	@echo "make demo [ONCE=1] [BROWSER=firefox|chromium|none]  the whole story on your own machine"
	@echo "make test [HOSTS='sandbox 3.23'] [K=expr] [SEED=n] [TESTS='tests/unit …'] [WHOLE=1]"
	@echo "make test QUICK=1                      about a minute, for the edit loop"
	@echo "make check                             ruff, mypy, contracts, JavaScript, schema, wheel, oldest packages"
	@echo "make golden [CODE=thank_you]            what a scenario says, or all, and the table: written"
	@echo "make bench [ONLY=name] [HOSTS='3.23']  ratios, never absolute bounds"
	@echo "make simulate [SHOPPERS=10000 DAYS=7 SEED=n]  a week of a shop, checked by somebody else"
	@echo "make chaos [ROUNDS=100] [SEED=1]       orders while everything dies: owed = delivered, once"
	@echo "make canary SALEOR_SOURCE=… [SALEOR_VENV=…] [TESTS=…]  the suite in an unreleased Saleor"
	@echo "make matrix [PYTHONS=…] [ONLY='3.11 lowest'] [AGAIN=1] [TESTS=…]  oldest and newest packages"
	@echo "make newest [TESTS=…] | constraints    what the latest dependencies break | pins them"
	@echo "make surface                           records what the sandbox shares with Saleor"
	@echo "make format | picture | wheel | venv | clean"

.venv/.stamp: setup.cfg tools/venv.sh tools/constraints.txt
	@tools/venv.sh

venv: .venv/.stamp
	@echo "venv=ok python=$$(.venv/bin/python -c 'import platform; print(platform.python_version())') path=.venv"

demo: .venv/.stamp
	@$(RUN) sandbox.demo $(if $(ONCE),--once) $(if $(BROWSER),--browser $(BROWSER))

test: .venv/.stamp
	@$(RUN) tools.hosts --hosts "$(HOSTS)" -k "$(K)" $(if $(SEED),--seed $(SEED)) \
		$(if $(QUICK),--quick) $(if $(WHOLE),--whole) $(TESTS)

check: .venv/.stamp
	@$(RUN) tools.check

golden: .venv/.stamp
	@$(RUN) tools.golden $(CODE)

picture: .venv/.stamp
	@$(RUN) sandbox.demo.desktop_picture

format: .venv/.stamp
	@$(PY) -m ruff check --fix -q . ; $(PY) -m ruff format .

bench: .venv/.stamp
	@$(RUN) benchmarks $(ONLY)

# Sets of texts have an order of their own in every process unless it is given one.
simulate: .venv/.stamp
	@export PYTHONHASHSEED=0; $(RUN) sandbox.simulate $(if $(SHOPPERS),--shoppers $(SHOPPERS)) \
		$(if $(DAYS),--days $(DAYS)) $(if $(SEED),--seed $(SEED))

chaos: .venv/.stamp
	@$(RUN) sandbox.chaos $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(SEED),--seed $(SEED))

canary: .venv/.stamp
	@export SALEOR_SOURCE="$(SALEOR_SOURCE)" SALEOR_VENV="$(SALEOR_VENV)"; $(RUN) tools.canary $(TESTS)

matrix: .venv/.stamp
	@$(RUN) tools.matrix --pythons "$(PYTHONS)" --only "$(ONLY)" $(if $(AGAIN),--again) $(TESTS)

newest: .venv/.stamp
	@$(RUN) tools.newest --pythons "$(PYTHONS)" $(TESTS)

constraints: .venv/.stamp
	@$(RUN) tools.newest --pythons "$(PYTHONS)" --write

surface: .venv/.stamp
	@export DJANGO_SETTINGS_MODULE=saleor.settings SECRET_KEY=only-for-tests; \
		trap '' INT; PYTHONPATH="$(CURDIR):$(CURDIR)/sandbox/host" $(PY) -m tools.command tests.contract.surface

# By any Python with pip: who installs the plugin needs no developer environment.
wheel:
	@for python in $(PYTHON) .venv/bin/python python3 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		PYTHONPATH="$(CURDIR)" exec $$python -P -m tools.command tools.wheel; \
	done; echo "wheel: no Python 3.11 or newer with pip was found: make wheel PYTHON=/path/to/python3"; exit 1

clean:
	@rm -rf .cache build dist *.egg-info .mypy_cache .ruff_cache
	@echo "clean=ok"
