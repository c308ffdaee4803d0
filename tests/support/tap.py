# SPDX-License-Identifier: Apache-2.0
"""TAP from Python: tests are functions in order; what one raises is its failure."""
import functools
import os
import signal
import sys
import traceback


LONGEST_REASON_CHARS = 1000


class Skip(Exception):
    """A right or a thing that this machine lacks; the text names it."""


class NotTried(Exception):
    """What it stands on has failed."""


def note(text):
    for line in str(text).splitlines():
        print("# " + line, flush=True)


def tell_reason(name, failure):
    """One line on standard error: a runner that hides what a program noted still shows why it failed, and where."""
    words = " ".join(str(failure).split())[:LONGEST_REASON_CHARS]
    places = [f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(failure.__traceback__)[1:]]
    print(f"{name}: {type(failure).__name__}: {words} [{' > '.join(places)}]", file=sys.stderr, flush=True)


def draw_seed():
    """What random numbers begin with: YIJIAN_SEED, else a new one each time. The test says it."""
    return int(os.environ.get("YIJIAN_SEED") or int.from_bytes(os.urandom(4), "big"))


def check(condition, sentence):
    """An assertion that stays when Python runs with -O."""
    if not condition:
        raise AssertionError(sentence)


def check_equal(got, expected, what="value"):
    check(got == expected, f"{what}: got {got!r}, expected {expected!r}")


def list_tests(module_name, *arguments):
    """The functions called test_… of a module, in the order they stand, called with @arguments; their docstrings are the sentences."""
    functions = [thing for name, thing in vars(sys.modules[module_name]).items() if name.startswith("test_")]
    return [(" ".join(function.__doc__.split()), functools.partial(function, *arguments)) for function in functions]


def run(prefix, tests, stop_at_first=False):
    """Runs @tests, pairs of a sentence and a function; the exit status. With @stop_at_first a failure fails the rest."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # a runner that gives up still lets what was started end
    print(f"1..{len(tests)}", flush=True)
    failed, broken = 0, None
    for number, (sentence, function) in enumerate(tests, 1):
        name = prefix + "/" + sentence.replace(" ", "-")
        try:
            if broken and stop_at_first:
                raise NotTried(f"not tried, because {broken} failed")
            function()
            print(f"ok {number} {name}", flush=True)
        except Skip as reason:
            print(f"ok {number} {name} # SKIP {reason}", flush=True)
        except NotTried as reason:
            failed += 1
            print(f"not ok {number} {name}\n# {reason}", flush=True)
        except Exception as failure:  # a failure of any kind is this test's
            failed += 1
            broken = broken or name
            print(f"not ok {number} {name}", flush=True)
            note(traceback.format_exc())
            tell_reason(name, failure)
    sys.stdout.flush()
    return 1 if failed else 0
