#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two connections at the same time: never more, no record in both, what is poisoned on one stops nothing on the other, and the
courier stays small."""
import contextlib
import os
import re
import sys
import threading

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import CourierRig, is_sanitized  # noqa: E402
from processes import wait_until  # noqa: E402
from tap import check, check_equal  # noqa: E402

RESIDENT_MIB_MAX = 25
with open(os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "sync", "courier", "jobs", "yj-batch-job.h"), encoding="utf-8") as header:
    BATCH_MAX_BYTES = 1024 * int(re.search(r"YJ_BATCH_MAX_BYTES \((\d+)u \* 1024u\)", header.read())[1])
# Some batches of the full size on each connection.
RECORDS_MANY = 3000 if os.environ.get("YIJIAN_LONG") else 800
HELPERS, ROUNDS_OF_SINGLES = 3, 6
RIG = {}
PARKED = answers.problem(503, "wait", Retry_After=3000)


def park(count, size=4096):
    """Hands over records while central asks to wait; their ids."""
    rig = RIG["rig"]
    rig.central.answers, rig.central.then = [], answers.accept
    rig.sync()
    check_equal(rig.records("queued"), [], "left of the test before")
    rig.central.then = PARKED
    sent = [rig.submit(size=size)[0] for _ in range(count)]
    rig.sync()
    rig.central.batches.clear()
    return sent


class Watch:
    """Sees every batch come and go. Two batches are let go together: with only one connection the first would wait for ever."""

    def __init__(self, answer, pair=True):
        self.answer, self.lock = answer, threading.Lock()
        self.inside, self.most, self.twice = [], 0, 0
        self.together = threading.Event()
        if not pair:
            self.together.set()
        self.first = True

    def __call__(self, handler, batch):
        names = {event["id"] for event in batch}
        with self.lock:
            self.twice += sum(len(names & other) for other in self.inside)
            self.inside.append(names)
            self.most = max(self.most, len(self.inside))
            alone, self.first = self.first, False
            if len(self.inside) == 2:
                self.together.set()
        try:
            # The second connection opens when central has answered on the first, so the first batch is not held.
            if not alone:
                check(self.together.wait(60), "a second batch at the same time")
        finally:
            with self.lock:  # before the answer: after it the courier may send the next
                self.inside.remove(names)
        self.answer(handler, batch)


def begin():
    RIG["rig"] = CourierRig()


def two_at_a_time():
    rig = RIG["rig"]
    sent = park(400)
    watch = Watch(answers.accept)
    rig.central.then = watch
    result = rig.sync()
    check_equal((result["accepted"], result["unsent"]), (len(sent), 0), "accepted")
    check_equal((watch.most, watch.twice), (2, 0), "batches at the same time, records in two of them")
    names = [name for batch in rig.central.batches for name in batch]
    check_equal((len(names), len(set(names))), (len(sent), len(sent)), "records that were sent")
    tap.note(f"{len(sent)} records of 4 KiB in {len(rig.central.batches)} batches of {[len(batch) for batch in rig.central.batches]}")


def waits_for_an_answer():
    """A central that is away is called once, not twice."""
    rig = RIG["rig"]
    sent = park(100)
    rig.central.batches.clear()
    rig.central.then = PARKED
    rig.sync()
    check_equal(len(rig.central.batches), 1, "batches to a central that asks to wait")
    rig.central.then = answers.accept
    check_equal(rig.sync()["accepted"], len(sent), "accepted afterwards")


def poison_on_both():
    """Two records break the server; they are so far apart that both connections meet one."""
    rig = RIG["rig"]
    sent = park(400)
    bad = {sent[100], sent[101], sent[330]}
    rig.central.then = answers.unless(lambda event: event["id"] in bad, answers.status(500))
    rounds = 0
    while rounds < 3 and {record["id"] for record in rig.records("queued")} != bad:
        rig.sync()
        rounds += 1
    check_equal({record["id"] for record in rig.records("queued")}, bad, "what is left")
    check(rounds <= 2, f"the others took {rounds} rounds")
    tap.note(f"3 of {len(sent)} poisoned: all others were through after {rounds} rounds and {len(rig.central.batches)} requests")
    check(all(record["attempts"] <= rounds for record in rig.records("queued")), "no more attempts than rounds")


def cut_on_one():
    """One connection is cut in the middle; what was on the other is settled, and nothing is sent twice but the one batch."""
    rig = RIG["rig"]
    sent = park(400)
    cut = threading.Event()

    def answer(handler, batch):
        if sent[200] in {event["id"] for event in batch} and not cut.is_set():
            cut.set()
            for event in batch:
                handler.central.judge(event)
            answers.cut()(handler, batch)
        else:
            answers.accept(handler, batch)
    rig.central.then = answer
    before = len(rig.central.accepted)
    rig.sync()
    rig.sync()
    check(cut.is_set(), "the line was cut")
    check_equal(len(rig.records("queued")), 0, "queued")
    check_equal(len(rig.central.accepted) - before, len(sent), "at central")
    names = [name for batch in rig.central.batches for name in batch]
    lost = next(batch for batch in rig.central.batches if sent[200] in batch)
    check(len(names) - len(set(names)) <= len(lost), f"{len(names) - len(set(names))} resent, {len(lost)} were in the batch that was cut")
    check(all(record["attempts"] == 0 for record in rig.records("accepted") if record["id"] in sent), "an outage is no attempt")


def pace_is_kept():
    """Central asks for small batches and a pause: both connections together keep to it."""
    rig, pace = RIG["rig"], {"batch": 3, "interval_ms": 40}
    sent = park(30)

    def slow(handler, batch):
        handler.send_json(200, {"results": [handler.central.judge(event) for event in batch], "contiguous_through": 0, "gaps": [],
                                "server_ms": 0, "pace": pace})
    rig.central.then, rig.central.standing = slow, {"pace": pace}
    check_equal(rig.sync()["accepted"], len(sent), "accepted")
    rig.central.then = slow
    sent = [rig.submit(size=512)[0] for _ in range(12)]
    rig.sync()
    check_equal(rig.records("queued"), [], "queued")
    check(max(len(batch) for batch in rig.central.batches[1:]) <= 3, [len(batch) for batch in rig.central.batches])
    rig.central.standing = {}


def count_helpers():
    """Threads of the courier that help with batches."""
    names = []
    for thread in os.listdir(f"/proc/{RIG['rig'].courier.pid}/task"):
        with contextlib.suppress(FileNotFoundError), open(f"/proc/{RIG['rig'].courier.pid}/task/{thread}/comm", encoding="utf-8") as name:
            names.append(name.read().strip())
    return names.count("net-lane")


def last_of_all():
    """The last batch is answered when nobody else has anything to do any more: it is settled, and the round ends with it."""
    rig, single = RIG["rig"], {"batch": 1, "interval_ms": 0}
    rig.central.standing = {"pace": single}
    for _ in range(ROUNDS_OF_SINGLES):
        sent = park(9, size=512)
        most = []

        def one_each(handler, batch, last=sent[-1], most=most):
            if last in {event["id"] for event in batch}:
                most.append(count_helpers())
                wait_until(lambda: count_helpers() <= 1, "the other lanes to end")
            handler.send_json(200, {"results": [handler.central.judge(event) for event in batch], "contiguous_through": 0, "gaps": [],
                                    "server_ms": 0, "pace": single})
        rig.central.then = one_each
        check_equal(rig.sync()["accepted"], len(sent), "accepted")
        check_equal([len(batch) for batch in rig.central.batches], [1] * len(sent), "batches of one record")
        check(most[0] <= HELPERS, f"{most[0]} threads help")
        check_equal(count_helpers(), 0, "threads that help, after the round")
    rig.central.standing = {}
    rig.central.then = answers.accept
    rig.sync()


def stays_small():
    rig = CourierRig(courier_environment={"MALLOC_PERTURB_": "0"})  # which touches every page that is only reserved
    try:
        send_much(rig)
    finally:
        rig.stop()


def send_much(rig):
    rig.central.then = PARKED
    sent = [rig.submit(size=8192)[0] for _ in range(RECORDS_MANY)]
    rig.sync()
    rig.central.batches.clear()
    rig.central.then = answers.accept
    check_equal(rig.sync()["accepted"], len(sent), "accepted")
    sizes = [len(batch) for batch in rig.central.batches]
    with open(f"/proc/{rig.courier.pid}/status", encoding="ascii") as file:
        peak = int(next(line for line in file if line.startswith("VmHWM")).split()[1])
    tap.note(f"{len(sent)} records of 8 KiB in batches of {sizes}; the courier's memory at its peak: {peak} KiB")
    check(max(sizes) * 8192 > 0.85 * BATCH_MAX_BYTES, f"batches have grown to {BATCH_MAX_BYTES} bytes, headers and all")
    if is_sanitized():
        raise tap.Skip("AddressSanitizer's own memory is in it")
    check(peak <= RESIDENT_MIB_MAX * 1024, f"the courier took {peak} KiB")


def end():
    rig = RIG["rig"]
    check(rig.courier.poll() is None, "the courier of the beginning is there")
    rig.stop()


sys.exit(tap.run("/courier-lanes", [
    ("the rig stands", begin),
    ("two batches are in hand at a time and no record is in both", two_at_a_time),
    ("a central that does not answer is asked over one connection", waits_for_an_answer),
    ("poison on both connections stops no other record", poison_on_both),
    ("a cut on one connection costs one batch", cut_on_one),
    ("the pace that central asks for holds for both together", pace_is_kept),
    ("a batch that is answered last of all ends the round", last_of_all),
    ("a large queue does not make the courier large", stays_small),
    ("the courier has come through", end),
]))
