# Two commands do everything: `make demo` and `make test`. Both say what they fetch.

CARGO ?= cargo
DEMO_ARGS ?=
TIRAJ = $${CARGO_TARGET_DIR:-target}/debug/tiraj

.PHONY: help build demo fetch test lint clean

help:
	@echo "make demo    build, fill a sample newsroom, and serve it (DEMO_ARGS='--listen 127.0.0.1:9000')"
	@echo "make test    fetch what the tests need, and run every test"
	@echo "make lint    formatting and lints, as CI wants them"

# Always the whole workspace with its tests: Cargo chooses the features of shared dependencies by what it is
# asked to build, and another choice would compile Polars a second time.
build:
	$(CARGO) build --workspace --all-targets

# The program itself and not `cargo run`, so that Ctrl-C reaches it and nothing is compiled anew.
demo: build
	@$(TIRAJ) demo --data target/demo $(DEMO_ARGS)

# The embedded engine and the packs come with npm, the browser with apt; see scripts/fetch-browser.
fetch: build
	@$(TIRAJ) engine install
	@$(TIRAJ) packs install || echo "going on without packs" >&2
	@scripts/fetch-browser

test: fetch
	@scripts/run-tests

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings

clean:
	$(CARGO) clean
