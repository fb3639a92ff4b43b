# make handbook and make test are all that a newcomer needs; both prepare .venv by themselves.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements/dev.txt
LOCALES := src/huashu/locales
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
INPUTS := pyproject.toml hatch_build.py $(LOCK) $(wildcard $(LOCALES)/*/LC_MESSAGES/*.po)

.PHONY: handbook test programs check bench docs golden unsure messages lock clean
.DELETE_ON_ERROR:

handbook: $(VENV)/.runtime
	$(BIN)/huashu lint
	$(BIN)/huashu render

test: $(VENV)/.dev programs
	$(BIN)/python -m pytest

# The handbook is tried in a real browser, approvals with real keys. Debian's programs are installed where that may be
# done; elsewhere the tests say what is missing.
programs:
	@missing=""; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	command -v ssh-keygen >/dev/null || missing="$$missing openssh-client"; \
	command -v gpg >/dev/null || missing="$$missing gnupg"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; fi

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/huashu lint

bench: $(VENV)/.dev browser
	$(BIN)/python -c 'from pathlib import Path; from hatch_build import read_rules; read_rules(Path("src"))' # as a release has them
	$(BIN)/python benchmarks/lint.py
	$(BIN)/python benchmarks/rules.py
	$(BIN)/python benchmarks/serve.py
	$(BIN)/python benchmarks/page.py
	$(BIN)/python benchmarks/render.py
	$(BIN)/python benchmarks/gate.py
	PYTHONPATH=tests/support $(BIN)/python benchmarks/approvals.py

# A page for each rule, made from the rules.
docs: $(VENV)/.dev
	rm -rf docs/rules
	$(BIN)/python -c 'from pathlib import Path; from huashu.report.rule_pages import write; write(Path())'

# After a deliberate change to what the rules look for; note it in CHANGELOG.md.
golden: $(VENV)/.dev
	HUASHU_GOLDEN=write $(BIN)/python -m pytest --quiet tests/rules -k locked

# Learns anew what tells a mention from an offence (docs/unsure.md), after a change to rules or sentences.
unsure: $(VENV)/.dev
	$(PIP) install scikit-learn
	$(BIN)/python benchmarks/unsure.py --write

messages: $(VENV)/.dev
	mkdir -p build
	$(BIN)/pybabel --quiet extract --mapping-file pyproject.toml --no-location --sort-output \
	  --project huashu --version 1 --copyright-holder "the huashu authors" --output-file build/huashu.pot src/huashu
	$(BIN)/pybabel --quiet update --input-file build/huashu.pot --output-dir $(LOCALES) --domain huashu \
	  --locale en --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 120
	@echo "Translate the empty msgstr entries in $(LOCALES)/en/LC_MESSAGES/huashu.po."

lock: $(VENV)/.dev
	mkdir -p build
	$(PIP) install pip-tools
	$(BIN)/pip-compile --quiet --upgrade --extra dev --strip-extras --no-header --no-emit-index-url \
	  --no-emit-trusted-host --no-emit-find-links --no-emit-options --output-file build/dev.txt pyproject.toml
	{ head -n 1 $(LOCK); cat build/dev.txt; } >build/locked.txt && mv build/locked.txt $(LOCK)

clean:
	rm -rf $(VENV) build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(LOCALES)/*/LC_MESSAGES/*.mo

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "huashu needs Python 3.11 or newer; name one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

# The build tools come from the lock too: without isolation pip uses them instead of fetching the newest ones.
$(VENV)/.runtime: $(VENV)/.created $(INPUTS)
	@echo "Preparing $(VENV) ..."
	@$(PIP) install --constraint $(LOCK) hatchling babel jsonschema-rs PyYAML
	@$(PIP) install --constraint $(LOCK) --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo "Preparing $(VENV) for tests ..."
	@$(PIP) install --constraint $(LOCK) --no-build-isolation --editable '.[dev]'
	@touch $@
