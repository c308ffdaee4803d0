#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The wall clock of a running courier jumps to 1970, past 2038, a year back and forth while records are handed over: their order is the
numbers', ages and waiting do not move, and the kiosk stays open."""
import os
import sys
import time

import chaos
import tap
from courier_rig import BUILD, NAME, CourierRig
from processes import wait_until
from tap import check, check_equal

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
YEAR_SECONDS = 365 * 24 * 3600
ROUNDS = 12 if chaos.LONG else 1
RECORDS_A_JUMP = 5


def make_jumps(rand):
    """Seconds by which the clock is wrong, and what a record's label begins with then, or None."""
    now = int(time.time())
    fixed = [(-now + 24 * 3600, "1970-01-02"), (2**31 - 3 - now, "2038-01-19"), (2**32 + 10 - now, "2106-02-07"), (YEAR_SECONDS, None),
             (-YEAR_SECONDS, None), (0, None)]
    wild = [(rand.randrange(-now + 10 * 24 * 3600, 20 * YEAR_SECONDS), None) for _ in range(4)]
    return fixed + wild


class ClockRig(CourierRig):
    def __init__(self):
        self.clock_file = None
        super().__init__(options=("--max-wait-seconds", "1", "--poll-seconds", "1"), courier_environment={})

    def start(self):
        """The clock is a file that the test writes."""
        self.clock_file = os.path.join(self.directory, "clock")
        self.set_clock(0)
        self.courier_environment = {"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": self.clock_file, "FAKETIME_NO_CACHE": "1",
                                    "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
        super().start()

    def set_clock(self, seconds):
        """In one step: the courier reads it at any moment."""
        with open(self.clock_file + ".new", "w", encoding="ascii") as file:
            file.write(f"{seconds:+d}\n")
        os.rename(self.clock_file + ".new", self.clock_file)

    def get(self, name):
        return self.call("Get", "(ss)", (NAME, name), interface="org.freedesktop.DBus.Properties")[0]


def jump_about(rig, rand, order):
    """Hands over across jumps; how many jumps there were."""
    gates, began = rig.get("Gates"), time.monotonic()
    check("queue-age" not in gates and "expired" not in gates, gates)
    jumps = make_jumps(rand)
    rand.shuffle(jumps)
    for seconds, label in jumps:
        rig.set_clock(seconds)
        for _ in range(RECORDS_A_JUMP):
            order.append(rig.submit())
        check_equal(rig.get("Gates"), gates, f"the gates with a clock that is {seconds} s wrong")
        age = rig.status()["queue"]["oldest_seconds"]
        check(0 <= age <= time.monotonic() - began + 2, f"the oldest record is {age} s old with a clock that is {seconds} s wrong")
        if label:
            check(rig.records()[-1]["wall"].startswith(label), f"the label {rig.records()[-1]['wall']}, not {label}")
    return len(jumps)


def test_jumps():
    """A clock that jumps about moves no order, no age, no waiting, and closes nothing"""
    with open(os.path.join(BUILD, "app", "yijian-courier"), "rb") as file:
        if b"libasan.so" in file.read():
            raise tap.Skip("AddressSanitizer wants to be loaded first")
    rand, order, jumps = chaos.make_random("clocks"), [], 0
    rig = ClockRig()
    try:
        for _ in range(ROUNDS):
            rig.central.stop()
            wait_until(lambda: not rig.status()["online"], "a round that fails")
            jumps += jump_about(rig, rand, order)
            records = rig.records()
            check_equal([(record["id"], record["reference"]) for record in records], order, "records in order of their numbers")
            check_equal([record["seq"] for record in records], list(range(1, len(records) + 1)), "numbers")
            # Nobody asks for a round: the waiting goes on by a clock that does not jump, and central is believed at the floor.
            rig.set_clock(rand.choice((-YEAR_SECONDS, -20 * YEAR_SECONDS, 0)))
            rig.central.start()
            wait_until(lambda: not rig.records("queued"), "everything sent by itself")
            rig.set_clock(0)
        at_central = [key[1] for key in rig.central.accepted]
        lost = len({identity for identity, _ in order} - set(at_central))
        chaos.row("the courier's clock jumps to 1970, 2038, 2106, a year back and forth", jumps, len(order), lost,
                  len(at_central) - len(set(at_central)))
    finally:
        rig.stop()


if __name__ == "__main__":
    check(os.path.exists(LIBRARY), "libfaketime is there")
    sys.exit(tap.run("/clocks", tap.list_tests(__name__)))
