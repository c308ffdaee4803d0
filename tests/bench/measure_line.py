# SPDX-License-Identifier: Apache-2.0
"""An emulated line between a real courier and a real central: what share of it the records fill, what the courier costs meanwhile, how
soon a cut is noticed, and how soon the first receipt is there when the line is back."""
import json
import statistics
import threading
import time

from line_rig import Line, LineRig, forget_peak, resident_mib, used_seconds
from wire_rig import ADMIN

# name, one-way delay, loss, Mbit/s, records, goal
LINES = (("10 Mbit/s, 50 ms", 25, 0.0, 10, 4000, 0.85),
         ("2 Mbit/s, 200 ms, 2 % lost", 100, 0.02, 2, 1200, 0.70))
SEALED_BYTES = 3300  # 8 KiB of answers, compressed and sealed
CUTS, BACKS = 2, 7


def status(rig):
    return json.loads(rig.call("Status", "()", (), interface=ADMIN)[0])


def count_waiting(rig):
    return status(rig)["queue"]["queued"]


def send_all(rig, read=lambda: None, pause_seconds=0.2):
    """(seconds, what @read gave) when the last record has its receipt; what a round does after that is waited for and not counted."""
    started, under_way = time.monotonic(), None
    while count_waiting(rig):
        if under_way is None or not under_way.is_alive():
            under_way = threading.Thread(target=rig.round)
            under_way.start()
        time.sleep(pause_seconds)
    found = time.monotonic() - started, read()
    under_way.join()
    return found


def measure_share(figures, build, name, delay_ms, loss, mbit, records, goal):
    line = Line(build, delay_ms, loss, mbit)
    try:
        rig = LineRig(line)
        try:
            rig.fill(records, SEALED_BYTES)
            _, ever = resident_mib(rig.courier.pid)
            forget_peak(rig.courier.pid)
            carried, used = line.carried(), used_seconds(rig.courier.pid)
            seconds, end = send_all(rig, lambda: (line.carried() - carried, used_seconds(rig.courier.pid) - used))
            figures.add(f"{name}: share of the line that arrives, {records} records", end[0] / seconds / line.bytes_per_second, at_least=goal)
            figures.add(f"{name}: records", records / seconds, "/s")
            figures.add(f"{name}: courier, share of a core", end[1] / seconds, at_most=0.05)
            resident, peak = resident_mib(rig.courier.pid)
            figures.add(f"{name}: courier resident afterwards", resident, "MiB", at_most=25)
            figures.add(f"{name}: courier resident at most meanwhile", peak, "MiB", at_most=25)
            figures.add("courier resident at most before, when it was enrolled and took its catalogue", ever, "MiB", at_most=25)
        finally:
            rig.stop()
    finally:
        line.close()


def notice_cut(rig, line):
    """Seconds from a cut in the middle of a batch to the end of the round that met it."""
    rig.fill(600, SEALED_BYTES)
    carried, under_way = line.carried(), threading.Thread(target=rig.round)
    under_way.start()
    while line.carried() - carried < 300_000:
        time.sleep(0.01)
    rounds = status(rig)["sync"]["rounds"]
    line.cut()
    started = time.monotonic()
    # The one that was asked for may stand behind one that had begun by itself, and comes after it.
    while status(rig)["sync"]["rounds"] == rounds:
        time.sleep(0.05)
    seconds = time.monotonic() - started
    under_way.join()
    line.mend()
    send_all(rig)
    return seconds


def first_receipt(rig):
    """Seconds from the moment at which central is there again, and the courier is told, to the receipt of the one record that waits."""
    rig.fill(1, SEALED_BYTES)
    started = time.monotonic()
    rig.call_sync_now()
    while count_waiting(rig):
        time.sleep(0.004)  # a question takes the courier's time too
    seconds = time.monotonic() - started
    rig.round()  # what that round does besides is over
    return seconds


def measure_cuts(figures, build):
    line = Line(build, 50, 0.0, 10)
    try:
        rig = LineRig(line)
        try:
            back = statistics.median(first_receipt(rig) for _ in range(BACKS))
            figures.add(f"central back to first receipt, {line.rtt_seconds * 1000:.0f} ms, median of {BACKS}", back / line.rtt_seconds, "RTT", at_most=4)
            noticed = max(notice_cut(rig, line) for _ in range(CUTS))
            figures.add(f"a line cut in a batch is noticed, slowest of {CUTS}", noticed, "s", at_most=25)
        finally:
            rig.stop()
    finally:
        line.close()


def measure(figures, build):
    for line in LINES:
        measure_share(figures, build, *line)
    measure_cuts(figures, build)
