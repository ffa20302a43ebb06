# make demo · make test · make check · make bench: each does its own set-up in .venv.

PYTHON ?= python3
ARGS ?=
WORKERS ?= 4
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --upgrade
PACKAGES := daemon handlers store clients domain sandbox

.DEFAULT_GOAL := help
.PHONY: help demo test check lint types contracts format bench chaos store-fixture docs docs-site screenshots lock wheel deb clean install uninstall

help:
	@echo "make demo    show the whole story here, with stand-ins (ARGS=--once ends after it)"
	@echo "make test    run the tests, four at a time (WORKERS=4); HYPOTHESIS_PROFILE=thorough: the long ones, too (explore: with new examples)"
	@echo "make check   format, lint, types, import contracts, tests"
	@echo "make bench   measure, each figure against a limit of the same run"
	@echo "make docs    write the tables of docs/settings.md, docs/json.md and the manual page again"
	@echo "make docs-site    build the documentation as a site, in site/"
	@echo "make chaos   kill, lock and fail at random, and see that nothing is lost (ARGS=--seed 7)"
	@echo "make screenshots    make the pictures of docs/images anew (needs Chromium and its driver)"
	@echo "make lock    pin the dependencies anew"
	@echo "make wheel   build the wheels for pipx and uv; make deb: a Debian package"
	@echo "make install    as a service of systemd (PREFIX=/usr/local RUN_AS=shelfhook); make uninstall"

demo: .venv/.runtime
	@$(BIN)/shelfhook demo $(ARGS)

test: .venv/.dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder $(ARGS)

check: lint types contracts test

lint: .venv/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

types: .venv/.dev
	@$(BIN)/mypy

contracts: .venv/.dev
	@$(BIN)/lint-imports

format: .venv/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: .venv/.dev
	@$(BIN)/python -m benchmarks $(ARGS)

chaos: .venv/.dev
	@$(BIN)/python -m benchmarks.chaos $(ARGS)

# At a release: the store that later versions are tested to open.
store-fixture: .venv/.dev
	@PYTHONPATH=. $(BIN)/python tests/store/released_stores.py

docs: .venv/.dev
	@$(BIN)/python docs/settings_table.py
	@PYTHONPATH=. $(BIN)/python docs/json_tables.py
	@PYTHONPATH=. $(BIN)/python docs/man_page.py

docs-site: .venv-docs/.made
	@.venv-docs/bin/python docs/site/build.py

screenshots: .venv/.dev
	@$(BIN)/python -m pytest -q --require-services tests/browser/screenshots.py

lock: .venv/.dev
	$(COMPILE) pyproject.toml --extra events --extra notify --extra postgres -o requirements/runtime.txt
	$(COMPILE) --group build --constraint requirements/runtime.txt -o requirements/build.txt
	$(COMPILE) --group docs -o requirements/docs.txt
	$(COMPILE) pyproject.toml --group dev --extra events --extra notify --extra postgres -o requirements/dev.txt

# As root, with a Python that is in nobody's home: sudo make install PYTHON=/usr/bin/python3
install uninstall:
	@DESTDIR="$(DESTDIR)" PREFIX="$(PREFIX)" RUN_AS="$(RUN_AS)" PYTHON="$(PYTHON)" deploy/install.sh $@

# For `pipx install` or `uv tool install`; the second one holds the stand-ins of `shelfhook demo`.
wheel: .venv/.runtime
	@$(BIN)/python -m pip --disable-pip-version-check --quiet wheel --no-deps --no-build-isolation --wheel-dir dist . ./deploy/demo
	@ls dist/*.whl

deb:
	@deploy/debian/build.sh

clean:
	rm -rf .venv .venv-docs site

# The environment: made once, filled anew when what it is made of has changed.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "shelfhook needs Python 3.11 or newer: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Python's venv module is missing: apt-get install python3-venv"; exit 1; }

.venv/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | .venv/bin/python
	@echo "Installing what shelfhook needs into .venv, which takes a minute or two ..."
	@$(PIP) install --require-hashes -r requirements/runtime.txt -r requirements/build.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml | .venv/bin/python
	@echo "Installing what shelfhook and its tests need into .venv, which takes some minutes ..."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ .venv/.runtime

.venv-docs/.made: requirements/docs.txt
	@echo "Installing what the documentation's site needs into .venv-docs ..."
	@$(PYTHON) -m venv --clear .venv-docs
	@.venv-docs/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@
