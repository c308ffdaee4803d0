#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A kiosk says what it holds receipts for, by a digest that is computed here from the description alone, and central says whether it has the
same: with any database, whatever was lost or changed behind its back, and without reading more than was asked about."""
import hashlib
import json
import sys

import damaged_store
from central_rig import DESCRIPTION, Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

RECORDS = 70  # more than one short segment
KIOSK = {}


def kiosk():
    """The same for all tests, with RECORDS receipts."""
    return KIOSK["kiosk"]


def segment(receipts):
    """What a kiosk with these receipts asks, as the description of Reconciliation says it."""
    ranges = []
    for seq in (receipt["seq"] for receipt in receipts):
        if ranges and ranges[-1][1] == seq - 1:
            ranges[-1][1] = seq
        else:
            ranges.append([seq, seq])
    lines = "".join(f"{receipt['seq']} {receipt['id']} {receipt['digest']} {receipt['verdict']}\n" for receipt in receipts)
    return {"ranges": ranges, "count": len(receipts), "sha256": hashlib.sha256(lines.encode()).hexdigest()}


def put(segments, who=None, **members):
    who = who or kiosk()
    return who.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}, "epoch": who.epoch,
                                                     "reconciliation": {**({"segments": segments} if segments is not None else {}), **members}})


def ask(*parts, who=None):
    return put([segment(part) for part in parts], who).json()["reconciliation"]["segments"]


def rows(receipts):
    return [[receipt["seq"], receipt["id"], receipt["digest"], receipt["verdict"]] for receipt in receipts]


def with_store_open(central, function, *words):
    check_equal(central.end(), 0, "exit code")
    function(central, *words)
    central.start()
    kiosk().reconnect()


def test_equal(central):
    """What both have matches, whole, in parts and with numbers left out"""
    KIOSK["kiosk"] = sender = Kiosk(central)
    events = [sender.make_event() for _ in range(RECORDS - 1)] + [sender.make_event(matters=["nothing"])]
    KIOSK["receipts"] = [sender.open_receipt(result["receipt"]) for result in sender.send(*events)]
    receipts = KIOSK["receipts"]
    check_equal({receipt["verdict"] for receipt in receipts}, {"accepted", "rejected"}, "verdicts")
    check_equal(ask(receipts, receipts[:5], receipts[::2][:32], receipts[-1:]), [{"matched": True}] * 4, "answers")
    check("reconciliation" not in sender.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}, "epoch": sender.epoch}).json(),
          "a kiosk that asks nothing, because it is of an earlier version, is told nothing")


def test_more(central):
    """What central has beyond what the kiosk holds a receipt for is no difference: its receipt is still on the way"""
    check_equal(ask(KIOSK["receipts"][:10] + KIOSK["receipts"][20:30]), [{"matched": True}])


def test_verdict(central):
    """Another verdict is another content, and a short segment is answered with what is here"""
    changed = dict(KIOSK["receipts"][1], verdict="rejected")
    answer, = ask([KIOSK["receipts"][0], changed])
    check_equal(answer, {"matched": False, "count": 2, "records": rows(KIOSK["receipts"][:2])})


def test_lost(central):
    """A record that is gone is told by number, by its absence in a short segment and by the count of a long one, and to the log"""
    receipts = KIOSK["receipts"]
    with_store_open(central, damaged_store.lose, receipts[9]["id"])
    long, short, other = ask(receipts, receipts[:64], receipts[10:])
    check_equal(long, {"matched": False, "count": RECORDS - 1}, "a long segment")
    check_equal(short, {"matched": False, "count": 63, "records": rows(receipts[:9] + receipts[10:64])}, "a short one")
    check_equal(other, {"matched": True}, "one without it")
    check(f"{kiosk().source} has receipts for 64 records of its numbers 1 to 64; 63 are here" in central.log(), "the log")
    check_equal(kiosk().caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}, "epoch": kiosk().epoch}).json()["gaps"], [],
                "gaps cannot show it")
    check_equal((kiosk().metric('yijian_reconciled_segments_total{result="differs"}'),
                 kiosk().metric('yijian_reconciled_segments_total{result="matched"}')), (2, 1), "metrics of this process")


def test_other_digest(central):
    """A record with another digest is told with both digests in hand"""
    receipts = KIOSK["receipts"]
    with_store_open(central, damaged_store.change, receipts[3]["id"], "digest", "0" * 64)
    answer, = ask(receipts[2:5])
    check_equal(answer["records"], rows([receipts[2], dict(receipts[3], digest="0" * 64), receipts[4]]))
    check("of its numbers 3 to 5; 3 are here, with other content" in central.log(), "the log")


def test_another_outbox(central):
    """Another kiosk, or another outbox of this one, has nothing here that matches"""
    stranger = Kiosk(central)
    check_equal(ask(KIOSK["receipts"][:2], who=stranger), [{"matched": False, "count": 0, "records": []}])


def test_not_as_described(central):
    """A question that is not as described is refused, and nothing of its status is kept"""
    good = segment(KIOSK["receipts"][:2])
    wrong = {
        "no segments": [], "seventeen": [good] * 17, "no object": ["x"], "another count": [{**good, "count": 3}], "no ranges": [{**good, "ranges": []}],
        "backwards": [{**good, "ranges": [[2, 1]]}], "from nought": [{**good, "ranges": [[0, 1]]}], "twice": [{**good, "ranges": [[1, 1], [1, 1]]}],
        "half a range": [{**good, "ranges": [[1]]}], "text": [{**good, "ranges": [["1", "2"]]}], "no digest": [{"ranges": [[1, 2]], "count": 2}],
        "a long digest": [{**good, "sha256": "0" * 65}], "4,097 numbers": [{"ranges": [[1, 4097]], "count": 4097, "sha256": "0" * 64}],
        "numbers without end": [{"ranges": [[1, 2 ** 63 - 1]], "count": 4096, "sha256": "0" * 64}],
        "65 ranges": [{"ranges": [[2 * i + 1, 2 * i + 1] for i in range(65)], "count": 65, "sha256": "0" * 64}],
        "20,480 numbers": [{"ranges": [[1, 4096]], "count": 4096, "sha256": "0" * 64}] * 5}
    for what, segments in wrong.items():
        check_equal((what, put(segments).status), (what, 400))
    check_equal(put([good], last={"at_ms": -1, "compared": 0, "offered": 0, "lost": 0, "differing": 0}).status, 400, "a report from before 1970")
    check_equal(kiosk().caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}, "reconciliation": {"segments": [good]}}).status, 400,
                "of no outbox")
    check_equal(kiosk().caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}, "reconciliation": []}).status, 400, "a list")
    check_equal(put([{"ranges": [[4097, 8192]], "count": 4096, "sha256": "0" * 64}] * 4).json()["reconciliation"]["segments"],
                [{"matched": False, "count": 0}] * 4, "16,384 numbers")


def test_report(central):
    """What a kiosk reports of its last comparison stands in its row of the fleet page and in the list of kiosks; its question does not"""
    told = {"at_ms": 1767225600000, "compared": 70, "offered": 0, "lost": 0, "differing": 0}
    good = segment(KIOSK["receipts"][:2])

    def fleet(language):
        return central.admin().ask("GET", "/", Accept_Language=language).body.decode()
    put([good], last=told)
    row, = [row for row in json.loads(central.command("kiosk", "list", "--json")) if row["code"] == kiosk().code]
    check_equal(json.loads(row["status"])["reconciliation"], {"last": told}, "what is kept")
    check("<td>2026-01-01T00:00:00Z</td>" in fleet("en") and "differ<" not in fleet("en"), "matched")
    put(None, last={**told, "lost": 2, "differing": 1})
    check('<td class="look">3 differ</td>' in fleet("en") and '<td class="look">3 条不符</td>' in fleet("zh"), fleet("en"))
    note("numbers and digests alone: " + json.dumps(put([good]).json()["reconciliation"]))
    DESCRIPTION.validate_named("Reconciled", put([good]).json()["reconciliation"])


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
