#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every wrong answer that a central, a proxy or a line can give: nothing is lost, nothing is deleted, nothing is believed
without a receipt, and `yijianctl status` names the next step."""
import os
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import CourierRig  # noqa: E402
from shared_rig import SharedRig  # noqa: E402
from tap import check, check_equal  # noqa: E402

HTML = b"<html><title>Welcome to the free network</title></html>"
rig = SharedRig(CourierRig)


def drain():
    """The scripted central is good again, and everything goes through."""
    here = rig()
    here.central.answers, here.central.then = [], answers.accept
    result = here.sync()
    check_equal((result["unsent"], len(here.records("queued"))), (0, 0), "left after central is good again")
    check_equal(here.status()["trouble_kind"] if "trouble" in here.status() else None, None, "trouble that is over")


PARKED = answers.problem(503, "wait", Retry_After=3000)
# Seconds to the next try, less what passed on a busy machine since: the courier's own back-off, central's wish, once an hour.
OWN, ASKED, HOURLY = (0, 900), (1000, 1260), (3000, 3660)


def park(count, **record):
    """Hands over records while central asks to wait, so that none has left when a test begins; their ids."""
    here = rig()
    drain()
    here.central.then = PARKED
    sent = [here.submit(**record)[0] for _ in range(count)]
    here.sync()
    here.central.batches.clear()
    return sent


def in_state(state, ids):
    """How many of them are in a state; rounds of their own accord may have run since a sync was asked for."""
    return len({record["id"] for record in rig().records(state)} & set(ids))


def try_answer(answer, kind, alarm, word=None, records=3, waits=OWN):
    here = rig()
    sent = park(records)
    settled = len(here.records("accepted"))
    here.central.answers, here.central.then = [], answer
    before = len(here.central.accepted)
    result = here.sync()
    status = here.status_at_rest()
    check_equal(result["accepted"] + result["rejected"] + result["dead"], 0, "settled by a bad answer")
    queued = [record["id"] for record in here.records("queued")]
    check(set(sent) <= set(queued), f"{len(queued)} of {records} are still queued")
    check_equal(len(here.records("accepted")), settled, "accepted records")
    check_equal(status.get("trouble_kind"), kind, "kind of trouble: " + str(status.get("trouble")))
    check_equal(status["alarm"], alarm, "alarm")
    check_equal(status["online"], False, "online")
    check(len(status["next_step"]) > 20, "a next step is named")
    check(waits[0] <= status["sync"]["next_try_seconds"] <= waits[1], f"it waits {status['sync']['next_try_seconds']} s, not {waits}")
    if word:
        check(word in status["trouble"], f"{word!r} in {status['trouble']!r}")
    drain()
    check(len(here.central.accepted) == before + records, "every record arrived once in the end")
    check(all(record["attempts"] == 0 for record in here.records("accepted") if record["id"] in sent), "no attempt was counted")


TABLE = [
    ("500", answers.status(500, HTML), "busy", False),
    ("502 of a proxy", answers.status(502, HTML), "busy", False),
    ("503 with Retry-After", answers.problem(503, Retry_After=1200), "busy", False, ASKED),
    ("429 with Retry-After", answers.problem(429, Retry_After=1200), "busy", False, ASKED),
    ("429 with a date", answers.problem(429, Retry_After="Wed, 21 Oct 2015 07:28:00 GMT"), "busy", False),
    ("409", answers.problem(409), "busy", False),
    ("200 with HTML", answers.status(200, HTML), "foreign", True),
    ("200 with nothing", answers.status(200, b""), "foreign", True),
    ("200 with other JSON", answers.status(200, b'{"ok":true}', "application/json"), "foreign", True),
    ("200 with half of the JSON", answers.status(200, b'{"results":[{"id":"0', "application/json"), "foreign", True),
    ("200 with no results", answers.results(lambda central, event: None), "foreign", True),
    ("200 without receipts", answers.results(lambda central, event: {"id": event["id"], "status": "accepted"}), "foreign", True),
    ("a redirect", answers.status(307, b"", Location="https://127.0.0.1:1/"), "foreign", True),
    ("a redirect to a portal", answers.status(302, HTML, Location="http://portal.invalid/"), "foreign", True),
    ("204", answers.status(204), "foreign", True),
    ("404", answers.status(404, HTML), "foreign", True),
    ("400 of a proxy", answers.status(400, HTML), "foreign", True),
    ("401", answers.problem(401), "certificate", True, HOURLY),
    ("403", answers.problem(403), "certificate", True, HOURLY),
    ("426", answers.problem(426), "version", True, HOURLY),
    ("a line that is cut before an answer", answers.cut(), "offline", False),
    ("a line that is cut in the head", answers.cut(b"HTTP/1.1 200 O"), "offline", False),
    ("a line that is cut in the body", answers.cut(b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"results":[{'), "offline", False),
    ("an answer that is no HTTP", answers.cut(b"220 smtp ready\r\n\r\n"), "offline", False),
    ("an answer of 9 MiB", answers.status(200, b" " * (9 << 20)), "foreign", True),
]


def test_table(answer, kind, alarm, waits=OWN):
    return lambda: try_answer(answer, kind, alarm, waits=waits)


def changed(**changes):
    return answers.results(lambda central, event: {"id": event["id"], "status": "accepted",
                                                   "receipt": central.signer.receipt(event, **changes)})


def test_forged_receipts():
    stranger = answers.Signer()
    forged = answers.results(lambda central, event: {"id": event["id"], "status": "accepted", "receipt": stranger.receipt(event)})
    stranger_as_central = answers.Signer()

    def borrowed(central, event):
        stranger_as_central.kid = central.signer.kid
        return {"id": event["id"], "status": "accepted", "receipt": stranger_as_central.receipt(event)}
    for answer in (forged, answers.results(borrowed), changed(id="00000000-0000-7000-8000-999999999999"), changed(digest="00" * 32),
                   changed(source="urn:yijian:kiosk:7K3N:0011223344556677"), changed(verdict="perhaps")):
        try_answer(answer, "foreign", True, "no receipt that verifies")


def test_swapped_receipts():
    """The receipts are real, but each is of the next record."""
    here = rig()
    sent = park(3)

    def swap(handler, batch):
        real = [handler.central.signer.receipt(event) for event in batch]
        handler.send_json(200, {"results": [{"id": event["id"], "status": "accepted", "receipt": real[i - 1]} for i, event in
                                            enumerate(batch)]})
    here.central.then = swap
    check_equal(here.sync()["accepted"], 0, "accepted by swapped receipts")
    check_equal(sorted(record["id"] for record in here.records("queued")), sorted(sent), "queued")
    drain()


def test_short_list():
    here = rig()
    sent = park(4)
    here.central.answers, here.central.then = [answers.results(
        lambda central, event: central.judge(event) if event["id"] in sent[:2] else None)], PARKED
    here.sync()
    check_equal(in_state("accepted", sent), 2, "accepted")
    check_equal([record["id"] for record in here.records("queued")], sent[2:], "still queued")
    drain()


def test_rejected():
    here = rig()
    sent = park(1)[0]
    here.central.answers = [answers.results(lambda central, event: {
        "id": event["id"], "status": "rejected", "problem": {"title": "no such item"},
        "receipt": central.signer.receipt(event, "rejected", problem={"title": "no such item"})})]
    here.central.then = answers.accept
    here.sync()
    record = [record for record in here.records("rejected") if record["id"] == sent][0]
    check_equal(record["reason"], "no such item", "reason")


def test_poison():
    """One record of thirty breaks the server; two that lie side by side do as well."""
    for poisoned in ([17], [0], [11, 12]):
        here = rig()
        sent = park(30)
        bad = {sent[i] for i in poisoned}
        here.central.batches.clear()
        here.central.then = answers.unless(lambda event: event["id"] in bad, answers.status(500))
        rounds = 0
        while len(here.records("dead")) < len(bad) and rounds < 12:
            here.submit()  # while nothing else passes, a 5xx might be an outage, and an outage condemns nobody
            here.sync()
            rounds += 1
            if rounds == 2:
                left = {record["id"] for record in here.records("queued")}
                check(left <= bad, f"after two rounds only the poisoned wait, not {len(left)}")
        check_equal({record["id"] for record in here.records("dead")}, bad, f"set aside after {rounds} rounds")
        check("quarantine" in here.status()["next_step"] or "queue list" in here.status()["next_step"], "the next step names the quarantine")
        tap.note(f"{len(bad)} of 30 poisoned: set aside after {rounds} rounds and {len(here.central.batches)} requests")
        for record in bad:
            here.ctl("queue", "retry", record)
        drain()


def test_refused_record():
    """Central, in its own words, cannot read one of twenty."""
    here = rig()
    sent = park(20)
    here.central.then = answers.unless(lambda event: event["id"] == sent[6], answers.problem(400, "malformed-batch"))
    for _ in range(6):
        here.sync()
    check_equal([record["id"] for record in here.records("dead")], [sent[6]], "set aside")
    check_equal(len(here.records("queued")), 0, "all others went through")
    here.ctl("queue", "retry", sent[6])
    drain()


def test_too_large():
    here = rig()
    sent = park(9)
    here.central.then = lambda handler, batch: (answers.accept if len(batch) <= 2 else answers.status(413, HTML))(handler, batch)
    here.sync()
    check_equal(in_state("accepted", sent), 9, "accepted in small batches")
    drain()


def test_other_coding():
    here = rig()
    sent = park(1)
    here.central.then = lambda handler, batch: (answers.status(415) if handler.headers.get("Content-Encoding") else answers.accept)(handler, batch)
    here.sync()
    check_equal(in_state("accepted", sent), 1, "accepted without zstd")
    drain()


def test_cut_and_resend():
    """Central stores, and the line is cut before the answer: the next answer is `duplicate`."""
    here = rig()
    sent = park(5)
    before = len(here.central.accepted)

    def store_and_cut(handler, batch):
        for event in batch:
            handler.central.judge(event)
        answers.cut()(handler, batch)
    here.central.answers = [store_and_cut]
    here.sync()
    check_equal(in_state("accepted", sent), 0, "accepted without an answer")
    here.central.then = answers.accept
    here.sync()
    check_equal(in_state("accepted", sent), 5, "accepted by duplicates' receipts")
    check_equal(len(here.central.accepted), before + len(sent), "records at central")


def test_missing_pages():
    """Central asks for two pages; the upload of one is cut and resumed."""
    here = rig()
    drain()
    here.central.then = PARKED
    pages = [os.urandom(200_000), os.urandom(3000)]
    names = [here.put_material(page) for page in pages]
    sent = here.submit(materials=[{"sha256": name, "bytes": len(page)} for name, page in zip(names, pages)])[0]
    here.sync()
    here.central.blob_cut = 120_000
    here.central.then = answers.results(lambda central, event: central.judge(event) if all(
        len(central.blobs.get(name, b"")) == len(page) for name, page in zip(names, pages)) else
        {"id": event["id"], "status": "incomplete", "missing": [name for name, page in zip(names, pages)
                                                                if len(central.blobs.get(name, b"")) != len(page)]})
    here.sync()
    here.sync()
    check_equal(in_state("accepted", [sent]), 1, "accepted with its pages")
    check_equal(here.central.offsets[names[0]], [0, 120_000], "offsets at which the first page was sent")
    check([here.central.blobs[name] for name in names] == pages, "the pages arrived as they were")
    check_equal([record["id"] for record in here.records("queued")], [], "queued")
    check(set(names) <= set(os.listdir(os.path.join(here.state_dir, "blob"))), "its pages are kept with it, should central lose them")
    check(sent in {record["id"] for record in here.records("accepted")}, "accepted")


def test_unfinished_page():
    """Central died between the last byte of a page and its end: the upload is ended, not taken for done."""
    here = rig()
    drain()
    here.central.then = PARKED
    page = os.urandom(3000)
    name = here.put_material(page)
    sent = here.submit(materials=[{"sha256": name, "bytes": len(page)}])[0]
    here.sync()
    here.central.blobs[name] = page
    here.central.then = answers.results(lambda central, event: central.judge(event) if name in central.finished else
                                        {"id": event["id"], "status": "incomplete", "missing": [name]})
    here.sync()
    here.sync()
    check_equal(in_state("accepted", [sent]), 1, "accepted with its page")
    check_equal(here.central.offsets[name], [len(page)], "offsets at which it was sent")
    here.central.then = answers.accept
    drain()


def test_refused_connection():
    here = rig()
    sent = park(1)[0]
    here.central.stop()
    here.sync()
    status = here.status()
    check_equal((status["trouble_kind"], status["alarm"]), ("offline", False), "trouble")
    check_equal([record["id"] for record in here.records("queued")], [sent], "queued")
    here.central.start()
    drain()


def test_foreign_server():
    """The right address, the wrong certificate: another authority's, then one that has expired."""
    for pem in (answers.Authority("Portal").server(), rig().central.authority.server(days=(-30, -1))):
        here = rig()
        sent = park(1)[0]
        here.central.stop()
        here.central.start(pem)
        here.sync()
        status = here.status()
        check_equal((status["trouble_kind"], status["alarm"]), ("certificate", True), "trouble: " + status["trouble"])
        check_equal([record["id"] for record in here.records("queued")], [sent], "queued")
        here.central.stop()
        here.central.start()
        drain()


