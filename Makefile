# Everything a contributor runs. `make help` lists the targets; `make test` is what CI runs.

PYTHON ?= python3
PORT ?= 8787
WORKERS ?= 2

VENV := .venv
BIN := $(VENV)/bin
TREE := .cache/run/ansible_collections/descope/mgmt
RUN := $(VENV)/.run-installed
DEV := $(VENV)/.dev-installed
RELEASE := $(VENV)/.release-installed
# The system's certificates, so that a network with its own authority works for uv as it does for pip.
UV_INSTALL := $(BIN)/uv pip install --quiet --system-certs --python $(BIN)/python --compile-bytecode --link-mode copy
LOCK := $(BIN)/uv pip compile --quiet --system-certs --universal --no-header $(LOCK_FLAGS)
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile
CHECKS := sanity molecule ansible-lint typing docs ruff format yamllint changelog reuse httpx2
# The releases of ansible-core that are supported, from the oldest to the newest.
CORES := $(sort $(patsubst requirements/cores/%.in,%,$(wildcard requirements/cores/*.in)))
MATRIX := $(CORES:%=sanity-%) $(patsubst %,integration-%,$(firstword $(CORES)) $(lastword $(CORES)))
RELEASE_CHECKS := importer docs-site coverage

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.SUFFIXES:
.DELETE_ON_ERROR:

# A venv without byte code starts Ansible three times slower, for ever.
unexport PYTHONDONTWRITEBYTECODE
# No check and no simulator may see the credentials of a real project.
unexport $(filter DESCOPE_%,$(.VARIABLES))
export ANSIBLE_CONFIG := $(CURDIR)/ansible.cfg
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.cache/hypothesis

NEED_RELEASE := $(RELEASE_CHECKS:%=check-%) $(RELEASE_CHECKS)
# Checks leave nothing behind in the caller's home directory.
CHECK_TARGETS := $(CHECKS:%=check-%) check-pytest unit integration conformance artifact faults \
  $(CORES:%=check-sanity-%) $(CORES:%=check-integration-%) $(NEED_RELEASE)
$(CHECK_TARGETS): export ANSIBLE_HOME := $(CURDIR)/.cache/ansible_home
$(CHECK_TARGETS): export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.cache/run
$(CHECK_TARGETS): export PATH := $(CURDIR)/$(BIN):$(PATH)
check-docs check-docs-site: export HOME := $(CURDIR)/.cache/home
$(CHECK_TARGETS): $(DEV) | $(TREE)
$(NEED_RELEASE): $(RELEASE)
export WORKERS

##@ Use

.PHONY: help
help: ## List the targets
	@awk 'BEGIN { FS = ":.*## " } /^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.PHONY: setup
setup: $(RUN) | $(TREE) ## Create .venv with Ansible, the collection's libraries and the simulator
	@echo "Ready. From this directory: $(BIN)/ansible-playbook descope.mgmt.safe_sync"

.PHONY: simulator
simulator: ## Run the simulated Descope API in the foreground (PORT=8787)
	@$(MAKE) --silent --no-print-directory setup >&2
	@exec $(BIN)/python -m tests.simulator --port $(PORT)

.PHONY: demo
demo: $(RUN) | $(TREE) ## Show the collection at work against the simulator
	@examples/demo/run

##@ Check

.PHONY: test
test: $(DEV) | $(TREE) ## Run every check, then a summary; fails if any of them failed
	@$(BIN)/python -m tests.tools.checks --make "$(MAKE)" --last pytest $(CHECKS)

# These are measured or use both processors themselves, so one after the other.
CHECK_EACH := $(BIN)/python -m tests.tools.checks --make "$(MAKE)" --at-once 1

.PHONY: release-check
release-check: $(RELEASE) | $(TREE) ## What a release needs besides `make test`; takes long (docs/quality.md)
	@$(CHECK_EACH) --last coverage $(filter-out coverage,$(RELEASE_CHECKS)) $(MATRIX)

.PHONY: matrix
matrix: $(DEV) | $(TREE) ## Sanity on each ansible-core, integration on the oldest and the newest
	@$(CHECK_EACH) --last $(lastword $(MATRIX)) $(filter-out $(lastword $(MATRIX)),$(MATRIX))

.PHONY: lint
lint: check-ruff check-format check-yamllint check-ansible-lint check-docs check-changelog check-reuse ## Style, Ansible, documentation and licence linters

.PHONY: typing
typing: check-typing ## mypy --strict over plugins and tests

.PHONY: sanity
sanity: check-sanity ## ansible-test sanity on the built collection

.PHONY: molecule
molecule: check-molecule ## Every molecule scenario

.PHONY: unit
unit: ## Unit and structure tests
	$(PYTEST) tests/unit tests/structure

.PHONY: integration
integration: ## Real playbook runs against the simulator
	$(PYTEST) tests/integration

.PHONY: conformance
conformance: ## The official Descope clients against the simulator
	$(PYTEST) tests/conformance

.PHONY: artifact
artifact: ## Build the collection, install it alone, use it
	$(PYTEST) tests/structure/test_artifact.py

.PHONY: faults
faults: ## The whole fault suite (make test runs a part of it); writes docs/reliability.md
	FAULTS=full $(BIN)/python -m tests.tools.reliability_page --forget
	FAULTS=full $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/faults $(FAULTS_FLAGS)
	FAULTS=full PYTHONPATH=.cache/run:. $(BIN)/python -m tests.tools.reliability_page --figures

.PHONY: bench
bench: $(DEV) | $(TREE) ## Measure speed beside what else there is, for an hour and a half; writes docs/performance.md
	$(UV_INSTALL) --target .cache/httpx2 -r requirements/httpx2.txt
	$(BIN)/python -m tests.bench --publish $(BENCH_FLAGS)

.PHONY: importer
importer: check-importer ## The built collection through what Ansible Galaxy runs on uploads

.PHONY: docs-site
docs-site: check-docs-site ## Build the documentation as a site in .cache/docs-site/html

.PHONY: coverage
coverage: ## Measure what the tests run of plugins/; writes .cache/coverage and the total into docs/quality.md
	$(BIN)/python -m tests.tools.coverage_figure --publish

##@ Maintain

.PHONY: dev
dev: $(DEV) | $(TREE) ## Add the development tools to .venv

.PHONY: coverage-page
coverage-page: $(DEV) | $(TREE) ## Write docs/coverage.md from the kinds
	PYTHONPATH=.cache/run:. $(BIN)/python -m tests.tools.coverage_page

.PHONY: reliability-page
reliability-page: $(DEV) | $(TREE) ## Bring the list of faults in docs/reliability.md up to date
	PYTHONPATH=.cache/run:. $(BIN)/python -m tests.tools.reliability_page

.PHONY: lock
lock: $(VENV)/.uv-installed ## Pin requirements/*.txt again (LOCK_FLAGS=--upgrade for newer versions)
	$(LOCK) --python-version 3.11 requirements/run.in -o requirements/run.txt
	$(LOCK) --python-version 3.11 -c requirements/run.txt requirements/dev.in -o requirements/dev.txt
	$(LOCK) --python-version 3.11 -c requirements/dev.txt requirements/release.in -o requirements/release.txt
	$(LOCK) --python-version 3.11 requirements/importer.in -o requirements/importer.txt
	$(LOCK) --python-version 3.11 -c requirements/dev.txt requirements/httpx2.in -o requirements/httpx2.txt
	@# The same versions as far as each ansible-core allows; what its Python needs, tests/tools/cores.py says.
	for core in $(CORES); do \
	  python=$$($(BIN)/python -m tests.tools.cores python $$core); \
	  test -e requirements/cores/$$core.txt || cp requirements/dev.txt requirements/cores/$$core.txt; \
	  $(LOCK) --no-annotate --python-version $$python requirements/cores/$$core.in -o requirements/cores/$$core.txt; \
	done

.PHONY: clean
clean: ## Remove everything these targets created
	rm -rf $(VENV) .cache

# One check each; `make test` runs them all.

.PHONY: $(CHECK_TARGETS)
check-ruff:
	ruff check .

check-format:
	ruff format --check .

check-typing:
	mypy -p ansible_collections.descope.mgmt.plugins -p tests

check-yamllint:
	yamllint --strict .

check-ansible-lint:
	ansible-lint --offline --strict

check-docs:
	@mkdir -p $(HOME)
	antsibull-docs lint-collection-docs --plugin-docs --validate-collection-refs=self .

check-changelog:
	antsibull-changelog lint

check-reuse:
	reuse lint --lines

check-sanity:
	python -m tests.tools.sanity

$(CORES:%=check-sanity-%): check-sanity-%:
	python -m tests.tools.cores sanity $*

$(CORES:%=check-integration-%): check-integration-%:
	python -m tests.tools.cores integration $*

check-importer:
	python -m tests.tools.importer

check-docs-site:
	@mkdir -p $(HOME)
	python -m tests.tools.docs_site

check-coverage:
	python -m tests.tools.coverage_figure

check-molecule:
	@ls extensions/molecule/*/molecule.yml >/dev/null || { echo "There is no molecule scenario." >&2; exit 1; }
	molecule test --all

# The other HTTP library, which is taken where it is installed: what talks to the service works alike with both.
check-httpx2:
	$(UV_INSTALL) --target .cache/httpx2 -r requirements/httpx2.txt
	PYTHONPATH=.cache/httpx2 $(PYTEST) $(foreach part,client exchange,$(wildcard tests/unit/plugins/module_utils/test_$(part)*.py))

check-pytest:
	$(PYTEST) --durations=30 --durations-min=10

# The environment. A stamp is older than its requirement file exactly when there is something to install.

$(VENV)/.uv-installed: requirements/uv.txt
	@test -x $(BIN)/pip || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "descope.mgmt needs Python 3.11 or newer; name one with: make PYTHON=python3.11 setup" >&2; exit 1; }
	@test -x $(BIN)/pip || { echo "Creating $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r $<
	@touch $@

$(RUN): requirements/run.txt $(VENV)/.uv-installed
	@echo "Installing $<"
	@$(UV_INSTALL) -r $<
	@touch $@

$(DEV): requirements/dev.txt requirements/run.txt $(VENV)/.uv-installed
	@echo "Installing $<"
	@$(UV_INSTALL) -r $<
	@touch $(RUN) $@

$(RELEASE): requirements/release.txt $(DEV)
	@echo "Installing $<"
	@$(UV_INSTALL) -r $<
	@touch $@

# Ansible finds a collection only below ansible_collections/NAMESPACE/NAME; see collections_path in ansible.cfg.
$(TREE):
	@mkdir -p $(@D)
	@ln -sfn ../../../.. $@
