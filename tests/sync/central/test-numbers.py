#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Official case numbers (办件编号), as central gives them out with any database: a range belongs to one outbox, comes until the kiosk says that
it has it, and none is given twice; whoever is told a number that was printed finds its cases. A record with a number that its outbox never
got is kept aside, and nothing else of it is lost."""
import json
import os
import sys
import tempfile
import threading

from central_rig import Central, from_base64url, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

ASIDE = []  # ids of the records that were refused for their numbers
FOREIGN = ("conflict", "case-number-foreign")

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


def test_older_image(central):
    """An outbox that is an older image asks for a fresh range, and gets none that it may have had"""
    kiosk = Kiosk(central)
    first = ask(kiosk)
    second = ask(kiosk, left=0, range=first["id"])
    check_equal([each.get("fresh") for each in (first, second)], [None, None], "ranges that nobody asked to be fresh")
    third = ask(kiosk, left=0, range=first["id"], fresh=True)
    check_equal((third["first"] > second["last"], third["fresh"]), (True, True), str(third))
    again = ask(kiosk, left=COUNT, range=third["id"])
    check_equal((again["id"], again.get("fresh")), (third["id"], None), "the next question")
    GIVEN.extend(number for each in (first, second, third) for number in numbers(each))


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


def fate(result):
    """What central says of a record, and why."""
    return result["status"], result["problem"]["type"].rsplit(":", 1)[1] if "problem" in result else None


def test_others_number(central):
    """A record with another kiosk's number, or one that nobody got, is kept aside and nothing of its kiosk waits behind it"""
    owner, kiosk = Kiosk(central), Kiosk(central)
    own, others = numbers(ask(kiosk)), numbers(ask(owner))
    GIVEN.extend(own + others)
    prefix = own[0][:-8]
    wrong = [others[0], f"{prefix}99999999", f"{prefix}00000000", "NOT-A-NUMBER", PREFIX + "0" * 14, PREFIX + "%" * 6 + "00000001", own[0][1:], own[0] + "0"]
    events = [kiosk.make_event(case_number=number) for number in wrong] + [kiosk.make_event(case_number=own[0])]
    results = kiosk.send(*events)
    check_equal([fate(result) for result in results], [FOREIGN] * len(wrong) + [("accepted", None)], "results")
    check("receipt" not in results[0] and "reserved" in results[0]["problem"]["title"], results[0])
    check_equal(fate(kiosk.send(events[0])[0]), FOREIGN, "sent again")
    ASIDE.extend(event["id"] for event in events[:-1])
    check_equal(fate(owner.send(owner.make_event(case_number=others[0]))[0]), ("accepted", None), "of the kiosk that got it")
    check_equal(fate(kiosk.send(events[-1])[0]), ("duplicate", None), "what is stored is not judged again")


def test_earlier_ranges(central):
    """Numbers of every range that an outbox got are believed, also after it got others and after the kiosk's outbox was made anew"""
    kiosk = Kiosk(central)
    ranges = [ask(kiosk)]
    for _ in range(10):
        ranges.append(ask(kiosk, left=0, range=ranges[-1]["id"]))
    GIVEN.extend(number for each in ranges for number in numbers(each))
    sealed = kiosk.make_event(case_number=numbers(ranges[0])[1])  # before the outbox was made anew, salvaged from it, sent later
    check_equal(fate(kiosk.send(kiosk.make_event(case_number=numbers(ranges[0])[0]))[0]), ("accepted", None), "of the first of eleven")
    kiosk.epoch = kiosk.epoch[::-1]
    new = numbers(ask(kiosk))
    GIVEN.extend(new)
    later = [kiosk.make_event(case_number=number) for number in (numbers(ranges[-1])[0], new[0])]
    check_equal([fate(result) for result in kiosk.send(sealed, *later)], [("accepted", None), FOREIGN, ("accepted", None)], "both outboxes")
    ASIDE.append(later[0]["id"])


