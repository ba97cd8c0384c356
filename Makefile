# Flock: `make help` is the manual.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
INSTALLED := node_modules/.installed
FOLDERS := auth-service,bench,cli,dev,drizzle,k8s,kit,orchestrator,profile-service,scripts,test

.PHONY: help up down reset auth-service profile-service orchestrator undo check test k8s-api bench images generate format release clean
.PHONY: deploy preflight pin diff status logs smoke restart rotate rollback undeploy destroy kind-up

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z0-9 -]+:.*## / { printf "  make %-41s %s\n", $$1, $$2 }' Makefile

up: $(INSTALLED) ## Run everything on this machine: databases, Temporal, services; Ctrl-C stops it (FLOCK_DIR, PORT_OFFSET)
	@exec node dev/up.ts

down: $(INSTALLED) ## Stop what make up started, from another terminal or after a crash; the data stays
	@exec node dev/down.ts

reset: $(INSTALLED) ## Stop it and delete its data and secrets; downloads are kept
	@exec node dev/reset.ts

auth-service profile-service orchestrator: $(INSTALLED) ## Start one process again while the rest of make up runs
	@exec node dev/start-one.ts $@

undo: $(INSTALLED) ## Undo a registration that was terminated or is stuck, or finish it if its user is active: make undo ID=...
	@exec node dev/undo.ts "$${ID:-}"

check: $(INSTALLED) ## Judge without running: format, lint, types, contracts, generated code, dead code, tidy rules
	biome check --error-on-warnings
	tsc --noEmit
	buf lint
	buf format --diff --exit-code
	node scripts/check-breaking.ts
	bash scripts/check-generated.sh
	knip
	node --test test/tidy.test.ts test/lockfile.test.ts test/contracts.test.ts

test: $(INSTALLED) ## Run all tests, with real databases and a real Temporal server
	node k8s/tools/main.ts kubectl kubeconform schemas etcd kube-apiserver >/dev/null
	node --test --test-concurrency=2 --test-timeout=300000 --test-global-setup=test/setup.ts '{$(FOLDERS)}/**/*.test.ts'

k8s-api: $(INSTALLED) ## Ask a real API server about k8s/: what is deployed, what must be refused, deploy.sh itself
	@exec node k8s/api/main.ts

bench: $(INSTALLED) ## Measure registering and signing in against a stack of its own
	node bench/main.ts

images: ## Build the image of all processes, and the list of its packages (BUILDER, IMAGE, BASE_IMAGE, BUILD_IMAGE)
	@bash scripts/image.sh

generate: $(INSTALLED) ## Generate gen/ from the contracts, and the vendored validate.proto from its npm package
	node scripts/print-validate-proto.ts
	buf format --write
	buf generate
	node scripts/readme-tables.ts

format: $(INSTALLED) ## Format code and contracts
	biome check --write
	buf format --write

deploy: ## Put Flock into the cluster of kubectl's context, or go on: OVERLAY=kind|production IMAGE=... (docs/deploy.md)
preflight: ## Say what stands in the way of that, and change nothing
pin: ## Fetch the operators' files that nobody has seen yet, and note their SHA-256
diff: ## Show what make deploy would change
status: ## Show what runs in the cluster, and where to call it
logs: ## Show the last log lines in the cluster: SERVICE=auth-service FOLLOW=1
smoke: ## Call every part in the cluster once
restart: ## Restart the services in the cluster, one after the other, or one: SERVICE=auth-service
rotate: ## Replace a secret in the cluster, step by step: SECRET=CODEC_KEYS STEP=add|use|drop
rollback: ## Put the image before this one into the cluster, or TO=...; the databases stay as they are
undeploy: ## Take Flock out of the cluster; databases and secrets stay
destroy: ## Take everything out of the cluster, every account included: DATA=yes CONFIRM=1
kind-up: ## Start a cluster on this machine for trying things
deploy preflight pin diff status logs smoke rollback undeploy destroy kind-up:
	@exec bash k8s/deploy.sh $@

# What the caller gives goes through the environment: in a recipe's text a shell would run what it holds.
restart:
	@exec bash k8s/deploy.sh restart $${SERVICE:+"$$SERVICE"}

rotate:
	@exec bash k8s/deploy.sh rotate "$${SECRET:-}" "$${STEP:-}"

release: $(INSTALLED) ## Record what this version promises: make release VERSION=0.1.0
	node scripts/release.ts "$${VERSION:-}"

clean: ## Delete what can be installed again; data stays (see reset)
	rm -rf node_modules

$(INSTALLED): package.json package-lock.json scripts/install.sh
	@bash scripts/install.sh
	@touch $@
