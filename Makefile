# The command menu. Each target does everything it needs, packages included.

CLANG = CC=clang-14 CXX=clang++-14

.PHONY: help run build test test-browser soak interop-all lint docs asan tsan fuzz format clean install deb container-test bench bench-micro bench-instructions bench-growth

help: ## shows this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 20

run: ## builds the server and starts it on 0.0.0.0:3001 with a random AUTH_KEY and the demo page
	@.ci/install-packages build client
	@.ci/configure release
	@ninja -C build/release roomd
	@.ci/start-server

build: ## builds everything into build/release
	@.ci/install-packages build
	@.ci/configure release
	@ninja -C build/release

test: ## builds and runs every test; ends with "N passed, N failed"
	@.ci/install-packages build test
	@.ci/configure release
	@ninja -C build/release build.ninja >/dev/null
	@meson configure build/release -Dclient_bundle=enabled
	@ninja -C build/release
	@tests/run --build-dir build/release

test-browser: ## opens the pages in Chromium and Firefox and uses them; ends with "N passed, N failed"; SCREENSHOTS=1 keeps pictures
	@.ci/install-packages build browser
	@.ci/configure release
	@ninja -C build/release build.ninja >/dev/null
	@meson configure build/release -Dclient_bundle=enabled
	@ninja -C build/release roomd
	@tests/run --browser --build-dir build/release

interop-all: ## runs clients in other languages, as far as their packages can be had; says which ran
	@.ci/install-packages build test
	@.ci/configure release
	@ninja -C build/release tests/fixtures/matrix_fixture
	@tests/interop_all/run --build-dir build/release

soak: build ## ten minutes of random pages on a failing network; SOAK_SECONDS=60 SOAK_SEED=7 (docs/testing.md)
	@.ci/install-packages test
	@test -d tests/interop/node_modules || npm ci --prefix tests/interop --no-audit --no-fund
	@SOAK_SECONDS=$(or $(SOAK_SECONDS),600) node --test tests/interop/soak/soak.test.mjs

lint: ## checks format, layers, sizes, undocumented names and runs clang-tidy
	@.ci/install-packages build lint
	@.ci/lint

docs: ## writes the reference manual of the libraries: build/docs/html/index.html
	@.ci/install-packages docs
	@.ci/reference build/docs

asan: ## runs the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@.ci/install-packages build sanitize test
	@$(CLANG) .ci/configure asan --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
	  -Ddefault_library=static -Dcpp_args=-fno-sanitize=vptr
	@ninja -C build/asan
	@tests/run --build-dir build/asan

tsan: ## runs the tests under ThreadSanitizer
	@.ci/install-packages build sanitize test
	@$(CLANG) .ci/configure tsan --buildtype=debugoptimized -Db_sanitize=thread -Db_lundef=false \
	  -Ddefault_library=static
	@ninja -C build/tsan
	@tests/run --build-dir build/tsan

fuzz: ## runs each fuzz target for FUZZ_SECONDS, default 60; FUZZ_TARGETS='json_scan' (docs/testing.md)
	@.ci/install-packages build sanitize
	@$(CLANG) .ci/configure fuzz --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false \
	  -Ddefault_library=static -Dcpp_args='-fno-sanitize=vptr -fsanitize=fuzzer-no-link' \
	  -Dfuzzers=true -Dtests=false -Dclient_bundle=disabled
	@ninja -C build/fuzz fuzzers
	@fuzz/run

format: ## formats the C++ sources
	@.ci/install-packages lint
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format-14 -i

install: build ## installs the server under the prefix (DESTDIR is honoured)
	@meson install -C build/release --no-rebuild --tags program

deb: ## builds the Debian package: build/roomd_<version>_<architecture>.deb
	@.ci/install-packages build client deb
	@deploy/debian/build

container-test: ## builds the image of deploy/ and the Debian package, uses both, boots a systemd; needs root (docs/testing.md)
	@.ci/install-packages build client deb container
	@test -d tests/interop/node_modules || npm ci --prefix tests/interop --no-audit --no-fund
	@tests/container/container_test.py

clean: ## removes build/
	@rm -rf build

bench: ## measures roomd beside the official server; LIST=full, PEERS='name=command {port}' (bench/README.md)
	@.ci/install-packages build test
	@.ci/configure release
	@meson configure build/release -Dbench=true
	@ninja -C build/release
	@npm ci --prefix bench/peers/node --no-audit --no-fund
	@bench/run $(or $(LIST),quick) $${PEERS:+--peer "$$PEERS"}

bench-micro: ## measures single pieces in one process; FILTER='broadcast/.*' (bench/README.md)
	@.ci/install-packages build bench
	@.ci/configure release
	@meson configure build/release -Dbench=true
	@ninja -C build/release bench-micro
	@build/release/bench/micro/micro_bench --benchmark_filter='$(or $(FILTER),.)'

bench-instructions: ## counts the instructions of one message and compares them with bench/INSTRUCTIONS.md; SAVE=1 keeps them
	@.ci/install-packages build instructions
	@.ci/configure release
	@meson configure build/release -Dbench=true
	@ninja -C build/release bench-instructions
	@bench/instructions/run $(if $(SAVE),--save)

bench-growth: ## measures how the cost grows with threads, connections, rooms, load; STUDIES=rooms (bench/README.md)
	@.ci/install-packages build test
	@.ci/configure release
	@meson configure build/release -Dbench=true
	@ninja -C build/release
	@npm ci --prefix bench/peers/node --no-audit --no-fund
	@bench/grow $(STUDIES)
