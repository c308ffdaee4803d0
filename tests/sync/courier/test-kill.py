#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the courier at random moments while records are handed over: what was answered is there, what is there has
one number, no number is used twice or left out, and all of it reaches central once."""
import os
import random
import signal
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import CourierRig  # noqa: E402
from tap import check, check_equal  # noqa: E402

RECORDS = 1000 if os.environ.get("YIJIAN_LONG") else 60
KILLS = RECORDS // 3
SEED = tap.draw_seed()


class Killer:
    """Ends the courier without warning, a random moment after it was told to. Who is left restarts it."""

    def __init__(self, rig, rand):
        self.rig, self.rand = rig, rand
        self.kills = 0
        self.killed = None
        self.wanted = threading.Event()
        self.done = False
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            self.wanted.wait()
            if self.done:
                return
            self.wanted.clear()
            end = time.monotonic() + self.rand.uniform(0, 0.012)
            while time.monotonic() < end:
                pass
            courier = self.rig.courier
            if courier.poll() is None:
                courier.send_signal(signal.SIGKILL)
                self.killed = courier
                self.kills += 1

    def stop(self):
        self.done = True
        self.wanted.set()
        self.thread.join(60)


def hand_over(rig, killer, number, rand):
    def before():
        if killer.kills < KILLS and rand.random() < 0.6:
            killer.wanted.set()
    return rig.hand_over(number, rand.choice((320, 4096, 200_000)), before)


def test_kill():
    rand = random.Random(SEED)
    rig = CourierRig()
    try:
        rig.central.then = answers.accept
        killer = Killer(rig, rand)
        answered = {}
        for number in range(1, RECORDS + 1):
            identity, reference = hand_over(rig, killer, number, rand)
            answered[identity] = reference
        killer.stop()
        if killer.killed is rig.courier:
            rig.revive()
        records = rig.records()
        stored = {record["id"]: record["reference"] for record in records}
        check_equal({i: stored.get(i) for i in answered}, answered, "what was answered")
        check_equal(sorted(record["seq"] for record in records), list(range(1, len(records) + 1)), "numbers")
        check_equal(len(set(stored.values())), len(records), "different references")
        rig.sync()
        check_equal(len(rig.records("queued")), 0, "queued after a round")
        at_central = sorted(key[1] for key in rig.central.accepted)
        check_equal(at_central, sorted(stored), "records at central")
        tap.note(f"seed {SEED}: {killer.kills} kills during {RECORDS} hand-overs; {len(answered)} answered, {len(records)} stored, "
                 f"{len(at_central)} at central, none twice")
        check(killer.kills >= KILLS // 2, f"only {killer.kills} kills")
    finally:
        rig.stop()


if __name__ == "__main__":
    sys.exit(tap.run("/courier-kill", [("what was answered survives kill -9 at any moment", test_kill)]))
