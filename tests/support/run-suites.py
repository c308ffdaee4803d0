#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs every Meson test, then prints a table of suites and seconds and one line of totals.

Subtests are counted from the TAP output. A skip is allowed only when tests/may-skip names it with the
same reason; any other skip fails the run.
"""
import argparse
import collections
import json
import os
import re
import subprocess
import sys
import time

SKIP = re.compile(r"^ok \d+ (\S+) # SKIP ?(.*)$", re.IGNORECASE)
OK = re.compile(r"^ok \d+ ")
NOT_OK = re.compile(r"^not ok \d+ ?(.*)$")


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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    parser.add_argument("--suite", action="append", default=[])
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

    environment = dict(os.environ)
    if options.long:
        environment["YIJIAN_LONG"] = "1"
    command = ["meson", "test", "-C", options.build, "--no-rebuild", "--print-errorlogs"]
    if options.long:
        command += ["--timeout-multiplier", "10"]
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

    may_skip = allowed_skips(os.path.join(source, "tests", "may-skip"))
    suites = collections.OrderedDict()
    failures, bad_skips = [], []
    total_passed = total_skipped = 0
    with open(log_path, encoding="utf-8") as lines:
        for line in lines:
            result = json.loads(line)
            suite = result["name"].split(" / ")[0].split(":")[-1]
            passed, failed, skipped = count_tap(result.get("stdout") or "")
            name = result["name"]
            if passed + len(failed) + len(skipped) == 0:
                if result["result"] == "OK":
                    passed = 1
                elif result["result"] == "SKIP":
                    skipped = [(name, "exit code 77")]
            if result["result"] not in ("OK", "SKIP") and not failed:
                failed = [result["result"].lower()]
            for subtest, reason in skipped:
                if may_skip.get(subtest) is None or may_skip[subtest] not in reason:
                    bad_skips.append(f"{name}: {subtest}: {reason}")
            row = suites.setdefault(suite, [0, 0, 0, 0.0])
            row[0] += passed
            row[1] += len(failed)
            row[2] += len(skipped)
            row[3] += result["duration"]
            total_passed += passed
            total_skipped += len(skipped)
            failures += [f"{name}: {text}" for text in failed]

    print(f"\n{'suite':<12}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for suite, (passed, failed, skipped, seconds) in sorted(suites.items()):
        print(f"{suite:<12}{passed:>8}{failed:>8}{skipped:>9}{seconds:>9.1f}")
    print(f"{'wall clock':<37}{time.monotonic() - started:>9.1f}\n")
    for text in failures:
        print(f"failed: {text}")
    for text in bad_skips:
        print(f"skipped without leave: {text}")
    total_failed = len(failures) + len(bad_skips)
    if status != 0 and total_failed == 0:
        total_failed = 1
        print("failed: meson test ended with a failure of its own")
    print(f"{total_passed} passed, {total_failed} failed, {total_skipped} skipped")
    return 1 if total_failed else 0


if __name__ == "__main__":
    sys.exit(main())
