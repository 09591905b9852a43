# The verbs of the house. `make check` is what CI runs after the tests.
GO ?= go
TOOL = $(GO) tool -modfile=internal/tools.mod
BENCH ?= .

.PHONY: check test vet lint golden race browser screenshots long fuzz bench dist dist-check vuln

check: vet lint golden race

test:
	$(GO) test ./...

vet:
	@test -z "$$(gofmt -l . | tee /dev/stderr)" || { echo 'gofmt would change these files'; exit 1; }
	$(GO) vet ./...

lint:
	$(TOOL) staticcheck ./...

# Expected outputs, those shown in the guide among them, are written anew and must not differ from what is committed.
golden:
	$(GO) test ./internal/cli -run 'TestScripts|TestGuide$$' -update
	$(GO) test ./internal/mcp -run TestTranscripts -update
	git diff --exit-code -- internal/cli internal/mcp doc/guide README.md

# The race detector, where goroutines share memory.
race:
	$(GO) test -race -short ./game ./stability/... ./analysis/... ./internal/desk ./internal/server ./internal/web

# Journeys through the workbench in a real browser. Skipped where there is no Chromium, unless PARLEY_BROWSER=required.
browser:
	cd browsertests && $(GO) vet ./... && $(GO) test -count=1 ./...

# Pictures of every screen in doc/screens, light and dark, wide and narrow. ONLY chooses some by a pattern.
ONLY ?= .
screenshots:
	cd browsertests && $(GO) run ./screens -only '$(ONLY)'

# A long comparison of the explicit engine with the definitions: SEED and N choose which random conflicts and how many.
SEED ?= 1
N ?= 20000
long:
	$(GO) test ./stability/stabilitytest -run TestDifferential -long -seed=$(SEED) -conflicts=$(N) -timeout 60m

FUZZTIME ?= 30s
fuzz:
	$(GO) test ./logic -run xxx -fuzz FuzzParse -fuzztime $(FUZZTIME)
	$(GO) test ./scenario -run xxx -fuzz FuzzRead -fuzztime $(FUZZTIME)
	$(GO) test ./scenario -run xxx -fuzz FuzzFormat -fuzztime $(FUZZTIME)
	$(GO) test ./convert -run xxx -fuzz FuzzReadGMCR -fuzztime $(FUZZTIME)

# Prints the table of speeds; fails on nothing.
bench:
	cd bench && $(GO) run . '$(BENCH)'

# A release in dist/: the program for every system with its manual and completions, Debian packages, bills of materials, checksums. VERSION
# and the date are those of the commit, unless they are given; in a copy without git they must be.
VERSION ?= $(shell git describe --tags --match 'v[0-9]*' --always --dirty 2>/dev/null)
SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null)
dist:
	rm -rf dist
	$(GO) run ./internal/dist -out dist -version '$(VERSION)' -epoch '$(SOURCE_DATE_EPOCH)'

# Builds what is committed twice, in two other folders, the second time with a cache of its own, and compares every byte.
dist-check:
	./internal/dist/twice.sh '$(GO)'

# Known vulnerabilities in what parley calls. Skipped, and said so, where the database cannot be reached.
vuln:
	./internal/dist/vuln.sh $(TOOL) govulncheck ./...
