#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of an event: every status of POST /v1/batches against a real central."""
import base64
import sys

from cryptography.hazmat.primitives.asymmetric import ec

from central_rig import Central, run_tests
from kiosk_rig import CATALOGUE_NAME, MATTERS, Kiosk, make_reference
from tap import check, check_equal, note


def status_of(kiosk, event):
    return kiosk.send(event)[0]


def problem_of(result):
    return result["problem"]["type"].rsplit(":", 1)[1]


def test_accepted(central, kiosk):
    """An application is accepted once it is stored, with a receipt that an independent verifier believes"""
    event = kiosk.make_event()
    result = status_of(kiosk, event)
    check_equal(result["status"], "accepted")
    receipt = kiosk.open_receipt(result["receipt"], event)
    check_equal(receipt["verdict"], "accepted")
    check_equal([case["matter"] for case in receipt["cases"]], MATTERS, "matters of the receipt")
    note(f"receipt of {len(result['receipt'])} bytes verified with python3-cryptography, cases {receipt['cases']}")


def test_duplicate(central, kiosk):
    """The same record again gives the very same receipt, in the same batch and in a later one"""
    event = kiosk.make_event()
    first, second = kiosk.send(event, event)
    third = status_of(kiosk, event)
    check_equal([first["status"], second["status"], third["status"]], ["accepted", "duplicate", "duplicate"])
    check(first["receipt"] == second["receipt"] == third["receipt"], "receipts differ")
    cases = [row for row in kiosk.cases() if row["id"] == event["id"]]
    check_equal(len(cases), len(MATTERS), "number of cases after three deliveries")


def test_conflict(central, kiosk):
    """Another content under a stored id is a conflict, and nothing stored changes"""
    event = kiosk.make_event()
    first = status_of(kiosk, event)
    other = kiosk.make_event(b"other bytes", id=event["id"], seq=int(event["sequence"]))
    result = status_of(kiosk, other)
    check_equal((result["status"], problem_of(result), "receipt" in result), ("conflict", "id-taken", False))
    check_equal(status_of(kiosk, event)["receipt"], first["receipt"], "the first record's receipt")


def test_sequence_conflict(central, kiosk):
    """Another record under a stored sequence number is a conflict"""
    event = kiosk.make_event()
    status_of(kiosk, event)
    result = status_of(kiosk, kiosk.make_event(b"other bytes", seq=int(event["sequence"])))
    check_equal((result["status"], problem_of(result)), ("conflict", "sequence-taken"))


def test_conflicts_are_kept(central, kiosk):
    """Conflicting records are kept aside, once each, and counted for the monitors"""
    event = kiosk.make_event()
    status_of(kiosk, event)
    other = kiosk.make_event(b"other bytes", id=event["id"], seq=int(event["sequence"]))
    kiosk.send(other, other)
    status_of(kiosk, other)
    central.end()
    total, own = central.ask_database(f"SELECT count(*), count(CASE WHEN id = '{event['id']}' THEN 1 END) FROM quarantine")[0]
    check_equal(own, "1", "records kept aside")
    central.start()
    kiosk.reconnect()
    check_equal(kiosk.metric("yijian_quarantined_total"), int(total), "records kept aside, as monitors are told")


def test_rejected(central, kiosk):
    """What can never be processed is stored and rejected with a signed receipt that says why"""
    for what, wanted, changes in (
            ("an item that the catalogue does not have", "unknown-item", {"item": {"id": "nowhere", "version": 1}}),
            ("a version that the item does not have", "item-version", {"item": {"id": "newborn", "version": 7}}),
            ("a matter that the item does not have", "unknown-matter", {"matters": ["household-registration", "nowhere"]}),
            ("recipients that are strangers", "unknown-recipient", {"recipients": ["0" * 16, "1" * 16]})):
        event = kiosk.make_event(**changes)
        result = status_of(kiosk, event)
        check_equal((result["status"], problem_of(result)), ("rejected", wanted), what)
        receipt = kiosk.open_receipt(result["receipt"], event)
        check_equal((receipt["verdict"], receipt["problem"]["type"], receipt["cases"]),
                    ("rejected", "urn:yijian:problem:" + wanted, []), what)
        again = status_of(kiosk, event)
        check_equal((again["status"], again["receipt"]), ("duplicate", result["receipt"]), what + ", sent again")


def test_incomplete(central, kiosk):
    """A record waits for its materials: exactly the missing ones are named, and nothing is stored before"""
    pages = [b"page one of " + kiosk.source.encode(), b"page two of " + kiosk.source.encode()]
    event = kiosk.make_event(materials=pages)
    check_equal(kiosk.upload(pages[0]).status, 204, "upload")
    result = status_of(kiosk, event)
    check_equal((result["status"], problem_of(result), len(result["missing"])), ("incomplete", "materials-missing", 1))
    check(not any(row["id"] == event["id"] for row in kiosk.cases()), "a case was made before the materials came")
    check_equal(kiosk.upload(pages[1], address=result["missing"][0]).status, 204, "upload")
    check_equal(status_of(kiosk, event)["status"], "accepted")


