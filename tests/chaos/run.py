#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the suite chaos in its long form and ends with one table: fault, runs, acknowledged, lost, doubled. The table is kept as
chaos.tsv in the build's folder."""
import argparse
import json
import os
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
os.environ.setdefault("YIJIAN_SOURCE_DIR", SOURCE)
import chaos  # noqa: E402 - needs the folder of sources


def gather(build):
    """The rows of every program, in the order in which the programs ended."""
    path = os.path.join(build, "meson-logs", "testlog.json")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [row for line in lines for row in chaos.read_rows(json.loads(line).get("stdout") or "")]


def print_table(rows):
    widths = [max(len(row[i]) for row in rows) for i in range(len(chaos.COLUMNS))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0])] + [word.rjust(width) for word, width in zip(row[1:], widths[1:])]))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", default="build")
    parser.add_argument("--short", action="store_true", help="the short forms, as `make check` runs them")
    options = parser.parse_args()
    suites = os.path.join(SOURCE, "tests", "support", "run-suites.py")
    command = ["/usr/bin/python3", suites, "--build", options.build, "--suite", "chaos"]
    status = subprocess.run(command + ([] if options.short else ["--long", "--patience", "10"])).returncode
    rows = [list(chaos.COLUMNS)] + gather(options.build)
    with open(os.path.join(options.build, "chaos.tsv"), "w", encoding="utf-8") as table:
        table.writelines("\t".join(row) + "\n" for row in rows)
    print()
    print_table(rows)
    return status


if __name__ == "__main__":
    sys.exit(main())
