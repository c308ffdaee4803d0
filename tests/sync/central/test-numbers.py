#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Official case numbers (办件编号), as central gives them out with any database: a range belongs to one outbox, comes until the kiosk says that
it has it, and none is given twice; whoever is told a number that was printed finds its cases."""
import json
import sys
import threading

from central_rig import Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

PREFIX, COUNT = "QH26", 6
GIVEN = []  # every number of every range that was answered, in full


def ask(kiosk, **said):
    """The range that a heartbeat is answered with."""
    status = {"version": "1", "queue": {}, "epoch": kiosk.epoch}
    if said:
        status["case_numbers"] = said
    found, = kiosk.caller.ask_json("PUT", "/v1/status", status).json()["number_ranges"]
    return found


def numbers(found):
    return [f"{found['prefix']}{number:0{found['digits']}d}" for number in range(found["first"], found["last"] + 1)]


def test_lost_answer(central):
    """The same range comes until the kiosk names it, so that lost answers lose no numbers"""
    kiosk = Kiosk(central)
    first = ask(kiosk)
    check_equal(len(numbers(first)), COUNT, "numbers at once")
    check(first["prefix"].startswith(PREFIX) and len(first["prefix"]) == len(PREFIX) + 6, first["prefix"])
    check(first["digits"] >= 8, "a province's kiosks use up six digits within a year")
    for said in ({}, {"left": 0}, {"left": 0, "range": "of-another-central"}):
        check_equal(ask(kiosk, **said), first, str(said))
    GIVEN.extend(numbers(first))


def test_next_range(central):
    """The next range comes when half of the numbers are used, and not before"""
    kiosk = Kiosk(central)
    first = ask(kiosk)
    check_equal(ask(kiosk, left=COUNT // 2 + 1, range=first["id"]), first, "with more than half")
    second = ask(kiosk, left=COUNT // 2, range=first["id"])
    check(second["id"] != first["id"] and second["first"] > first["last"], f"{first} {second}")
    check_equal(ask(kiosk, left=COUNT // 2, range=first["id"]), second, "when that answer was lost")
    GIVEN.extend(numbers(first) + numbers(second))


def test_new_outbox(central):
    """An outbox that was made anew gets numbers of its own, and a status without an outbox none"""
    kiosk = Kiosk(central)
    GIVEN.extend(numbers(ask(kiosk)))
    kiosk.epoch = kiosk.epoch[::-1]
    GIVEN.extend(numbers(ask(kiosk)))
    check("number_ranges" not in kiosk.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}}).json(), "numbers for nobody")


def test_at_once(central):
    """Many kiosks at the same moment, each on two connections, get no number twice"""
    kiosks, found = [Kiosk(central) for _ in range(6)], []
    pairs = []
    for kiosk in kiosks:
        other = Kiosk.__new__(Kiosk)
        other.__dict__.update(kiosk.__dict__)
        pairs += [kiosk, other.reconnect()]
    gate = threading.Barrier(len(pairs))

    def run(kiosk):
        gate.wait()
        first = ask(kiosk)
        second = ask(kiosk, left=0, range=first["id"])
        found.append((kiosk.code, first, second))
    threads = [threading.Thread(target=run, args=(kiosk,)) for kiosk in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_equal(len(found), len(pairs), "callers that were answered")
    owners = {}
    for code, *ranges in found:
        for number in (number for each in ranges for number in numbers(each)):
            check_equal(owners.setdefault(number, code), code, f"owner of {number}")
    GIVEN.extend(owners)
    note(f"{len(owners)} numbers for {len(kiosks)} kiosks")


def test_found(central):
    """A number that was printed finds the cases of its application, and so does the reference where there was none"""
    kiosk = Kiosk(central)
    given = numbers(ask(kiosk))
    GIVEN.extend(given)
    events = [kiosk.make_event(case_number=given[0]), kiosk.make_event(case_number=given[1]), kiosk.make_event()]
    kiosk.send(*events)
    rows = {row["case"]: row for row in kiosk.cases() if row["id"] in [event["id"] for event in events]}
    check_equal(len(rows), 6, "cases")
    for event, number in zip(events, (given[0], given[1], None)):
        own = {case: row for case, row in rows.items() if row["id"] == event["id"]}
        number = number or next(iter(own.values()))["reference"]
        check_equal({row["case_number"] for row in own.values()}, {number}, "number of its cases")
        found = json.loads(central.command("case", "list", "--number", number, "--json"))
        check_equal({row["case"] for row in found}, set(own), f"cases of {number}")
        check_equal(set(line.split("\t")[0] for line in central.command("case", "list", "--number", number).splitlines()), set(own), "as text")
    check_equal(json.loads(central.command("case", "list", "--number", given[2], "--json")), [], "of a number that nobody used")
    page = central.department("09").ask("GET", "/v1/cases?after=0").json()["cases"]
    check_equal({row["case_number"] for row in page if row["id"] == events[0]["id"]}, {given[0]}, "what a department is told")


def test_restored(central):
    """A central that came back from a backup begins with other numbers"""
    kiosk = Kiosk(central)
    before = ask(kiosk)
    check_equal(central.end(), 0, "exit code")
    central.command("database", "restored")
    central.start()
    kiosk.reconnect()
    after = ask(kiosk, left=COUNT, range=before["id"])
    check(after["prefix"] != before["prefix"], "the numbers begin as those before the restore")
    GIVEN.extend(numbers(before) + numbers(after))


def test_never_twice(central):
    """Of all numbers that were answered none is there twice"""
    check(len(GIVEN) > 100, len(GIVEN))
    check_equal(len(set(GIVEN)), len(GIVEN), "different numbers")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central("--case-prefix", PREFIX, "--case-count", str(COUNT)).start()))
