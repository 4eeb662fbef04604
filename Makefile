# `make check` looks at everything that can be looked at without running the product; `python3 manage.py test` runs it.

# The folder of the environment's programs. manage.py makes the environment where there is none.
BIN = $(shell python3 manage.py venv)
PACKAGES = outsourcing portal relationships kpis projects vendors documents actions jobs notifications audit accounts core
# A deployment's settings, strict as they come. Nothing is connected to.
DEPLOYED = SECRET_KEY=$$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))') \
	SITE_URL=https://tandem.example.com PLAIN_HTTP= REQUIRE_SECOND_FACTOR= \
	DATABASE_URL=postgres://check@127.0.0.1:1/check REDIS_URL=redis://127.0.0.1:1/0

.PHONY: check style types layers deployment migrations templates compose format requirements

check: style types layers deployment migrations templates compose

style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(DEPLOYED) $(BIN)/mypy $(wildcard $(PACKAGES)) manage.py tests

layers:
	$(BIN)/lint-imports

deployment:
	python3 manage.py frontend
	$(DEPLOYED) python3 manage.py check --deploy --fail-level WARNING

migrations:
	$(DEPLOYED) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

templates:
	$(BIN)/djlint --quiet --lint templates

compose:
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

format:
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djlint --quiet --reformat templates

# Pins what requirements*.in ask for, at the newest versions that fit, with the hash of every file.
PIN = $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url
requirements:
	$(PIN) requirements.in --output-file requirements.txt
	$(PIN) requirements-dev.in --output-file requirements-dev.txt
