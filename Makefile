# Kleio's tasks. Each is a line here or a script in .ci/; `make` lists them.

# What is built and fetched is kept for the user, not for the checkout: a second clone starts warm. Your own values win.
XDG_CACHE_HOME ?= $(HOME)/.cache
XDG_DATA_HOME ?= $(HOME)/.local/share
export KLEIO_CACHE ?= $(XDG_CACHE_HOME)/kleio
export KLEIO_TOOLS ?= $(XDG_DATA_HOME)/kleio/tools
export CARGO_TARGET_DIR ?= $(KLEIO_CACHE)/target
export PATH := $(KLEIO_TOOLS)/bin:$(PATH)

INPUT ?=
PORT ?= 8080
CONVERSATIONS ?= 20000
DATA ?=
RECORD ?=
RELEASE ?= $(firstword $(wildcard demo/*/release))
FUZZ_SECONDS ?= 600

.PHONY: help setup models demo test eval attack bench bench-map load small-model build client serve watch lint fmt clean
.DEFAULT_GOAL := help

help: ## List these tasks
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 16

setup: ## Install what is missing to build and run Kleio
	@.ci/setup demo

models: ## Fetch every sentence model, the one for a hundred languages included
	@.ci/models

demo: setup ## Map conversations and open the result (INPUT=path, PORT=8080, CONVERSATIONS=20000)
	@.ci/build
	@.ci/demo "$(INPUT)" "$(PORT)" "$(CONVERSATIONS)"

test: ## Run every check and test, a real browser's included (DATA=directory for attacks on the texts in it, too)
	@KLEIO_TEST_DATA="$(if $(DATA),$(abspath $(DATA)))" .ci/test

eval: setup ## Measure every stage on the sample and on labelled data (DATA=directory, CONVERSATIONS=20000, RECORD=yes)
	@.ci/build
	@.ci/eval "$(DATA)" "$(CONVERSATIONS)" "$(RECORD)"

attack: setup ## Attack the privacy boundary and fuzz what reads (DATA=directory, FUZZ_SECONDS=600, RECORD=yes)
	@.ci/build
	@.ci/attack "$(DATA)" "$(FUZZ_SECONDS)" "$(RECORD)"

bench: ## Time vectors and clusters beside Python's libraries (needs python3 with venv)
	@.ci/bench

small-model: build ## Run every stage with a real language model that runs here (needs python3 with venv and a C++ compiler)
	@CONVERSATIONS="$(filter-out 20000,$(CONVERSATIONS))" .ci/small-model

bench-map: ## Measure the map in Chromium at 5,000 and 10,000 base clusters, drawn without a graphics card
	@.ci/setup test
	@.ci/build
	@KLEIO_BENCH=1 KLEIO_BIN_DIR="$(CURDIR)/target/bin" cargo test --locked -p kleio-tests --test browser_speed -- --nocapture --test-threads 1

load: setup ## Measure the server under load (SECONDS_EACH=300, CONNECTIONS=32)
	@.ci/load

build: setup ## Build the client and the programs, into target/bin
	@.ci/build

client: setup ## Build the client into app/dist, within its size budget
	@.ci/client

serve: build ## Serve a release (RELEASE=directory, PORT=8080)
	@target/bin/kleio-server --release "$(RELEASE)" --bind "127.0.0.1:$(PORT)"

watch: setup ## Serve the client while working on it (beside make serve)
	@.ci/client watch

lint: ## Run clippy on everything, and cargo-deny where it is installed
	@.ci/lint

fmt: ## Format the code
	@cargo fmt --all

clean: ## Remove what this checkout made (the shared build cache stays, in KLEIO_CACHE)
	rm -rf app/dist demo target
