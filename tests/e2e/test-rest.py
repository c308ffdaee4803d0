#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""When a screen is said to be at rest: a touch is aimed only then."""
import contextlib
import os
import signal
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import tap  # noqa: E402
from processes import LONGEST_WAIT_SECONDS  # noqa: E402
from rest import count_sleeps, wait_rest  # noqa: E402

WHILE_SECONDS = 0.5


@contextlib.contextmanager
def program(text):
    """Python that has said that it is there."""
    process = subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time\nprint(flush=True)\n" + text], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


def test_rests():
    """a program that waits for something rests, and so do two"""
    with program("input()") as one, program("input()") as other:
        tap.check(wait_rest((one.pid,), LONGEST_WAIT_SECONDS), "one that waits")
        tap.check(wait_rest((one.pid, other.pid), LONGEST_WAIT_SECONDS), "two that wait")


def test_works():
    """a program that is at work does not rest, nor does one that is stopped or another beside it"""
    with program("while True: pass") as busy, program("input()") as one:
        tap.check(not wait_rest((busy.pid,), WHILE_SECONDS), "one at work")
        tap.check(not wait_rest((one.pid, busy.pid), WHILE_SECONDS), "one at work beside one that waits")
        tap.check(wait_rest((one.pid,), LONGEST_WAIT_SECONDS), "one that waits")
        one.send_signal(signal.SIGSTOP)
        os.waitpid(one.pid, os.WUNTRACED)
        tap.check_equal(count_sleeps(one.pid), None, "sleeps of one that is stopped")
        tap.check(not wait_rest((one.pid,), WHILE_SECONDS), "one that is stopped")


def test_moves():
    """a program that wakes with every frame is found out without waiting for its end"""
    with program("while True: time.sleep(0.01)") as moving:
        tap.check(not wait_rest((moving.pid,), LONGEST_WAIT_SECONDS), "one that moves")


def test_ends():
    """a program that has ended does not rest"""
    with program("input()") as ended:
        ended.kill()
        tap.check(not wait_rest((ended.pid,), LONGEST_WAIT_SECONDS), "one that nobody has asked about yet")
        ended.wait()
        tap.check(not wait_rest((ended.pid,), LONGEST_WAIT_SECONDS), "one that is gone")


if __name__ == "__main__":
    sys.exit(tap.run("/e2e/rest", tap.list_tests(__name__)))
