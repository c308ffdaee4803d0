# SPDX-License-Identifier: Apache-2.0
"""The code reader on labelled photographs, beside plain ZBar and, where it is installed, ZXing, picture by picture in turns. Debian 12 has
no package of quirc. Times are the processor's, the least of the rounds."""
import json
import os
import subprocess

from figures import CannotMeasure

FRAME, BUDGET_MSEC, ROUNDS = "1280x720", 30, 3
FLOORS = {"QR": 92, "EAN/UPC": 85}


def run(build, *words):
    program = os.path.join(build, "tests", "drivers", "codes", "bench-code-reader")
    return json.loads(subprocess.run([program, "--json", *words], capture_output=True, text=True, check=True).stdout)


def by_group(scores):
    groups = {}
    for score in scores:
        groups.setdefault(score["group"], {})[score["reader"]] = score
    return groups


def compare(figures, name, ours, other):
    """Pictures and the middle of the times, ours to the other's; one that reads none has no ratio."""
    if other["read"]:
        figures.add(f"{name}: pictures read, ours / {other['reader']} ({ours['read']} / {other['read']})", ours["read"] / other["read"], at_least=1)
    figures.add(f"{name}: median time, ours / {other['reader']}", ours["median_ms"] / other["median_ms"])


def rates(figures, build):
    for name, readers in by_group(run(build)["scores"]).items():
        ours = readers.pop("ours")
        if name == "no code":
            figures.add(f"{name}: answers on {ours['pictures']} pictures", ours["wrong"], at_most=2)
        else:
            share = 100 * ours["read"] / ours["pictures"]
            figures.add(f"{name}: read of {ours['pictures']} pictures, every way", share, "%", at_least=FLOORS.get(name))
            figures.add(f"{name}: wrong", ours["wrong"], at_most=0)
        for other in readers.values():
            if name == "no code":
                figures.add(f"{name}: answers of {other['reader']}", other["wrong"])
            else:
                compare(figures, name, ours, other)
                figures.add(f"{name}: wrong of {other['reader']}", other["wrong"])


def times(figures, build):
    found = run(build, "--alone", "--frame", FRAME, "--budget", str(BUDGET_MSEC), "--rounds", str(ROUNDS))
    figures.add(f"{FRAME}: the first two ways, median", found["first_ways_median_ms"], "ms", at_most=10)
    figures.add(f"{FRAME}: the first two ways, 95th of 100", found["first_ways_p95_ms"], "ms")
    for score in found["scores"]:
        figures.add(f"{FRAME}, budget {BUDGET_MSEC} ms, {score['group']}: median", score["median_ms"], "ms")
        figures.add(f"{FRAME}, budget {BUDGET_MSEC} ms, {score['group']}: 95th of 100", score["p95_ms"], "ms", at_most=38)


def measure(figures, build):
    if not os.environ.get("YIJIAN_QR_DATA"):
        raise CannotMeasure("YIJIAN_QR_DATA names no folder of labelled pictures (tests/drivers/codes/bench-labels.h)")
    rates(figures, build)
    times(figures, build)
