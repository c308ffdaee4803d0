#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures how near the limits of disk, line and database this software comes, and what a hall notices of it. Prints a table and keeps it
as bench.json in the build's folder; nothing here passes or fails. Ratios come from rounds that take turns with what they are compared
to, so that a busy machine slows both."""
import argparse
import importlib
import os
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
os.environ.setdefault("YIJIAN_SOURCE_DIR", os.path.dirname(TESTS))
sys.path[:0] = [HERE] + [os.path.join(TESTS, name) for name in ("support", "e2e", "chaos", os.path.join("sync", "central"))]
from figures import CannotMeasure, Figures  # noqa: E402

# name, about how many seconds it takes on two idle cores
MEASUREMENTS = (
    ("seal", 15),
    ("queue", 40),
    ("upload", 25),
    ("line", 140),
    ("path", 90),
    ("central", 40),
    ("fleet", 25),
    ("hall", 60),
    ("camera", 30),
    ("codes", 60),
)


def measure(figures, name, build):
    started = time.monotonic()
    try:
        importlib.import_module("measure_" + name).measure(figures, build)
    except CannotMeasure as reason:
        figures.say(name, str(reason))
    print(f"  ({name}: {time.monotonic() - started:.0f} s)\n", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--only", action="append", choices=[name for name, _ in MEASUREMENTS], help="may stand several times")
    options = parser.parse_args()
    build = os.path.abspath(options.build)
    os.environ["YIJIAN_BUILD_DIR"] = build
    os.environ.setdefault("YIJIAN_DATA_DIR", os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "assets"))
    figures = Figures()
    chosen = [(name, seconds) for name, seconds in MEASUREMENTS if not options.only or name in options.only]
    print(f"about {sum(seconds for _, seconds in chosen)} s on an idle machine: {', '.join(name for name, _ in chosen)}\n")
    figures.head()
    for name, _ in chosen:
        measure(figures, name, build)
    figures.write(os.path.join(build, "bench.json"))
    figures.summary()


if __name__ == "__main__":
    main()