def test_wrong_material_size(central, kiosk):
    """A material of another size than the signed header says is not taken for complete"""
    page = b"a page of " + kiosk.source.encode()
    kiosk.upload(page)
    header = kiosk.make_header(b"sealed", materials=[page])
    header["materials"][0]["bytes"] += 1
    result = status_of(kiosk, kiosk.make_event(b"sealed", header=header))
    check_equal((result["status"], problem_of(result)), ("rejected", "malformed"))


def test_deferred(central, kiosk):
    """What central cannot judge yet is deferred, not stored, and said when to come again"""
    for what, wanted, changes in (
            ("a catalogue version that is not published", "catalogue-unpublished",
             {"catalogue": {"id": CATALOGUE_NAME["id"], "version": CATALOGUE_NAME["version"] + 1}}),
            ("a catalogue of another name", "catalogue-unpublished", {"catalogue": {"id": "another", "version": 1}}),
            ("a kind of a later version", "unknown-type", {"kind": "survey"}),
            ("a suite of a later version", "unknown-type", {"suite": "intl-9"})):
        event = kiosk.make_event(**changes)
        result = status_of(kiosk, event)
        check_equal((result["status"], problem_of(result), "receipt" in result), ("deferred", wanted, False), what)
        check(result["retry_after_ms"] > 0, what + ": no time to wait")
        check_equal(status_of(kiosk, event)["status"], "deferred", what + ", sent again")


def test_malformed(central, kiosk):
    """Every way in which a record breaks its form is malformed: no receipt, nothing stored, and the others go on"""
    good = kiosk.make_header(b"sealed")
    seq = good["seq"]

    def with_header(**changes):
        return kiosk.make_event(b"sealed", header={**good, **changes})

    untouched = kiosk.make_event(b"sealed", header=good)
    broken = {
        "not an object": ("malformed", 7),
        "no UUID": ("malformed", {**untouched, "id": "1"}),
        "another CloudEvents version": ("malformed", {**untouched, "specversion": "2.0"}),
        "another content type of its data": ("malformed", {**untouched, "datacontenttype": "text/plain"}),
        "no data": ("malformed", {**untouched, "data": {}}),
        "a signature of another key": ("header-unverified", kiosk.make_event(b"sealed", header=good, key=ec.generate_private_key(ec.SECP256R1()))),
        "a cut signature": ("header-unverified", {**untouched, "data": {**untouched["data"], "header_jws": untouched["data"]["header_jws"][:-4]}}),
        "a changed envelope": ("digest-mismatch", {**untouched, "data": {**untouched["data"], "envelope": "c2VhbEVk"}}),
        "an envelope that is not base64": ("malformed", {**untouched, "data": {**untouched["data"], "envelope": "*"}}),
        "an envelope with three characters": ("malformed", {**untouched, "data": {**untouched["data"], "envelope": "AAA"}}),
        "an envelope with a blank": ("malformed", {**untouched, "data": {**untouched["data"], "envelope": untouched["data"]["envelope"] + "   \n"}}),
        "an envelope with base64url": ("malformed", {**untouched, "data": {**untouched["data"], "envelope": "-_-_"}}),
        "no envelope": ("digest-mismatch", {**untouched, "data": {**untouched["data"], "envelope": ""}}),
        "an event id that is not the header's": ("malformed", {**untouched, "id": "00000000-0000-4000-8000-000000000000"}),
        "an event sequence that is not the header's": ("malformed", {**untouched, "sequence": str(seq + 1)}),
        "an event type that is not the header's": ("malformed", {**untouched, "type": "org.yijian.evaluation.v1"}),
        "a header of another schema": ("malformed", with_header(schema=2)),
        "a sequence of zero": ("malformed", with_header(seq=0)),
        "a matter twice": ("malformed", with_header(matters=["vaccination", "vaccination"])),
        "a matter with a space": ("malformed", with_header(matters=["a b"])),
        "no recipients' list": ("malformed", with_header(recipients="age1")),
        "a reference of another kiosk": ("malformed", with_header(reference=make_reference("0000", seq))),
        "a reference with a wrong check character": ("malformed", with_header(reference=good["reference"][:-1] + ("0" if good["reference"][-1] != "0" else "1"))),
        "a reference of another number": ("malformed", with_header(reference=make_reference(kiosk.code, seq + 1))),
        "a region with a slash": ("malformed", with_header(region="../..")),
        "an epoch in capitals": ("malformed", with_header(source={"kiosk": kiosk.code, "epoch": "A" * 16})),
        "a header that names 257 KiB": ("malformed", kiosk.make_event(bytes(257 * 1024), seq=seq)),
        "257 KiB that the header does not name": ("too-large", {**untouched, "data": {
            **untouched["data"], "envelope": base64.b64encode(bytes(257 * 1024)).decode()}})}
    results = kiosk.post([event for _, event in broken.values()] + [untouched]).json()["results"]
    for (what, (wanted, _)), result in zip(broken.items(), results):
        check_equal((result["status"], problem_of(result), "receipt" in result), ("malformed", wanted, False), what)
    check_equal(results[-1]["status"], "accepted", "the good record behind the broken ones")
    note(f"{len(broken)} broken records beside a good one: {', '.join(broken)}")


