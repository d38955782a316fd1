# Công Văn. `make run` sets everything up and serves the demo province; `make test` is the whole check.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

RUN_PACKAGES := python3-venv dovecot-imapd dovecot-lmtpd dovecot-sieve dovecot-managesieved gettext \
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation
TEST_PACKAGES := chromium postgresql redis-server curl swaks libnet-ssleay-perl libmail-dkim-perl clamav-daemon rspamd iproute2 \
  ocrmypdf tesseract-ocr-vie
# The peers that `make bench-…` runs beside us.
BENCH_PACKAGES := postfix php-fpm php-sqlite3 nginx-light roundcube-core roundcube-sqlite3

.PHONY: help run setup test test-setup test-fast test-pg lint types contracts messages requirements clean bench-relay bench-webmail bench-crash siege-mx fuzz bench-sites bench-numbers bench-documents

help: ## What can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: setup ## Set up, load the demo province at the first start, serve
	@exec $(MANAGE) serve --demo

setup: $(VENV)/.run ## All the set-up, nothing started
	@sh config/install/packages.sh $(RUN_PACKAGES)
	@$(MANAGE) prepare

$(VENV)/bin/python:
	@sh config/install/packages.sh python3-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cần Python 3.11 trở lên: hãy đặt PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

test-setup: setup $(VENV)/.dev
	@sh config/install/packages.sh $(TEST_PACKAGES)

test: test-setup lint types contracts messages ## The whole check: style, types, contracts, every test
	$(BIN)/pytest -n 2 -r R tests/unit tests/service tests/web tests/protocol tests/fuzz tests/architecture
	$(MAKE) test-pg
	$(BIN)/pytest -n 2 --dist loadfile --reruns 1 -r R tests/e2e

test-fast: $(VENV)/.dev ## Unit, service and page tests on SQLite
	$(BIN)/pytest -n 2 tests/unit tests/service tests/web

test-pg: $(VENV)/.dev ## The database-bound tests again, on a private PostgreSQL
	$(BIN)/python -m tests.support.postgres $(BIN)/pytest -n 3 -r R -m db_bound tests/service tests/web tests/protocol

lint: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy .

contracts: $(VENV)/.dev ## The layers of docs/ARCHITECTURE.md
	$(BIN)/lint-imports

messages: $(VENV)/.dev
	$(MANAGE) makemigrations --check --dry-run
	CV_BIND=0.0.0.0 $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/python -m tests.support.translations

# With Debian 12's own Python (3.11.2): a later one leaves out what the older needs.
PIN := $(VENV)-pin/bin/pip-compile -q --upgrade --generate-hashes --no-emit-index-url \
  --no-emit-find-links --no-emit-trusted-host --strip-extras --allow-unsafe

bench-sites: setup $(VENV)/.dev ## Three sites on 64 kbit/s lines that are cut, as root; KBIT=64 CUT_S=90
	@sh config/install/packages.sh iproute2
	@$(BIN)/python -m tests.bench.sites

bench-relay: setup $(VENV)/.dev ## Our relay beside Postfix on this machine, as root; ROUNDS=5
	@sh config/install/packages.sh $(BENCH_PACKAGES)
	$(BIN)/python -m tests.bench.relay

bench-webmail: setup $(VENV)/.dev ## Our pages beside Roundcube on one Dovecot, as root; ROUNDS=5 MAILS=50000
	@sh config/install/packages.sh $(BENCH_PACKAGES)
	$(BIN)/python -m tests.bench.webmail

bench-usage: $(VENV)/.dev ## Recording, and the roll-up of up to 2,000,000 people on PostgreSQL; SIZES=… SAMPLE=20000
	$(BIN)/python -m tests.bench.usage

SIEGE := $(addprefix tests/protocol/relay/test_,aiosmtpd_traps.py floods.py handshake.py injection.py \
  open_relay.py pipelining.py slow_peers.py smuggling.py)

siege-mx: $(VENV)/.dev ## Smuggling, injection, open relay, slow and mad peers against a relay of its own
	$(BIN)/pytest -n 2 -v $(SIEGE)

SECONDS ?= 60
fuzz: $(VENV)/.dev ## Coverage-guided fuzzing of all that reads strangers' bytes; SECONDS=60 for each
	$(BIN)/python -m tests.fuzz.guided $(SECONDS)

bench-numbers: setup $(VENV)/.dev ## Fifty clerks take numbers on a private PostgreSQL; DOCUMENTS=1500
	@sh config/install/packages.sh postgresql
	@$(BIN)/python -m tests.bench.numbers

bench-documents: setup $(VENV)/.dev ## Lists, counters, searches, export over very many documents; ROWS=1000000 ENGINE=postgres DATA=folder
	@sh config/install/packages.sh postgresql
	@$(BIN)/python -m tests.bench.documents

bench-crash: setup $(VENV)/.dev ## Is anything lost that got a 250? As root; ROUNDS=5 SEED=…
	$(BIN)/python -m tests.bench.crash

requirements: ## Pin anew from the .in files, with hashes and no index
	/usr/bin/python3 -m venv $(VENV)-pin
	$(VENV)-pin/bin/pip install -qq pip-tools
	$(PIN) -o requirements.txt requirements.in
	$(PIN) -o requirements-dev.txt requirements-dev.in

clean: ## Remove the virtual environment and the demo data
	rm -rf $(VENV) var
