# Everything a newcomer types. Each command installs what it needs, once.
PYTHON ?= python3
URL ?= http://127.0.0.1:8000
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes --only-binary :all:

# The oldest Python it runs on.
OLDEST := $(shell sed -n 's/^requires-python = ">=\(.*\)"/\1/p' pyproject.toml)

.DEFAULT_GOAL := help
.PHONY: help run test test-next audit check bench bench-phone bench-signups messages card logos drill screenshots lock guide sbom install install-dev tools deploy-check upgrade release

help: ## Say what can be typed here
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1|/' | column -t -s '|' 2>/dev/null || grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST)

run: install ## Start the newsroom: web server and mail worker
	@$(PY) -m ijmsite.run

test: install-dev ## Run the tests (ALL_TESTS=1: what takes long too)
	@$(PY) -m tests.run

test-next: install-dev ## Run the same on the next Django, by a newer Python where one is at hand (PYTHON_NEXT=python3.13)
	@PYTHON_NEXT=$(PYTHON_NEXT) $(PY) -m tests.next

audit: install-dev ## Run the full matrices: every admin page and role, every surface and state
	@$(PY) -m tests.run --audit

check: install-dev ## Lint, format, templates, migrations, deployment checks, advisories
	@$(PY) -m tests.check

guide: install-dev ## Build the fundraising guide's PDFs from their source
	@$(PY) fundraisers/guide/build.py

messages: install ## Collect and compile the translations (needs GNU gettext)
	@$(PY) manage.py makemessages -l fr --no-location --no-wrap -i .venv -i var -i tests
	@$(PY) manage.py compilemessages --ignore .venv

bench: install-dev ## Measure the site beside Wagtail, nginx and others (hours; QUICK=1: three minutes)
	@$(PY) -m bench.run $(if $(QUICK),--quick)

bench-phone: install-dev tools ## Measure how fast the pages are on a slow phone (some 5 minutes), for docs/performance
	@$(PY) -m bench.phone.pages

bench-signups: install-dev ## Measure whether the time of an answer tells who has signed up before
	@$(PY) -m bench.signups

card: install-dev ## Draw the card of shared links and the icon of home screens (needs Chromium)
	@$(PY) -m docs.card.draw

logos: install-dev ## Draw the PNGs of the logos in the press kit from their SVGs (needs Chromium)
	@$(PY) -m docs.kit.draw

drill: install-dev ## Let a newsroom of its own suffer floods and faults, and count (some 25 minutes; SHORT=1: some three minutes; KEEP=1: into docs/drills.md)
	@$(PY) -m drills.run $(if $(SHORT),--short) $(if $(KEEP),--keep)

screenshots: install-dev ## Take the pictures of docs/screenshots from the newsroom at URL
	@$(PY) -m docs.screenshots.take $(URL)

lock: install-dev ## Write the locked requirements anew
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version $(OLDEST) pyproject.toml -o requirements.txt
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version $(OLDEST) --extra import -c requirements.txt pyproject.toml -o requirements-import.txt
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version $(OLDEST) --extra s3 -c requirements.txt pyproject.toml -o deploy/requirements-s3.txt
	@UV_CUSTOM_COMPILE_COMMAND='make lock' $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --python-version $(OLDEST) --extra dev --extra import --extra s3 -c requirements.txt -c requirements-import.txt -c deploy/requirements-s3.txt pyproject.toml -o requirements-dev.txt

sbom: install-dev ## Write the bill of materials (var/sbom.json) and the list of licences (docs/licences.md)
	@$(PY) -m docs.supply.write

deploy-check: install-dev ## Judge deploy/ by systemd, Caddy, nginx and ShellCheck
	@$(PY) deploy/check.py

upgrade: ## Bring this server to a release, and back where it fails (root; TAG=v1.2.0)
	@deploy/upgrade.sh "$(TAG)"

release: install-dev ## Note a release in the change log and tag it (VERSION=1.2.0)
	@$(PY) deploy/release.py "$(VERSION)"

# A stamp carries the checksum of what is installed, so a second call installs nothing.
install:
	@sum=$$(cksum < requirements.txt); \
	if [ "$$(cat $(VENV)/installed 2>/dev/null)" != "$$sum" ]; then \
		$(PYTHON) -c 'import sys; sys.exit("Python $(OLDEST) or newer is needed; this is " + sys.version.split()[0] + ". Name another one: PYTHON=python$(OLDEST) make run" if sys.version_info < tuple(map(int, "$(OLDEST)".split("."))) else 0)' && \
		echo "Installing the requirements into $(VENV) …" && \
		$(PYTHON) -m venv $(VENV) && $(PIP) -r requirements.txt && \
		echo "$$sum" > $(VENV)/installed; \
	fi

install-dev: install
	@sum=$$(cksum < requirements-dev.txt); \
	if [ "$$(cat $(VENV)/installed-dev 2>/dev/null)" != "$$sum" ]; then \
		echo "Installing the tools for tests and checks into $(VENV) …" && \
		$(PIP) -r requirements-dev.txt && echo "$$sum" > $(VENV)/installed-dev; \
	fi

tools: ## Install the validator and Lighthouse for the tests (needs npm; the tests need Java and Chromium)
	@sum=$$(cksum < tests/tools/package-lock.json); \
	if [ "$$(cat tests/tools/node_modules/.installed 2>/dev/null)" != "$$sum" ]; then \
		echo "Installing the tools of tests/tools …" && \
		npm ci --prefix tests/tools --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && \
		echo "$$sum" > tests/tools/node_modules/.installed; \
	fi
