#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The line between a real courier and a real central is cut at every tenth of every message, in every way a line can end: what the
kiosk answered for is at central, once."""
import sys
import time

import chaos
import tap
from fault_proxy import AT_ONCE, CLOSE, DOWN, HALF_CLOSE, RESET, SILENCE, TRICKLE, UP, Fault
from tap import check
from wire_rig import WireRig

RECORDS = 40  # so many that a batch and its answer are several TLS records
TENTHS = range(10)
TIMEOUT_SECONDS = 3
BATCH_BYTES = 2000  # no other message is as long
OTHERS = ("outcomes", "heartbeat", "catalogue")


class CutLine:
    """A rig that knows how long each message is, from rounds on a line that was whole."""

    def __init__(self):
        self.rig = WireRig(options=("--timeout-seconds", str(TIMEOUT_SECONDS)))
        self.fresh = self.measure(fresh=True)
        self.kept = self.measure(fresh=False)

    def measure(self, fresh):
        """The turns of the connection that carried the batch."""
        for _ in range(4):  # a batch that is cut in two says little: it grows to its full size first
            self.prepare(fresh)
            self.rig.drain()
        return max(self.rig.proxy.bursts(), key=lambda bursts: sum(size for _, size in bursts))

    def prepare(self, fresh, fault=None):
        """Hands over records while the line holds them back; then the fault counts, and they go."""
        if fresh:
            self.rig.proxy.drop_all(CLOSE)
        self.rig.proxy.hold()
        self.rig.proxy.spoil(fault)
        self.rig.submit_many(RECORDS)
        self.rig.proxy.release()

    def handshake(self):
        """Bytes of TLS before the first request, in each direction."""
        def total(bursts, direction):
            return sum(size for way, size in bursts if way == direction)
        return {way: max(total(self.fresh, way) - total(self.kept, way), 600) for way in (UP, DOWN)}

    def places(self):
        """(name, direction, bytes, on a new connection) for every tenth of every message."""
        found = [("connect", UP, AT_ONCE, True)]
        handshake = self.handshake()
        for way in (UP, DOWN):
            found += [(f"TLS {way}", way, handshake[way] * tenth // 10, True) for tenth in TENTHS]
        before = {UP: 0, DOWN: 0}
        name, others = "", list(OTHERS)
        for way, size in self.kept:
            if way == UP:
                name = "batch" if size > BATCH_BYTES else others.pop(0) if others else "more"
            found += [(name + (" request" if way == UP else " answer"), way, before[way] + size * tenth // 10, False) for tenth in TENTHS]
            before[way] += size
        return found

    def cut(self, place, how):
        """One round on a line that breaks, then rounds on one that is whole; whether the fault struck."""
        name, way, after, fresh = place
        fault = Fault(way, after, how)
        self.prepare(fresh, fault)
        started = time.monotonic()
        self.rig.round()
        seconds = time.monotonic() - started
        self.rig.proxy.drop_all(CLOSE) if how in (HALF_CLOSE, SILENCE) else None
        self.rig.drain()
        return fault.struck > 0, seconds


def run(line, fault, places, how):
    struck, slowest = 0, 0.0
    for place in places:
        hit, seconds = line.cut(place, how)
        struck, slowest = struck + hit, max(slowest, seconds)
    tap.note(f"{fault}: {struck} of {len(places)} cuts struck; the slowest round took {slowest:.1f} s")
    check(struck * 2 >= len(places), f"{fault}: only {struck} of {len(places)} cuts struck")
    return struck


def show(lines, fault, how, stages, share):
    def test():
        if "line" not in lines:
            lines["line"] = CutLine()
        line = lines["line"]
        places = [place for place in line.places() if place[0].startswith(stages)]
        struck = run(line, fault, chaos.sample(places, chaos.make_random(fault), share=share, least=3), how)
        chaos.row(fault, struck, *line.rig.account())
    return test


def main():
    rest, lines = ("outcomes", "heartbeat", "catalogue"), {}
    try:
        return tap.run("/chaos/cut-lines", [
            ("cut while a connection is made or TLS is spoken, nothing is lost or doubled",
             show(lines, "line reset in connect and TLS", RESET, ("connect", "TLS"), 5)),
            ("cut at every tenth of a batch, nothing is lost or doubled", show(lines, "line reset in a batch", RESET, "batch request", 3)),
            ("cut at every tenth of its answer, nothing is lost or doubled", show(lines, "line reset in the answer", RESET, "batch answer", 2)),
            ("closed in order at every tenth of both, nothing is lost or doubled",
             show(lines, "line closed in batch and answer", CLOSE, "batch", 5)),
            ("cut in what follows a batch, nothing is lost or doubled", show(lines, "line reset after the batch", RESET, rest, 15)),
            ("half closed anywhere, nothing is lost or doubled", show(lines, "line half closed", HALF_CLOSE, ("TLS", "batch"), 20)),
            ("silent from any tenth on, nothing is lost or doubled", show(lines, "line silent", SILENCE, ("TLS", "batch"), 20)),
            ("slow to a trickle from any tenth on, nothing is lost or doubled",
             show(lines, "line at 20 bytes a second", TRICKLE, ("TLS", "batch"), 20)),
        ])
    finally:
        if "line" in lines:
            lines["line"].rig.stop()


if __name__ == "__main__":
    sys.exit(main())
