# SPDX-License-Identifier: Apache-2.0
"""Tests as functions whose docstring is the sentence they prove; results as TAP."""
import sys
import traceback


def say(text):
    """A line that says what was proved."""
    for line in str(text).splitlines():
        print("# " + line, flush=True)


def check(condition, what):
    if not condition:
        raise AssertionError(what)


def equal(got, wanted, what="value"):
    if got != wanted:
        raise AssertionError(f"{what} is {got!r}, not {wanted!r}")


def run(tests, *arguments):
    """Runs each with @arguments; the exit code for the process."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = " ".join((test.__doc__ or test.__name__).split())
        try:
            test(*arguments)
            print(f"ok {number} {name}", flush=True)
        except Exception:  # a test may fail in any way; the next one still runs
            failed += 1
            print(f"not ok {number} {name}", flush=True)
            say(traceback.format_exc())
    return 1 if failed else 0


def tests_of(module_name):
    """The functions called test_… of a module, in the order they stand."""
    return [thing for name, thing in vars(sys.modules[module_name]).items() if name.startswith("test_")]
