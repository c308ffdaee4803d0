#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A clock that is wrong from the start or jumps while the courier runs: the kiosk stays open, numbers and order do not move, what central
can be verified for is sent, and a chain that has truly run out is refused with everything kept."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import tap  # noqa: E402
from courier_rig import BUILD, CourierRig  # noqa: E402
from tap import check, check_equal  # noqa: E402

LIBRARY = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
# What the clock says, and whether central's certificate (30 days) can be valid by it. Below the floor it is verified at the floor.
CLOCKS = [("@1970-01-02 00:00:00", True), ("-365d", True), ("+365d", False), ("@2038-01-20 03:14:08", False), ("-1d", True), ("+0", True)]
RIG = {}


def set_clock(text):
    path = RIG["file"] + ".new"
    with open(path, "w", encoding="ascii") as file:
        file.write(text + "\n")
    os.rename(path, RIG["file"])


def begin():
    check(os.path.exists(LIBRARY), "libfaketime is there")
    RIG["folder"] = tempfile.TemporaryDirectory(prefix="yijian-clock-")
    RIG["file"] = os.path.join(RIG["folder"].name, "clock")
    set_clock("+0")
    RIG["rig"] = CourierRig(courier_environment={"LD_PRELOAD": LIBRARY, "FAKETIME_TIMESTAMP_FILE": RIG["file"], "FAKETIME_NO_CACHE": "1",
                                                 "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"})
    RIG["gates"] = RIG["rig"].status()["gates"]
    RIG["sent"] = []


def hand_over():
    identity = RIG["rig"].submit()[0]
    RIG["sent"].append(identity)
    return identity


def try_clock(text, valid, how):
    """One record by this clock, and one round; then the right clock again."""
    rig = RIG["rig"]
    sent = hand_over()
    rig.central.server.drop_all()  # a connection that stays open is not verified anew
    rig.sync()
    status = rig.status()
    state = next(record["state"] for record in rig.records() if record["id"] == sent)
    check_equal(status["gates"], RIG["gates"], f"{text} {how}: gates")
    if how == "while it runs" or text.startswith(("@1970", "-365")):
        check_equal(status["clock"], "verified" if text == "+0" else "unverified", f"{text} {how}: clock")
    if valid:
        check_equal((state, status.get("trouble")), ("accepted", None), f"{text} {how}: {status}")
    else:
        check_equal((state, status["trouble_kind"], status["alarm"]), ("queued", "certificate", True), f"{text} {how}: {status.get('trouble')}")
    tap.note(f"{how:<15} {text:<22} clock {status['clock']:<11} {state}")


def jumps():
    for text, valid in CLOCKS:
        set_clock(text)
        try_clock(text, valid, "while it runs")
    set_clock("+0")


def boots():
    rig = RIG["rig"]
    for text, valid in CLOCKS:
        set_clock(text)
        rig.processes.end(rig.courier)
        rig.start()
        try_clock(text, valid, "from the start")
    set_clock("+0")


def order():
    rig = RIG["rig"]
    rig.sync()
    records = rig.records()
    check_equal([record["id"] for record in records], RIG["sent"], "order")
    check_equal([record["seq"] for record in records], list(range(1, len(records) + 1)), "numbers")
    check_equal({record["state"] for record in records}, {"accepted"}, "in the end")
    check_equal(len(rig.central.accepted), len(records), "at central, each once")
    check(all(record["attempts"] == 0 for record in records), "a wrong clock is no attempt")
    check(0 <= rig.status()["sync"]["reached_seconds"] < 3600, "times of running do not follow the clock")


def end():
    rig = RIG["rig"]
    check(rig.courier.poll() is None, "the courier is there")
    rig.stop()
    RIG["folder"].cleanup()


def skip():
    raise tap.Skip("AddressSanitizer wants to be loaded first")


def is_sanitized():
    with open(os.path.join(BUILD, "app", "yijian-courier"), "rb") as file:
        return b"libasan.so" in file.read()


sys.exit(tap.run("/courier-clock", [("a clock that is wrong closes nothing and loses nothing", skip)] if is_sanitized() else [
    ("the rig stands", begin),
    ("a clock that jumps closes nothing and loses nothing", jumps),
    ("a clock that is wrong from the start closes nothing and loses nothing", boots),
    ("order and numbers are those of the handing over", order),
    ("the courier has come through", end),
], stop_at_first=True))
