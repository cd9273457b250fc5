# Two commands do everything: `make demo` and `make test`. Both say what they fetch.

CARGO ?= cargo
DEMO_ARGS ?=
TIRAJ = $${CARGO_TARGET_DIR:-target}/debug/tiraj
RELEASED = $${CARGO_TARGET_DIR:-target}/release/tiraj
# On tables of how many events loading is measured; the last costs about ten minutes and 3 GB.
STORED ?= 1M,10M,100M

ROUNDS ?= 200
SEED ?=
ROUND ?=

.PHONY: help build demo fetch test chaos bench deb lint tracker clean

help:
	@echo "make demo    build, fill a sample newsroom, and serve it (DEMO_ARGS='--listen 127.0.0.1:9000')"
	@echo "make test    fetch what the tests need, and run every test"
	@echo "make chaos   everything goes wrong while a client sends (ROUNDS=200 SEED=42; SEED=42 ROUND=17 repeats one)"
	@echo "make bench   admission step by step, the collector beside nginx, loading on tables of 1 to 100 million events"
	@echo "make deb     a package for Debian, with the service locked up by systemd (needs cargo-deb)"
	@echo "make lint    formatting and lints, as CI wants them"
	@echo "make tracker minify the tracker anew, after a change of crates/collector/src/assets/t.js (needs npm)"

# Always the whole workspace with its tests: Cargo chooses the features of shared dependencies by what it is
# asked to build, and another choice would compile Polars a second time.
build:
	$(CARGO) build --workspace --all-targets

# The program itself and not `cargo run`, so that Ctrl-C reaches it and nothing is compiled anew.
demo: build
	@$(TIRAJ) demo --data target/demo $(DEMO_ARGS)

# The embedded engine and the packs come with npm, the browser with apt, readers of exports with
# pip; see scripts/fetch-browser and its sisters.
fetch: build
	@$(TIRAJ) engine install
	@$(TIRAJ) packs install || echo "going on without packs" >&2
	@scripts/fetch-browser
	@scripts/fetch-clock
	@scripts/fetch-readers
	@scripts/fetch-promtool
	@scripts/fetch-compose-schema

test: fetch
	@scripts/run-tests

chaos: fetch
	@TIRAJ_CHAOS_ROUNDS=$(ROUNDS) TIRAJ_CHAOS_SEED=$(SEED) TIRAJ_CHAOS_ROUND=$(ROUND) \
	    $(CARGO) test --quiet --workspace --test integration -- --ignored --exact chaos::a_long_campaign --nocapture

# Optimised, in folders of Cargo's own choice beside those of the tests; the program takes a while to build.
bench:
	$(CARGO) bench -p tiraj-enrich -p tiraj-collector
	$(CARGO) build --release -p tiraj
	@$(RELEASED) bench ingest --data target/bench
	@scripts/bench-http $(RELEASED)
	@$(RELEASED) bench load --events 1000000 --stored $(STORED) --data target/bench

# A package for Debian and its kin, with manual pages and completions (needs cargo-deb).
deb:
	$(CARGO) build --release --locked -p tiraj
	@mkdir -p target/package
	@$(RELEASED) man --out target/package/man1
	@$(RELEASED) completions bash > target/package/tiraj.bash
	@$(RELEASED) completions zsh > target/package/_tiraj
	@$(RELEASED) completions fish > target/package/tiraj.fish
	$(CARGO) deb --no-build --package tiraj

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings

tracker:
	@scripts/minify-tracker

clean:
	$(CARGO) clean