def test_foreign_source(central, kiosk):
    """A kiosk cannot speak for another one, neither in the event nor in the signed header"""
    other = Kiosk(central)
    stolen = other.make_event()
    forged = kiosk.make_header(b"sealed", source={"kiosk": other.code, "epoch": other.epoch})
    results = kiosk.send(stolen, kiosk.make_event(b"sealed", header=forged),
                         {**kiosk.make_event(), "source": f"urn:yijian:kiosk:{kiosk.code}:{'f' * 16}"})
    for result in results:
        check_equal((result["status"], problem_of(result)), ("malformed", "foreign-source"))
    check_equal(status_of(other, stolen)["status"], "accepted", "the record from its own kiosk")


def test_evaluation(central, kiosk):
    """An evaluation is accepted beside its application and makes no case"""
    application = kiosk.make_event()
    evaluation = kiosk.make_event(kind="evaluation", application=application["id"], matters=[], progress_secret_sha256=None)
    results = kiosk.send(application, evaluation)
    check_equal([result["status"] for result in results], ["accepted", "accepted"])
    check_equal(kiosk.open_receipt(results[1]["receipt"], evaluation)["cases"], [])


def test_progress(central, kiosk):
    """The answer names the numbers that are missing, less those the kiosk withholds"""
    fresh = Kiosk(central)
    fresh.send(fresh.make_event(seq=1), fresh.make_event(seq=2), fresh.make_event(seq=5), fresh.make_event(seq=9))
    check_equal((fresh.last["source"], fresh.last["contiguous_through"], fresh.last["gaps"]), (fresh.source, 2, [[3, 4], [6, 8]]))
    status = {"kiosk": fresh.code, "epoch": fresh.epoch, "version": "1", "queue": {}, "withheld": [3, 4, {"seq": 7, "epoch": fresh.epoch}]}
    check_equal(fresh.caller.ask_json("PUT", "/v1/status", status).status, 200)
    fresh.send(fresh.make_event(seq=10))
    check_equal((fresh.last["contiguous_through"], fresh.last["gaps"]), (5, [[6, 6], [8, 8]]))
    fresh.send(fresh.make_event(seq=6), fresh.make_event(seq=8))
    check_equal((fresh.last["contiguous_through"], fresh.last["gaps"]), (10, []))


def test_second_outbox(central, kiosk):
    """A kiosk whose outbox was made anew begins again at one, and its cases get names of their own"""
    fresh = Kiosk(central)
    first = fresh.send(fresh.make_event(seq=1))[0]
    fresh.epoch = "00000000000000aa"
    second = fresh.send(fresh.make_event(seq=1))[0]
    names = [[case["case"] for case in fresh.open_receipt(result["receipt"])["cases"]] for result in (first, second)]
    check(not set(names[0]) & set(names[1]), f"cases have the same name: {names}")
    note(f"{names[0]} and {names[1]}")


def test_largest_batch(central, kiosk):
    """500 records go in one batch, 501 are refused whole"""
    events = [kiosk.make_event() for _ in range(500)]
    check_equal({result["status"] for result in kiosk.send(*events)}, {"accepted"})
    answer = kiosk.post(events + [kiosk.make_event()])
    check_equal((answer.status, answer.problem), (413, "too-large"))


def test_pace(central, kiosk):
    """The more batches come at once, the smaller and rarer central wishes them"""
    kiosk.send(kiosk.make_event())
    alone, waiting = kiosk.last["pace"], []
    for _ in range(8):
        waiting.append(kiosk.caller.open_socket())
        waiting[-1].sendall(b"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: application/cloudevents-batch+json\r\n"
                            b"Content-Length: 100\r\n\r\n[")
    while kiosk.metric("yijian_batches_in_flight") < 8:
        pass
    kiosk.send(kiosk.make_event())
    crowded = kiosk.last["pace"]
    for connection in waiting:
        connection.close()
    check_equal(alone, {"batch": 500, "interval_ms": 0, "spread_ms": 60000}, "pace of one kiosk")
    check(crowded["batch"] < 500 and crowded["interval_ms"] > 0 and crowded["spread_ms"] > 60000, f"pace of nine is {crowded}")
    note(f"one batch: {alone}, nine at once: {crowded}")


def test_cases_have_departments(central, kiosk):
    """Each chosen matter is a case of the department that the catalogue names"""
    event = kiosk.make_event(matters=["household-registration", "medical-insurance", "vaccination"])
    kiosk.send(event)
    cases = {row["matter"]: (row["department"], row["status"]) for row in kiosk.cases() if row["id"] == event["id"]}
    check_equal(cases, {"household-registration": ("09", "waiting"), "medical-insurance": ("36", "waiting"), "vaccination": ("23", "waiting")})


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
