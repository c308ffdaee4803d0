#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the courier asks when it compares with central what is settled, among many records and of a central that answers as it likes: never more
than a day's share, all of it in turn, in pieces only where something differs, and bounded whatever the answer."""
import base64
import contextlib
import hashlib
import json
import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import tap  # noqa: E402
from courier_rig import CourierRig, wait_until  # noqa: E402
from shared_rig import SharedRig  # noqa: E402
from tap import check, check_equal, note  # noqa: E402

MANY, DAY, NEWEST = 20000, 16384, 4096
rig = SharedRig(lambda: CourierRig(options=("--reconcile-seconds", "0")))
BOOK = {}  # seq -> [seq, id, digest, verdict] as central has it


def payload(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def insert(database, source, seq):
    """A record of long ago: only its tombstone and its receipt are there."""
    identity, digest = f"00000000-0000-7000-9000-{seq:012}", hashlib.sha256(str(seq).encode()).hexdigest()
    receipt = "e30." + payload({"source": source, "verdict": "accepted"}) + ".AAAA"
    database.execute("INSERT INTO record VALUES (?,?,'application',?,?,'newborn','boot',1,'2026-01-01T00:00:00Z',?,?,NULL,NULL)",
                     (seq, identity, f"7K3N{seq:08}", f"7K3N{seq:08}", digest, "0" * 64))
    database.execute("INSERT INTO state (seq, state, receipt) VALUES (?, 'purged', ?)", (seq, receipt))
    BOOK[seq] = [seq, identity, digest, "accepted"]


def fill(count):
    """The courier begins anew with @count records that were settled long ago."""
    here = rig()
    status = here.status()
    here.processes.end(here.courier)
    with contextlib.closing(sqlite3.connect(os.path.join(here.state_dir, "outbox.db"), isolation_level=None)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        database.execute("BEGIN")
        for name, _ in triggers:
            database.execute(f"DROP TRIGGER {name}")
        for seq in range(1, count + 1):
            insert(database, f"urn:yijian:kiosk:{status['kiosk']}:{status['epoch']}", seq)
        for _, sql in triggers:
            database.execute(sql)
        database.execute("COMMIT")


def numbers(segment):
    return [seq for first, last in segment["ranges"] for seq in range(first, last + 1)]


def judge(status):
    """Central's part, by the description alone and BOOK."""
    answers = []
    for segment in status["reconciliation"]["segments"]:
        held = [BOOK[seq] for seq in numbers(segment) if seq in BOOK]
        digest = hashlib.sha256("".join(" ".join(map(str, row)) + "\n" for row in held).encode()).hexdigest()
        if (len(held), digest) == (segment["count"], segment["sha256"]):
            answers.append({"matched": True})
        else:
            answers.append({"matched": False, "count": len(held), **({"records": held} if segment["count"] <= 64 else {})})
    return {"reconciliation": {"segments": answers}}


def questions():
    with rig().central.lock:
        return [status["reconciliation"]["segments"] for status in rig().central.statuses if "segments" in status.get("reconciliation", {})]


def forget():
    with rig().central.lock:
        rig().central.statuses.clear()


def start(*more):
    here = rig()
    here.options = [*here.options, *more]
    forget()
    here.start()


def days(wanted):
    """The first @wanted days' sets of numbers: a day begins with the newest."""
    def look():
        found = []
        for segments in questions():
            asked = [seq for segment in segments for seq in numbers(segment)]
            if MANY in asked:
                found.append([])
            if found:
                found[-1] += asked
        return found[:wanted] if len(found) > wanted else None
    return wait_until(look, f"{wanted} comparisons")


def test_share():
    """a day's comparison is the newest records and a share of the older ones in turn, until all were compared"""
    rig().central.reconcile = judge
    fill(MANY)
    start("--poll-seconds", "1")
    found = days(3)
    for asked in found:
        check_equal(len(asked), len(set(asked)), "numbers asked twice in a day")
        check(len(asked) <= DAY, f"{len(asked)} numbers in a day")
        check(set(range(MANY - NEWEST + 1, MANY + 1)) <= set(asked), "the newest are among them")
    check_equal(len(found[0]), DAY, "the share of the first day")
    check_equal(set(found[0]) | set(found[1]), set(range(1, MANY + 1)), "all in two days")
    check_equal(found[2], found[0], "then from the beginning")
    for segments in questions():
        check(sum(segment["count"] for segment in segments) <= DAY and len(segments) <= 16 and all(len(segment["ranges"]) == 1 for segment in segments), segments)
    status = wait_until(lambda: rig().status().get("reconciliation"), "the status")
    check_equal((status["matched"], status["lost"]), (True, 0), status)
    note(f"{MANY} records in days of {[len(asked) for asked in found]}")


def test_pieces():
    """where something differs it is narrowed down to the record, in one question more of its segment alone"""
    here = rig()
    here.processes.end(here.courier)
    there, BOOK[7000][2] = BOOK.pop(5000), "0" * 64
    here.options = [word for word in here.options if word not in ("--poll-seconds", "1")] + ["--poll-seconds", "3600"]
    start()
    here.sync()
    found = here.status()["reconciliation"]
    check_equal((found["numbers"], found["lost"], found["differing"], found["matched"]), ({"lost": [5000], "differing": [7000]}, 1, 1, False), found)
    asked = questions()
    pieces = [segment for segments in asked for segment in segments if segment["count"] <= 64]
    check(pieces and {seq for piece in pieces for seq in numbers(piece)} <= set(range(4097, 8193)), "pieces of the one segment")
    note(f"{len(asked)} questions for {MANY} records, {len(pieces)} pieces")
    BOOK[5000], BOOK[7000][2] = there, hashlib.sha256(b"7000").hexdigest()
    here.sync()
    check_equal(here.status()["reconciliation"]["matched"], True, "as it was")


def test_everything():
    """a central that has lost everything is asked a bounded number of questions, and all of it is counted"""
    here = rig()
    kept = dict(BOOK)
    here.processes.end(here.courier)
    BOOK.clear()
    start()
    here.sync()
    check_equal(here.status()["reconciliation"]["lost"], MANY, "lost")
    asked = questions()
    check(len(asked) < 2 * MANY / 64, f"{len(asked)} questions")
    check(max(len(json.dumps(segments)) for segments in asked) < 8192, "a question is small")
    BOOK.update(kept)
    here.sync()
    check_equal((here.status()["reconciliation"]["lost"], here.status()["alarm"]), (0, False), "as it was")


def test_nonsense():
    """answers that are none change nothing of what was found, end the comparison and not the round, and are told"""
    here = rig()
    before = here.status()["reconciliation"]["at"], here.status()["reconciliation"]["compared"]
    many = {"matched": False, "count": 0}
    for what, answer, trouble in (
            ("too few", lambda status: {"reconciliation": {"segments": []}}, "does not answer for what it was asked"),
            ("differing without end", lambda status: {"reconciliation": {"segments": [many] * len(status["reconciliation"]["segments"])}},
             "not which it has"),
            ("no objects", lambda status: {"reconciliation": {"segments": [7] * len(status["reconciliation"]["segments"])}}, "not which it has")):
        here.processes.end(here.courier)
        here.central.reconcile = answer
        start()
        result = here.sync()
        check(trouble in result["trouble"], f"{what}: {result}")
        check(len(questions()) < 20, f"{what}: {len(questions())} questions")
        check_equal((here.status()["reconciliation"]["at"], here.status()["reconciliation"]["compared"]), before, what)
    here.central.reconcile = judge


if __name__ == "__main__":
    sys.exit(rig.run("/courier-reconciling", tap.list_tests(__name__)))
