# Two commands do all the set-up: `make demo` and `make test`. `sudo make install` makes a service.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# On all processors (tests/conftest.py); what shares a machine or a build stays together.
PYTEST := $(BIN)/pytest -q -n auto --dist loadgroup

# Hundreds of processes are started: none of them is to compile all modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test fast lint benchmarks coverage check format man lock install clean
.DELETE_ON_ERROR:

demo: $(READY) ## the main job on a recorded story; nothing to configure
	@$(BIN)/news-monitor demo

test: lint ## lint, types and every test
	$(PYTEST) -m "not benchmark"

fast: $(READY) ## the tests that start no process
	$(PYTEST) -m "not e2e"

lint: $(READY) ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmarks: $(READY) ## each benchmark at its smallest: about a minute
	$(BIN)/pytest -q -m benchmark

coverage: $(READY) ## every branch of the pure modules, by the tests that start no process
	$(BIN)/coverage run --include "$$($(BIN)/python -m tests.pure_modules)" -m pytest -q -m "not e2e"
	$(BIN)/coverage report

check: test benchmarks coverage ## all there is to check before a change is handed in

format: $(READY) ## mend the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

man: $(READY) ## the manual page, from the help texts
	$(BIN)/python -m monitor.cli.manual > man/news-monitor.1.new
	@mv man/news-monitor.1.new man/news-monitor.1

help: ## this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1	/p' $(MAKEFILE_LIST) | expand -t 14

install: ## a service of systemd, from this checkout
	@scripts/install-service

lock: ## the requirements with their hashes; needs uv
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra channels pyproject.toml -o requirements/channels.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra web pyproject.toml -o requirements/web.txt
	echo 'hatchling>=1.27' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --constraint requirements/run.txt - -o requirements/build.txt

clean: ## take away what make made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .coverage dist

$(READY): requirements/dev.txt pyproject.toml scripts/setup-venv
	@scripts/setup-venv $(VENV)
	@touch $@
