#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every Meson test, then prints a table of suites and seconds and one line of totals.

Subtests are counted from the TAP output. A skip is allowed only when tests/may-skip names it with the
same reason; any other skip fails the run.
"""
import argparse
import collections
import itertools
import json
import os
import re
import subprocess
import sys
import time

SKIP = re.compile(r"^ok \d+ (\S+) # SKIP ?(.*)$", re.IGNORECASE)
OK = re.compile(r"^ok \d+ ")
# Printers, cameras and readers take their time; whoever waits for one leaves the processor to another.
MORE_PROCESSES = 3
# The short forms repeat each other: what they say of a change does not hang on luck. The long forms draw new numbers.
SEED = "1"
NOT_OK = re.compile(r"^not ok \d+ ?(.*)$")
# What GLib says before it aborts: the assertion, or the message that is fatal.
ABORTED = re.compile(r"^Bail out! (.*)$", re.MULTILINE)
LONGEST_REASON_CHARS = 200


def allowed_skips(path):
    allowed = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            line = line.strip()
            if line and not line.startswith("#"):
                name, _, reason = line.partition(" ")
                allowed[name] = reason.strip()
    return allowed


def count_tap(text):
    """Numbers of passed and failed subtests, and the (name, reason) of each skipped one."""
    passed, failed, skipped = 0, [], []
    for line in text.splitlines():
        match = SKIP.match(line)
        if match:
            skipped.append((match.group(1), match.group(2)))
        elif OK.match(line):
            passed += 1
        else:
            match = NOT_OK.match(line)
            if match:
                failed.append(match.group(1))
    return passed, failed, skipped


def find_reason(result, subtest):
    """One line that says why @subtest failed: what the program said of it on standard error, what it noted just after, what
    aborted it, or else the last that it said."""
    stdout, stderr = (result.get(name) or "" for name in ("stdout", "stderr"))
    told = [line[len(subtest) + 2:] for line in stderr.splitlines() if line.startswith(subtest + ": ")]
    _, _, after = stdout.partition(f" {subtest}\n")
    noted = [line[2:] for line in itertools.takewhile(lambda line: line.startswith("# "), after.splitlines())]
    aborted = ABORTED.findall(stdout)
    # One that took too long says by its last result how far it came.
    last = [line for line in (stdout if subtest == "timeout" else stderr or stdout).splitlines() if line.strip()]
    reasons = told or noted[-1:] or aborted or last[-1:] or ["it said nothing"]
    return " ".join(reasons[0].split())[:LONGEST_REASON_CHARS]


def read_results(log_path):
    """What meson test wrote: one result a program, each with (passed, failed, skipped) as count_tap () gives them."""
    with open(log_path, encoding="utf-8") as lines:
        for result in map(json.loads, lines):
            passed, failed, skipped = count_tap(result.get("stdout") or "")
            if passed + len(failed) + len(skipped) == 0:
                if result["result"] == "OK":
                    passed = 1
                elif result["result"] == "SKIP":
                    skipped = [(result["name"], "exit code 77")]
            if result["result"] not in ("OK", "SKIP") and not failed:
                failed = [result["result"].lower()]
            yield result, passed, failed, skipped


class Totals:
    def __init__(self, may_skip):
        self.may_skip = may_skip
        self.suites = collections.defaultdict(lambda: [0, 0, 0, 0.0])
        self.failures, self.bad_skips = [], []

    def add(self, result, passed, failed, skipped):
        name = result["name"]
        row = self.suites[name.split(" / ")[0].split(":")[-1]]
        for column, value in enumerate((passed, len(failed), len(skipped), result["duration"])):
            row[column] += value
        self.failures += [f"{name}: {subtest}: {find_reason(result, subtest)}" for subtest in failed]
        self.bad_skips += [f"{name}: {subtest}: {reason}" for subtest, reason in skipped
                           if self.may_skip.get(subtest) is None or self.may_skip[subtest] not in reason]

    def report(self, meson_failed, seconds):
        """Prints the table; the number of failures."""
        print(f"\n{'suite':<12}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
        for suite, (passed, failed, skipped, duration) in sorted(self.suites.items()):
            print(f"{suite:<12}{passed:>8}{failed:>8}{skipped:>9}{duration:>9.1f}")
        print(f"{'wall clock':<37}{seconds:>9.1f}\n")
        for text in self.failures:
            print(f"failed: {text}")
        for text in self.bad_skips:
            print(f"skipped without leave: {text}")
        total_failed = len(self.failures) + len(self.bad_skips)
        if meson_failed and total_failed == 0:
            total_failed = 1
            print("failed: meson test ended with a failure of its own")
        passed, skipped = (sum(row[column] for row in self.suites.values()) for column in (0, 2))
        print(f"{passed} passed, {total_failed} failed, {skipped} skipped")
        return total_failed


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True, help="the folder of the build")
    parser.add_argument("--suite", action="append", default=[], help="only this one; may stand several times")
    parser.add_argument("--long", action="store_true", help="the long forms of the tests")
    parser.add_argument("--patience", type=int, default=1, help="how many times longer than usual a test may take")
    return parser.parse_args()


def main():
    options = parse_options()
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    environment = dict(os.environ)
    if options.long:
        environment["YIJIAN_LONG"] = "1"
    else:
        environment.setdefault("YIJIAN_SEED", SEED)
    command = ["meson", "test", "-C", options.build, "--no-rebuild", "--print-errorlogs", "--timeout-multiplier", str(options.patience),
               "--num-processes", str((os.cpu_count() or 1) + MORE_PROCESSES)]
    for suite in options.suite:
        command += ["--suite", suite]
    started = time.monotonic()
    log_path = os.path.join(options.build, "meson-logs", "testlog.json")
    if os.path.exists(log_path):
        os.unlink(log_path)
    status = subprocess.run(command, env=environment).returncode
    if not os.path.exists(log_path):
        print("failed: meson test did not run\n0 passed, 1 failed, 0 skipped")
        return 1
    totals = Totals(allowed_skips(os.path.join(source, "tests", "may-skip")))
    for result in read_results(log_path):
        totals.add(*result)
    return 1 if totals.report(status != 0, time.monotonic() - started) else 0


if __name__ == "__main__":
    sys.exit(main())
