# SPDX-License-Identifier: Apache-2.0
# The commands a person types. Everything real is in meson.build and in tests/.
BUILD ?= build
MESON_FLAGS ?=

.PHONY: all build demo tour check check-long chaos fuzz quick bench install-deps install-deps-run format clean

all: build

install-deps:
	@packaging/install-deps

install-deps-run:
	@packaging/install-deps --without-tests

$(BUILD)/build.ninja:
	meson setup $(MESON_FLAGS) $(BUILD)

build: $(BUILD)/build.ninja
	@ninja -C $(BUILD)

# A kiosk to touch, with every device and central beside it.
demo: install-deps-run
	@$(MAKE) --no-print-directory build
	@/usr/bin/python3 tests/e2e/demo.py --build $(BUILD)

# Three people through every page under a virtual display; pictures in build/tour. LONG=1: in both languages.
tour: install-deps
	@$(MAKE) --no-print-directory build
	@YIJIAN_LONG=$(LONG) /usr/bin/python3 tests/e2e/tour.py --build $(BUILD) --output $(BUILD)/tour --all

check: install-deps
	@$(MAKE) --no-print-directory build
	@/usr/bin/python3 tests/support/run-suites.py --build $(BUILD)

# Sanitizers and the long forms of the tests.
check-long: install-deps
	@$(MAKE) --no-print-directory build
	@/usr/bin/python3 tests/support/run-suites.py --build $(BUILD) --long --patience 10
	@$(MAKE) --no-print-directory BUILD=$(BUILD)-sanitize \
	  MESON_FLAGS="-Db_sanitize=address,undefined -Db_lundef=false" build
	@/usr/bin/python3 tests/support/run-suites.py --build $(BUILD)-sanitize --patience 5

# Faults of disk, processes and wire at length; one table at the end, kept in build/chaos.tsv.
chaos: install-deps
	@$(MAKE) --no-print-directory build
	@/usr/bin/python3 tests/chaos/run.py --build $(BUILD)

# Each fuzz target for FUZZ_SECONDS (300) under ASan and UBSan; what is found is kept in build-fuzz/findings. Needs clang.
FUZZ_SECONDS ?= 300
fuzz: install-deps
	@command -v clang >/dev/null || { echo "make fuzz needs the packages clang and libclang-rt-14-dev"; exit 1; }
	@test -f $(BUILD)-fuzz/build.ninja || CC=clang meson setup -Dfuzz=true -Dwerror=false $(BUILD)-fuzz
	@ninja -C $(BUILD)-fuzz fuzzers
	@/usr/bin/python3 tests/fuzz/run.py --build $(BUILD)-fuzz --seconds $(FUZZ_SECONDS)

quick: build
	@/usr/bin/python3 tests/support/run-suites.py --build $(BUILD) --suite core --suite lint

bench: build
	@/usr/bin/python3 tests/bench/run.py --build $(BUILD)

format:
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean:
	rm -rf $(BUILD) $(BUILD)-sanitize $(BUILD)-fuzz
