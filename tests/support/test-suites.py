#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a failed run says of itself at its end, where a page that shows only the end of a log still shows it."""
import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import tap  # noqa: E402

PROGRAM = """import sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import tap

def falls():
    \"\"\"a thing falls\"\"\"
    raise ValueError("it was\\ntoo high: " + "up " * 900)

sys.exit(tap.run("/tried", [("a thing stands", lambda: None), ("a thing falls", falls), ("a thing rests", lambda: None)], stop_at_first=True))
"""
# As a GLib test ends at an assertion; its name is never told as "not ok".
ASSERTION = "TAP version 13\n# random seed: R02S1\n1..2\nok 1 /tried/one\nBail out! ERROR:test-tried.c:7:two: assertion failed (1 == 2): (1 == 2)\n"


def load_suites():
    spec = importlib.util.spec_from_file_location("run_suites", os.path.join(HERE, "run-suites.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


suites = load_suites()


def run_program():
    with tempfile.NamedTemporaryFile("w", suffix=".py") as file:
        file.write(PROGRAM)
        file.flush()
        return subprocess.run([sys.executable, file.name, HERE], capture_output=True, text=True, check=False)


def end_lines(**result):
    """What run-suites.py says of failures when one program ended as @result."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as log:
        log.write(json.dumps({"name": "yijian:support / tried", "duration": 1, "stdout": "", **result}) + "\n")
        log.flush()
        totals = suites.Totals({})
        for each in suites.read_results(log.name):
            totals.add(*each)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        totals.report(True, 1)
    return [line for line in said.getvalue().splitlines() if line.startswith("failed: ")]


def test_reason():
    """a failed subtest says why and where in one line on standard error"""
    done = run_program()
    lines = done.stderr.splitlines()
    tap.check_equal((done.returncode, len(lines)), (1, 1), "exit status and lines on standard error")
    tap.check(lines[0].startswith("/tried/a-thing-falls: ValueError: it was too high: up up "), lines[0])
    tap.check(lines[0].endswith(":8]") and len(lines[0]) < 1200, f"the place and no more: {lines[0]}")


def test_end():
    """the last lines of a run give each failure its reason"""
    done = run_program()
    lines = end_lines(result="FAIL", stdout=done.stdout, stderr=done.stderr)
    tap.check_equal(len(lines), 2, "lines")
    tap.check(lines[0].startswith("failed: yijian:support / tried: /tried/a-thing-falls: ValueError: it was too high: up "), lines[0])
    tap.check(len(lines[0]) < 300, f"it is short: {lines[0]}")
    tap.check(lines[1].endswith("/tried/a-thing-rests: not tried, because /tried/a-thing-falls failed"), lines[1])


def test_assertion():
    """a GLib assertion is the reason of a program that aborts"""
    lines = end_lines(result="FAIL", stdout=ASSERTION, stderr="**\nsomething older\n")
    tap.check_equal(lines, ["failed: yijian:support / tried: fail: ERROR:test-tried.c:7:two: assertion failed (1 == 2): (1 == 2)"], "lines")


def test_others():
    """a program that takes too long says how far it came and one that dies its last words"""
    lines = end_lines(result="TIMEOUT", stdout="1..2\nok 1 /tried/one\n", stderr="a warning\n")
    tap.check_equal(lines, ["failed: yijian:support / tried: timeout: ok 1 /tried/one"], "lines")
    lines = end_lines(result="FAIL", stderr="first\nlast words\n\n")
    tap.check_equal(lines, ["failed: yijian:support / tried: fail: last words"], "lines")
    tap.check_equal(end_lines(result="FAIL"), ["failed: yijian:support / tried: fail: it said nothing"], "lines")


if __name__ == "__main__":
    sys.exit(tap.run("/support/suites", tap.list_tests(__name__)))
