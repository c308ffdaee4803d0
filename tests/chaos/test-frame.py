#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The table itself: what is lost fails, and a control that loses nothing fails as well."""
import contextlib
import io
import sys

import chaos
import tap
from tap import check, check_equal


def attempt(function, *columns):
    """What it printed, and whether it failed."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            function("a fault", *columns)
            return printed.getvalue(), False
        except AssertionError:
            return printed.getvalue(), True


def test_row():
    """A row fails when something is lost or doubled, and when nothing was tried"""
    for columns, fails in (((5, 9), False), ((5, 9, 1), True), ((5, 9, 0, 1), True), ((0, 9), True), ((5, 0), True)):
        check_equal(attempt(chaos.row, *columns)[1], fails, f"a row of {columns}")


def test_control():
    """A control fails when it loses nothing"""
    for columns, fails in (((5, 9, 0), True), ((5, 9, 3), False), ((5, 9, 0, 3), False)):
        check_equal(attempt(chaos.control, *columns)[1], fails, f"a control of {columns}")


def test_table():
    """Rows are read back from the output of a program, and nothing else is"""
    text = "1..2\n# chaos\tno row\n" + attempt(chaos.row, 5, 9)[0] + "# another chaos\n" + attempt(chaos.control, 5, 9, 3)[0]
    check_equal(chaos.read_rows(text), [["a fault", "5", "9", "0", "0"], ["control: a fault", "5", "9", "3", "0"]], "rows")


def test_sample():
    """The short form tries a part of the points, first and last always; the same seed tries the same"""
    rand = chaos.make_random("a sample")
    points = list(range(400))
    chosen = chaos.sample(points, rand)
    check(chosen == points if chaos.LONG else len(chosen) == 20, f"{len(chosen)} points")
    check(chosen[0] == 0 and chosen[-1] == 399 and chosen == sorted(set(chosen)), "first, last, in order")


if __name__ == "__main__":
    sys.exit(tap.run("/chaos-frame", tap.list_tests(__name__)))
