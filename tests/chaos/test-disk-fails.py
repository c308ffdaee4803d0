#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The disk of a running courier fails: the kiosk is out of service at once and says so, nobody is told a number that is not
there, and when the disk is well again it goes on by itself."""
import sys

import chaos
import tap
from courier_rig import NAME, CourierRig
from gi.repository import GLib
from processes import wait_until
from tap import check, check_equal
from tracer import Tracer

# Sooner than the minute after which the courier looks by itself: a person stands before it.
AT_ONCE_SECONDS = 50
FAILURES = ("fdatasync,fsync:error=EIO", "fdatasync,fsync:error=ENOSPC", "pwrite64,openat,rename:error=EIO", "pwrite64,openat:error=ENOSPC")
HERE = {}


def gates(rig):
    return rig.call("Get", "(ss)", (NAME, "Gates"), interface="org.freedesktop.DBus.Properties")[0]


def refused(function, *words):
    """What the courier said instead of an answer."""
    try:
        answer = function(*words)
    except GLib.Error as error:
        return error.message
    raise AssertionError(f"answered on a disk that fails: {answer}")


def try_round(rig):
    """One that may fail: central is away."""
    rig.ctl("sync", "now", check=False)


def fail(rig, failure, rand):
    """How many calls were refused."""
    number = rig.count = rig.count + 1
    with Tracer(rig.courier, failure):
        said = refused(rig.submit, number)
        wait_until(lambda: "store" in gates(rig), f"the kiosk out of service under {failure}", AT_ONCE_SECONDS)
        tap.note(f"{failure}: {said.splitlines()[0][:120]}")
        said = [said, refused(rig.submit, number), refused(rig.put_material, rand.randbytes(5000))]
        check("store" in gates(rig), "in service while the disk still fails")
    check(not any("not enrolled" in text or "BadData" in text for text in said), said)
    try_round(rig)
    wait_until(lambda: "store" not in gates(rig), f"the kiosk in service after {failure}")
    return number, len(said)


def test_disk_fails():
    """A failing disk closes the kiosk and loses nothing, and it opens by itself"""
    rand, answered, refusals = chaos.make_random("a failing disk"), {}, 0
    rig = HERE["rig"] = CourierRig(options=("--reserve-mib", "0"))
    rig.central.stop()  # no round of sync looks after the store
    try_round(rig)
    rounds = list(FAILURES) * (5 if chaos.LONG else 1)
    for failure in rounds:
        identity, reference = rig.submit()
        answered[identity] = reference
        number, count = fail(rig, failure, rand)
        identity, reference = rig.submit(number)
        answered[identity] = reference
        refusals += count
    records = rig.records()
    stored = {record["id"]: record["reference"] for record in records}
    lost = sum(stored.get(identity) != reference for identity, reference in answered.items())
    numbers = sorted(record["seq"] for record in records)
    check_equal(numbers, list(range(1, len(records) + 1)), "numbers")
    check_equal(stored, answered, "what is stored and what was answered")
    rig.central.start()
    rig.sync()
    at_central = [key[1] for key in rig.central.accepted]
    lost += len(set(answered) - set(at_central))
    check(refusals > 0, "nothing was refused")
    chaos.row("a running courier's disk fails", len(rounds), len(answered), lost, len(at_central) - len(set(at_central)))


if __name__ == "__main__":
    try:
        sys.exit(tap.run("/disk-fails", tap.list_tests(__name__)))
    finally:
        if "rig" in HERE:
            HERE["rig"].stop()
