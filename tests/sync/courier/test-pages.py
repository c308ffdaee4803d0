#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The upload of a sealed page is cut at every tenth, and cut again and again: each byte goes over the line once."""
import os
import random
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import CourierRig, is_sanitized  # noqa: E402
from tap import check, check_equal  # noqa: E402

PAGE_BYTES = 100_000
RESIDENT_MIB_MAX = 25
SEED = tap.draw_seed()
RIG = {}


def wants(pages):
    """A central that takes a record when it has its pages whole."""
    def judge(central, event):
        missing = [name for name, page in pages.items() if central.blobs.get(name, b"") != page or name not in central.finished]
        return {"id": event["id"], "status": "incomplete", "missing": missing} if missing else central.judge(event)
    return answers.results(judge)


def hand_over(count=1):
    """A record with pages; (id, {name: bytes})."""
    rig = RIG["rig"]
    rig.central.then = answers.problem(503, "wait", Retry_After=3000)
    pages = {}
    for _ in range(count):
        page = os.urandom(PAGE_BYTES)
        pages[rig.put_material(page)] = page
    sent = rig.submit(materials=[{"sha256": name, "bytes": len(page)} for name, page in pages.items()])[0]
    rig.sync()
    rig.central.then = wants(pages)
    return sent, pages


def state(identity):
    return RIG["rig"].ctl("queue", "show", identity)["state"]


def begin():
    RIG["rig"] = CourierRig()


def every_tenth():
    rig = RIG["rig"]
    for tenth in range(1, 10):
        sent, pages = hand_over()
        name = next(iter(pages))
        rig.central.blob_cut = PAGE_BYTES * tenth // 10
        rounds = 0
        while state(sent) != "accepted" and rounds < 5:
            rig.sync()
            rounds += 1
        check_equal((state(sent), rig.central.blob_cut), ("accepted", None), f"after the cut at {tenth} tenths")
        check_equal(rig.central.offsets[name], [0, PAGE_BYTES * tenth // 10], "where it went on")
        check_equal(rig.central.blobs[name] == pages[name], True, "the page is what it was")


def again_and_again():
    """Three pages, and the line is cut anew as soon as it holds again."""
    rig, rand = RIG["rig"], random.Random(SEED)
    sent, pages = hand_over(3)
    rounds, cuts = 0, [rand.randrange(1, 40_000) for _ in range(15)]
    rig.central.blob_cut, rig.central.blob_cuts = cuts[0], cuts[1:]
    while state(sent) != "accepted":
        rig.sync()
        rounds += 1
        check(rounds < 100, "it comes to an end")
    for name, page in pages.items():
        check(rig.central.blobs[name] == page, "the page is what it was")
        begun = [offset for offset in rig.central.offsets[name] if offset < len(page)]  # then only the end is to be told
        check_equal(begun, sorted(set(begun)), "no byte twice")
    check_equal(rig.ctl("queue", "show", sent)["attempts"], 0, "a cut is no attempt")
    tap.note(f"seed {SEED}: three pages of {PAGE_BYTES} bytes in {rounds} rounds with {len(cuts) - len(rig.central.blob_cuts)} cuts, no byte twice")


def stays_small():
    """Two records with many large pages over two connections: no page is ever in memory whole."""
    rig = CourierRig(courier_environment={"MALLOC_PERTURB_": "0"})
    try:
        pages = {}
        rig.central.then = answers.problem(503, "wait", Retry_After=3000)
        for _ in range(2):
            of_one = {}
            for _ in range(2):
                page = os.urandom(4 << 20)
                of_one[rig.put_material(page)] = page
            pages.update(of_one)
            rig.submit(materials=[{"sha256": name, "bytes": len(page)} for name, page in of_one.items()])
        rig.sync()
        with open(f"/proc/{rig.courier.pid}/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        rig.central.then = wants(pages)
        while rig.records("queued"):
            rig.sync()
        check_equal({name: rig.central.blobs[name] == page for name, page in pages.items()}, dict.fromkeys(pages, True), "the pages")
        with open(f"/proc/{rig.courier.pid}/status", encoding="ascii") as file:
            peak = int(next(line for line in file if line.startswith("VmHWM")).split()[1])
        tap.note(f"{len(pages)} pages of 4 MiB; the courier's memory at its peak: {peak} KiB")
        if is_sanitized():
            raise tap.Skip("AddressSanitizer's own memory is in it")
        check(peak <= RESIDENT_MIB_MAX * 1024, f"the courier took {peak} KiB")
    finally:
        rig.stop()


def end():
    check(RIG["rig"].courier.poll() is None, "the courier of the beginning is there")
    RIG["rig"].stop()


sys.exit(tap.run("/courier-pages", [
    ("the rig stands", begin),
    ("after a cut at any tenth it goes on there", every_tenth),
    ("a line that holds for moments only carries it in the end", again_and_again),
    ("large pages do not make the courier large", stays_small),
    ("the courier has come through", end),
]))
