# Two commands matter: `make demo` and `make test`. `make help` lists the rest.
PORT ?= 8080
CASES ?= 2000
SEED ?= 1
DATA ?= demo-data

.PHONY: help demo test build frontend check prove soak fuzz bench bench-linkage book advisories regenerate clean

help: ## List what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

# The everyday build: its dependencies are optimised, and `make test` afterwards builds on it.
demo: ## Install, build, and serve realistic synthetic data on http://localhost:$(PORT)
	scripts/install.sh build
	cargo build -p casement
	target/debug/casement demo --data $(DATA) --port $(PORT) --cases $(CASES) --seed $(SEED)

test: ## Install what is needed and run everything: lints, tests on both databases, browser
	scripts/install.sh test
	scripts/test.sh

build: ## Build the release binary
	scripts/install.sh build
	cargo build --release -p casement --features jemalloc

frontend: ## Fetch the design system's files (locked) into the ignored folder
	scripts/frontend.sh

check: ## Quick look while working: format and lints
	cargo fmt --all --check
	cargo clippy --quiet --all-targets -- -D warnings

prove: ## Prove properties P1 to P10 of every notice with the cvc5 solver (slow to build, once)
	scripts/install.sh prove
	cargo build --release -p prove
	target/release/casement-prove notices/*.toml notices/base/*.toml
	target/release/casement-prove --self-test

soak: build ## Kill the server 200 times under load on each database, and break its disk and connection
	scripts/soak.sh

fuzz: ## Bounded fuzzing of every parser
	scripts/fuzz.sh

bench: build ## Measure, side by side, and print ratios
	scripts/bench.sh

bench-linkage: ## Linkage beside Splink, recordlinkage and anonlink, with ratios
	scripts/bench-linkage.sh

book: ## Build the book (needs mdbook)
	@command -v mdbook >/dev/null || cargo install --locked --root .cache/tools mdbook
	PATH="$$PWD/.cache/tools/bin:$$PATH" mdbook build docs

advisories: ## Check dependencies against the advisory database (needs the network)
	cargo deny check advisories

regenerate: ## Write every generated file anew
	scripts/regenerate.sh

clean: ## Remove what was built and the demo's data
	cargo clean
	rm -rf $(DATA) .cache
