# SPDX-License-Identifier: Apache-2.0
"""A row of the chaos table: what was broken, how often, what had been answered, and what of it was lost or doubled.

A row is printed as a TAP comment, words parted by tabs; `make chaos` gathers the rows of all programs into one table. A
program in C prints the same line by g_test_message (). A control breaks a promise on purpose: it must lose or double
something, else the test beside it is blind, and fails.
"""
import os
import random
import sys

SOURCE = os.environ["YIJIAN_SOURCE_DIR"]
sys.path[:0] = [os.path.join(SOURCE, "tests", name) for name in ("support", os.path.join("sync", "central"), "e2e")]

import tap  # noqa: E402

LONG = bool(os.environ.get("YIJIAN_LONG"))
COLUMNS = ("fault", "runs", "acknowledged", "lost", "doubled")
MARK = "chaos"


def make_random(what):
    """Random numbers that YIJIAN_SEED repeats."""
    seed = tap.draw_seed()
    tap.note(f"{what}: YIJIAN_SEED={seed} repeats this")
    return random.Random(seed)


def row(fault, runs, acknowledged, lost=0, doubled=0):
    """What is right: nothing lost, nothing doubled, and something was tried at all."""
    _print(fault, runs, acknowledged, lost, doubled)
    tap.check(runs > 0 and acknowledged > 0, f"{fault}: nothing was tried")
    tap.check(lost == 0 and doubled == 0, f"{fault}: {lost} lost, {doubled} doubled")


def control(fault, runs, acknowledged, lost, doubled=0):
    """What must go wrong."""
    _print("control: " + fault, runs, acknowledged, lost, doubled)
    tap.check(lost + doubled > 0, f"the control \"{fault}\" lost nothing: the test beside it is blind")


def _print(*columns):
    tap.note("\t".join(map(str, (MARK, *columns))))


def read_rows(text):
    """The rows in a program's TAP output, each a list of columns."""
    lines = (line[2:].rstrip("\n").split("\t") for line in text.splitlines() if line.startswith("# " + MARK + "\t"))
    return [words[1:] for words in lines if len(words) == len(COLUMNS) + 1]


def sample(points, rand, share=20, least=1):
    """All of them in the long form; in the short form a random part, the first and the last among them."""
    points = list(points)
    if LONG or len(points) <= least:
        return points
    count = max(least, -(-len(points) // share))
    ends = {points[0], points[-1]} if count > 1 else set()
    rest = [point for point in points if point not in ends]
    chosen = ends | set(rand.sample(rest, min(count - len(ends), len(rest))))
    return [point for point in points if point in chosen]