def test_stick(central):
    """A stick is judged in the same way, and whoever brings it is told which record and why"""
    kiosk = Kiosk(central)
    own = numbers(ask(kiosk))
    GIVEN.extend(own)
    good, bad = kiosk.make_event(case_number=own[0]), kiosk.make_event(case_number=own[0][:-8] + "99999999")
    folder = tempfile.mkdtemp(dir=central.directory)
    for event in (good, bad):
        with open(os.path.join(folder, event["id"] + ".json"), "w", encoding="utf-8") as file:
            json.dump(event, file)
    done = central.command("import", folder, "--keys", os.path.join(central.keys, "serve"), check=False)
    check_equal((done.returncode, json.loads(done.stdout)), (0, {"accepted": 1, "conflict": 1}), done.stderr)
    check(f"{bad['id']}.json: conflict: The official number was not reserved for this kiosk" in done.stderr, done.stderr)
    check(good["id"] not in done.stderr, done.stderr)
    check_equal(sorted(name for name in os.listdir(folder) if name.endswith(".receipt")), [good["id"] + ".receipt"], "receipts")
    ASIDE.append(bad["id"])


def test_found_among_many(central):
    """A number is found among more records than one page has, also with filters, and after that of another outbox with the same reference"""
    kiosk = Kiosk(central)
    given = numbers(ask(kiosk))
    GIVEN.extend(given)
    kiosk.send(*[kiosk.make_event() for _ in range(500)])
    kiosk.send(*[kiosk.make_event() for _ in range(20)])
    last = kiosk.make_event(case_number=given[0])
    kiosk.send(last)
    kiosk.epoch, kiosk.seq = kiosk.epoch[::-1], 0
    other = kiosk.make_event()  # of a new outbox, which begins with the first number again
    kiosk.send(other)

    def find(number, *words):
        return [(row["id"], row["department"]) for row in json.loads(central.command("case", "list", "--number", number, "--json", *words))]
    both = find(given[0])
    check_equal(({identity for identity, _ in both}, len(both)), ({last["id"]}, 2), "cases of the number")
    check_equal(find(given[0], "--department", both[0][1]), both[:1], "of one department")
    check_equal(find(given[0], "--status", "done"), [], "of another status")
    by_reference = find(json.loads(from_base64url(other["data"]["header_jws"].split(".")[1]))["reference"])
    check_equal((len({identity for identity, _ in by_reference}), len(by_reference)), (2, 4), "records of both outboxes with that reference")
    check_equal(find("ZZZZ0000Z") + find(given[1]) + find("%"), [], "what nobody has in hand")


def test_restored(central):
    """A central that came back from a backup begins with other numbers, and believes those of before that it no longer knows"""
    kiosk, owner = Kiosk(central), Kiosk(central)
    before, others = ask(kiosk), ask(owner)
    prefix = before["prefix"]
    unknown = kiosk.make_event(case_number=f"{prefix}00099999")  # of a range that was reserved after the backup
    check_equal(fate(kiosk.send(unknown)[0]), FOREIGN, "as long as central is not said to be a copy")
    check_equal(central.end(), 0, "exit code")
    aside = [row[0] for row in central.ask_database("SELECT id FROM quarantine WHERE reason = 'case-number-foreign'")]
    check_equal(sorted(aside), sorted(ASIDE + [unknown["id"]]), "records kept aside, each once")
    central.command("database", "restored")
    central.start()
    kiosk.reconnect()
    after = ask(kiosk, left=COUNT, range=before["id"])
    check(after["prefix"] != before["prefix"], "the numbers begin as those before the restore")
    GIVEN.extend(numbers(before) + numbers(after) + numbers(others))
    sent = [unknown, kiosk.make_event(case_number=numbers(before)[0]), kiosk.make_event(case_number=numbers(others)[0]),
            kiosk.make_event(case_number=after["prefix"] + "00099999"), kiosk.make_event(case_number=numbers(after)[0])]
    check_equal([fate(result) for result in kiosk.send(*sent)], [("accepted", None)] * 2 + [FOREIGN] * 2 + [("accepted", None)], "after the restore")


def test_never_twice(central):
    """Of all numbers that were answered none is there twice"""
    check(len(GIVEN) > 100, len(GIVEN))
    check_equal(len(set(GIVEN)), len(GIVEN), "different numbers")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central("--case-prefix", PREFIX, "--case-count", str(COUNT)).start()))
