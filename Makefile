# Two commands do all the set-up: `make demo` and `make test`. `sudo make install` makes a service.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test fast check format lock install clean

demo: $(READY)
	@$(BIN)/news-monitor demo

test: check
	$(BIN)/pytest -q

fast: $(READY)
	$(BIN)/pytest -q -m "not e2e"

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install:
	@scripts/install-service

# The requirements with their hashes; needs uv.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml -o requirements/run.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --group dev pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --extra channels pyproject.toml -o requirements/channels.txt
	echo 'hatchling>=1.27' | uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --constraint requirements/run.txt - -o requirements/build.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache dist

$(READY): requirements/dev.txt pyproject.toml scripts/setup-venv
	@scripts/setup-venv $(VENV)
	@touch $@
