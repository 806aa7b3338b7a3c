# A fresh machine needs Python 3.11 or later and make. Everything is set up in .venv from requirements.lock.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready
OUT ?= out
SOURCE ?= corpora/sample
WORKERS ?= 2
GOLD ?=

.DELETE_ON_ERROR:
.PHONY: help run test test-slow lint format corpora-check accuracy docs models bench bench-accuracy lock wheel clean

help: ## say what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

run: $(READY) ## process the sample archive into out/ (SOURCE=, OUT=)
	$(BIN)/baochi run $(SOURCE) -o $(OUT)

corpora-check: $(READY) ## hold corpora/gold to its guidelines, look for copies and leakage, count
	$(BIN)/baochi check corpora/gold/train corpora/gold/dev corpora/gold/test

test: lint corpora-check ## lint, types, corpora and all tests but the slow ones
	$(BIN)/python -m pytest -n $(WORKERS)

test-slow: $(READY) ## all tests, the slow ones included
	$(BIN)/python -m pytest -n $(WORKERS) -m "slow or not slow"

lint: $(READY) ## ruff and pyright
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright

format: $(READY) ## put the code into form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

accuracy: $(READY) ## process the annotated articles in GOLD=folder and measure the result
	@test -n "$(GOLD)" || { echo "Name the folder of annotated articles: make accuracy GOLD=folder" >&2; exit 2; }
	$(BIN)/baochi run "$(GOLD)" -o build/accuracy --workers $(WORKERS) --quiet
	$(BIN)/baochi evaluate "$(GOLD)" build/accuracy

docs: $(READY) ## run the examples of the documentation and put their output into the pages
	$(BIN)/baochi schema -o docs/tables.md
	cd tests && ../$(BIN)/python -m e2e.documents

models: $(READY) ## train the models again from corpora/
	$(BIN)/baochi train work-areas --corpus corpora/work_areas -o models/work_areas
	$(BIN)/baochi train tagger --corpus corpora/gold -o models/tagger
	$(BIN)/baochi train quantities --corpus corpora/gold -o models/quantities
	$(BIN)/baochi train assessments --corpus corpora/gold -o models/assessments

bench: $(READY) ## race baochi against its peers into benchmarks/RESULTS.md (ARTICLES=file)
	$(BIN)/python benchmarks/speed.py $(if $(ARTICLES),--articles $(ARTICLES))

bench-accuracy: $(READY) ## measure baochi and the simple way on the annotated articles in GOLD=folder
	@test -n "$(GOLD)" || { echo "Name the folder of annotated articles: make bench-accuracy GOLD=folder" >&2; exit 2; }
	$(BIN)/python benchmarks/accuracy.py "$(GOLD)"

wheel: $(READY) ## build the wheel into dist/
	$(BIN)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

lock: $(READY) ## resolve the dependencies anew into requirements.lock
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --extra duckdb --extra evaluate --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock

clean: ## remove what was made here, .venv included
	rm -rf .venv build dist out

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name it with make PYTHON=…" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