def test_dead_clock():
    """The battery is dead and the kiosk wakes in 1970: it verifies at the floor, sends, and says that its clock is not sure."""
    library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
    check(os.path.exists(library), "libfaketime is there")
    with open(os.path.join(os.environ["YIJIAN_BUILD_DIR"], "app", "yijian-courier"), "rb") as file:
        if b"libasan.so" in file.read():
            raise tap.Skip("AddressSanitizer wants to be loaded first")
    here = CourierRig(courier_environment={"LD_PRELOAD": library, "FAKETIME": "@1970-01-02 00:00:00", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                                           "DONT_FAKE_MONOTONIC": "1"})
    try:
        sent = here.submit()[0]
        here.sync()
        status = here.status()
        check_equal([record["id"] for record in here.records("accepted")], [sent], "accepted: " + str(status))
        check_equal(status["clock"], "unverified", "clock")
        check(here.records()[0]["wall"].startswith("1970-01-02"), "the wall clock is a label")
        here.central.stop()
        here.central.start(here.central.authority.server(days=(-30, -1)))
        here.submit()
        here.sync()
        check_equal(here.status()["trouble_kind"], "certificate", "a chain that has expired stays refused")
    finally:
        here.stop()


def test_one_effect():
    """All that was ever handed over is at central exactly once, and the kiosk has a receipt for each."""
    here = rig()
    drain()
    ids = [record["id"] for record in here.records()]
    check_equal(len(ids), here.count, "records in the outbox")
    check_equal(sorted(record["seq"] for record in here.records()), list(range(1, here.count + 1)), "numbers")
    at_central = [key[1] for key in here.central.accepted]
    rejected = [record["id"] for record in here.records("rejected")]
    check_equal(sorted(at_central + rejected), sorted(ids), "records at central")
    check_equal(len(here.records("dead")), 0, "set aside")
    tap.note(f"{len(ids)} records, {len(here.central.batches)} last batches, every one at central once")


def main():
    tests = [("after " + name.replace("/", "-") + " nothing is lost and the next step is named", test_table(answer, *told))
             for name, answer, *told in TABLE]
    tests += [
        ("a forged receipt settles nothing", test_forged_receipts),
        ("a receipt of another record settles nothing", test_swapped_receipts),
        ("a short list settles what it proves", test_short_list),
        ("a rejection with a receipt settles and says why", test_rejected),
        ("poisoned records are found and the others pass", test_poison),
        ("a record that central cannot read is set aside alone", test_refused_record),
        ("batches that are too large become smaller", test_too_large),
        ("a central without zstd gets it plain", test_other_coding),
        ("what was stored before a cut is settled by the resend", test_cut_and_resend),
        ("pages are uploaded from where the cut was", test_missing_pages),
        ("a page that arrived and was not ended is ended", test_unfinished_page),
        ("a refused connection is no alarm", test_refused_connection),
        ("a server with the wrong certificate gets nothing", test_foreign_server),
        ("a kiosk that wakes in 1970 sends all the same", test_dead_clock),
        ("every record has one effect", test_one_effect),
    ]
    return rig.run("/courier-answers", tests)


if __name__ == "__main__":
    sys.exit(main())
