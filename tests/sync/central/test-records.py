#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Records beside applications at central: withdrawals in any order, drafts that end, evaluations."""
import contextlib
import hashlib
import hmac
import json
import os
import sqlite3
import subprocess
import sys
import uuid

from central_rig import POSTGRES, Central, from_base64url, run_tests
from kiosk_rig import Kiosk, make_envelope, seal
from tap import check, check_equal, note

SECRET = hashlib.sha256(b"0123456789AB").hexdigest()
WRONG = hashlib.sha256(b"0123456789AC").hexdigest()
WORD = "样张-person-41bc"


class World:
    def __init__(self, central):
        self.central = central
        self.kiosk, self.other = Kiosk(central), Kiosk(central)
        self.police = central.department("09")
        self.certificate = [central.path("department-09", "09." + end) for end in ("crt", "key")]

    def begin(self):
        self.central.start()
        self.kiosk.reconnect()
        self.other.reconnect()
        self.police = self.central.admin(*self.certificate)

    def key(self):
        return self.central.path("keys", "unseal", "service.key")

    def again(self):
        """Central ends and begins anew; what was left to do is done first."""
        check_equal(self.central.end(), 0, "exit code")
        self.begin()

    def sql(self, statement):
        """One statement while central does not serve; its rows."""
        if POSTGRES:
            return self.central.ask_database(statement)
        with contextlib.closing(sqlite3.connect(self.central.database[len("sqlite:"):])) as database, database:
            return [[str(value) for value in row] for row in database.execute(statement).fetchall()]

    def statuses(self, reference):
        """What was said of each case, in order."""
        said, after = {}, 0
        while True:
            page = self.kiosk.caller.ask("GET", f"/v1/outcomes?after={after}").json()
            for row in page["outcomes"]:
                if row["reference"] == reference:
                    said.setdefault(row["case"], []).append(row["status"])
            after = page["next"]
            if not page["outcomes"]:
                return said


def withdrawal(kiosk, reference, secret=SECRET, **changes):
    name = changes.pop("id", None) or str(uuid.uuid4())
    proof = hmac.new(bytes.fromhex(secret), name.encode(), hashlib.sha256).hexdigest()
    header = {"id": name, "kind": "withdrawal", "item": None, "catalogue": None, "matters": [], "progress_secret_sha256": None,
              "withdraws": {"reference": reference, "proof": proof}}
    return kiosk.make_event(b"sealed withdrawal", **dict(header, **changes))


def draft(kiosk, envelope=b"sealed draft", **changes):
    return kiosk.make_event(envelope, **dict({"kind": "draft", "matters": [], "keep_days": 15}, **changes))


def reference_of(event):
    return json.loads(from_base64url(event["data"]["header_jws"].split(".")[1]))["reference"]


def apply(kiosk):
    event = kiosk.make_event()
    result = kiosk.send(event)[0]
    return reference_of(event), [case["case"] for case in kiosk.open_receipt(result["receipt"], event)["cases"]]


def ask(kiosk, event):
    """Sends a withdrawal: whatever it meets, central takes it, and its receipt names no case."""
    result = kiosk.send(event)[0]
    check_equal(result["status"], "accepted")
    check_equal(kiosk.open_receipt(result["receipt"], event)["cases"], [])


def test_withdraws(world):
    """A withdrawal ends every open case, and one that was done stays done"""
    reference, (first, second) = apply(world.kiosk)
    done = json.loads(world.central.command("case", "set", second, "--status", "done", "--json"))
    check_equal(done["status"], "done")
    ask(world.kiosk, withdrawal(world.kiosk, reference))
    check_equal(world.statuses(reference), {first: ["waiting", "withdrawn"], second: ["waiting", "done"]})
    answer = world.police.ask_json("POST", "/v1/outcomes", {"case": first, "status": "accepted", "reason": ""})
    check_equal((answer.status, answer.problem), (409, "case-closed"), "a department after it")
    check(first in world.central.command("case", "list", "--status", "withdrawn"), "the operator's list")
    rows = world.police.ask("GET", "/v1/cases?status=withdrawn").json()["cases"]
    check(first in [row["case"] for row in rows], "the department's list")


def test_before(world):
    """A withdrawal that comes before its application waits for it, and an older one that was wrong is in nobody's way"""
    event = world.kiosk.make_event()
    reference = reference_of(event)
    ask(world.other, withdrawal(world.other, reference, WRONG))
    ask(world.other, withdrawal(world.other, reference))
    check_equal(world.statuses(reference), {}, "nothing is there yet")
    check_equal(world.kiosk.send(event)[0]["status"], "accepted")
    check_equal(sorted(world.statuses(reference).values()), [["waiting", "withdrawn"]] * 2)


def test_one_batch(world):
    """Both in one batch, in either order, have the same effect"""
    for first in ("application", "withdrawal"):
        application = world.kiosk.make_event()
        reference = reference_of(application)
        events = [application, withdrawal(world.kiosk, reference)]
        results = world.kiosk.send(*(events if first == "application" else reversed(events)))
        check_equal([result["status"] for result in results], ["accepted", "accepted"], first)
        check_equal(sorted(world.statuses(reference).values()), [["waiting", "withdrawn"]] * 2, first + " first")


def test_wrong(world):
    """A wrong secret is answered like a right one, changes nothing, and the right one still works"""
    reference, cases = apply(world.kiosk)
    ask(world.other, withdrawal(world.other, reference, WRONG))
    ask(world.other, withdrawal(world.other, reference, withdraws={"reference": reference, "proof": "0" * 64}))
    check_equal(world.statuses(reference), {case: ["waiting"] for case in cases})
    ask(world.other, withdrawal(world.other, reference))
    check_equal(world.statuses(reference), {case: ["waiting", "withdrawn"] for case in cases})


def test_repeated(world):
    """Resent, replayed and asked for again: every case is withdrawn once"""
    reference, cases = apply(world.kiosk)
    event = withdrawal(world.kiosk, reference)
    ask(world.kiosk, event)
    for _ in range(3):
        check_equal(world.kiosk.send(event)[0]["status"], "duplicate")
    ask(world.kiosk, withdrawal(world.kiosk, reference))
    ask(world.other, withdrawal(world.other, reference))
    world.again()
    check_equal(world.statuses(reference), {case: ["waiting", "withdrawn"] for case in cases})


def test_cut_off(world):
    """An end between the commit of a withdrawal and its effect is made good at the next start"""
    reference, cases = apply(world.kiosk)
    ask(world.kiosk, withdrawal(world.kiosk, reference, WRONG))
    event = withdrawal(world.kiosk, reference)
    check_equal(world.central.end(), 0)
    before = world.sql("SELECT count(*) FROM withdrawal WHERE settled IS NULL")
    if POSTGRES:
        world.sql("CREATE FUNCTION hold () RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'held'; END $$")
        world.sql("CREATE TRIGGER hold BEFORE UPDATE ON withdrawal EXECUTE FUNCTION hold ()")
    else:
        world.sql("CREATE TRIGGER hold BEFORE UPDATE ON withdrawal BEGIN SELECT RAISE (ABORT, 'held'); END")
    world.begin()
    ask(world.kiosk, event)
    check_equal(world.statuses(reference), {case: ["waiting"] for case in cases}, "while nothing can take effect")
    check_equal(world.central.end(), 0)
    check_equal(int(world.sql("SELECT count(*) FROM withdrawal WHERE settled IS NULL")[0][0]), int(before[0][0]) + 1, "open ones")
    world.sql("DROP TRIGGER hold ON withdrawal" if POSTGRES else "DROP TRIGGER hold")
    world.begin()
    check_equal(world.statuses(reference), {case: ["waiting", "withdrawn"] for case in cases})
    check("wait for the next round" in world.central.log(), "the log says nothing")
    check(reference not in world.central.log(), "the log names the reference")


def test_members(world):
    """What a kind lacks, or has of another kind, is malformed and nothing is stored"""
    reference, _ = apply(world.kiosk)
    seq = world.kiosk.seq
    cases = {"no proof": withdrawal(world.kiosk, reference, withdraws={"reference": reference}),
             "a short proof": withdrawal(world.kiosk, reference, withdraws={"reference": reference, "proof": "00"}),
             "a reference that is none": withdrawal(world.kiosk, reference, withdraws={"reference": "7K3M0001", "proof": "0" * 64}),
             "a withdrawal with an item": withdrawal(world.kiosk, reference, item={"id": "newborn", "version": 1}),
             "a withdrawal with matters": withdrawal(world.kiosk, reference, matters=["vaccination"]),
             "a withdrawal with a secret": withdrawal(world.kiosk, reference, progress_secret_sha256=SECRET),
             "a draft without days": draft(world.kiosk, keep_days=None), "a draft of no day": draft(world.kiosk, keep_days=0),
             "a draft for ever": draft(world.kiosk, keep_days=91), "a draft with matters": draft(world.kiosk, matters=["vaccination"]),
             "a draft of nothing": draft(world.kiosk, item=None),
             "an evaluation of nothing": world.kiosk.make_event(kind="evaluation", matters=[], progress_secret_sha256=None)}
    for what, event in cases.items():
        result = world.kiosk.send(event)[0]
        check_equal((result["status"], "receipt" in result), ("malformed", False), what)
        note(f"{what}: {result['problem']['detail']}")
    world.kiosk.seq = seq
    check_equal(world.kiosk.send(world.kiosk.make_event(kind="survey"))[0]["status"], "deferred", "a kind of a later version")
    world.kiosk.seq = seq


def hand_over(world):
    """A real draft with two pages; (event, id, document, digests)."""
    recipients = world.kiosk.enrolled["recipients"]
    pages = [seal(recipients, b"\xff\xd8\xff" + os.urandom(300)) for _ in range(2)]
    name = str(uuid.uuid4())
    document = json.dumps({"schema": 1, "id": name, "answers": [{"id": "a", "value": WORD}]}, ensure_ascii=False).encode()
    for page in pages:
        check_equal(world.kiosk.upload(page).status, 204, "upload")
    event = draft(world.kiosk, make_envelope(recipients, document), id=name, materials=pages)
    result = world.kiosk.send(event)[0]
    check_equal(result["status"], "accepted")
    check_equal(world.kiosk.open_receipt(result["receipt"], event)["cases"], [])
    return event, name, document, [hashlib.sha256(page).hexdigest() for page in pages], result["receipt"]


def opened(world, name):
    return json.loads(world.central.command("unseal", "--identity", world.key(), "--id", name, "--json").splitlines()[0])


def test_draft(world):
    """A draft makes no case, and the counter opens it with its pages"""
    cases = len(world.kiosk.cases())
    _, name, document, _, _ = hand_over(world)
    check_equal(len(world.kiosk.cases()), cases, "cases")
    line = opened(world, name)
    check_equal((line["kind"], line["draft"], len(line["materials"])), ("draft", json.loads(document), 2))
    output = world.central.path("drafts")
    world.central.command("unseal", "--identity", world.key(), "--id", name, "-o", output)
    check_equal(sorted(os.listdir(os.path.join(output, name))), ["draft.json", "page-01.jpg", "page-02.jpg", "record.json"])
    with open(os.path.join(output, name, "record.json"), encoding="utf-8") as file:
        text = file.read()
    check_equal((json.loads(text)["header"]["keep_days"], WORD in text), (15, False))


def end_of(world, name):
    return [row[0] for row in world.sql(f"SELECT expires FROM draft WHERE id = '{name}'")]


def test_draft_ends(world):
    """When its days are over a draft's sealed bytes and pages are deleted; its number, digest and receipt stay"""
    event, name, _, digests, receipt = hand_over(world)
    kept_event, kept, _, kept_digests, _ = hand_over(world)
    check_equal(world.central.end(), 0)
    ends = int(end_of(world, name)[0]) - int(world.sql("SELECT %s" % ("extract(epoch FROM now())::bigint" if POSTGRES
                                                                     else "strftime('%s')"))[0][0])
    check(15 * 86400 - 600 < ends <= 15 * 86400, f"it ends in {ends} seconds")
    world.sql(f"UPDATE draft SET expires = 1 WHERE id = '{name}'")
    world.begin()
    line = opened(world, name)
    check("purged" in line and "draft" not in line, line)
    check_equal("draft" in opened(world, kept), True, "the other one")
    check_equal(world.central.command("unseal", "--identity", world.key(), "--all", check=False).stderr.count(name), 0, "it is no failure")
    for digest, status in [(digest, 404) for digest in digests] + [(digest, 200) for digest in kept_digests]:
        check_equal(world.kiosk.caller.ask("HEAD", "/v1/blobs/" + digest).status, status, "page")
    again = world.kiosk.send(event)[0]
    check_equal((again["status"], again["receipt"]), ("duplicate", receipt), "the same bytes again, a year later")
    check_equal(world.kiosk.send(kept_event)[0]["status"], "duplicate")


def test_draft_withdrawn(world):
    """Who hands over a draft and withdraws it has it deleted before its days are over"""
    event, name, _, digests, _ = hand_over(world)
    ask(world.other, withdrawal(world.other, reference_of(event), WRONG))
    check("draft" in opened(world, name), "a wrong secret deleted it")
    ask(world.other, withdrawal(world.other, reference_of(event)))
    check("purged" in opened(world, name), "it is given out: " + world.central.log())
    world.again()
    check("purged" in opened(world, name), "it is there")
    check_equal(world.kiosk.caller.ask("HEAD", "/v1/blobs/" + digests[0]).status, 404, "its page")


def test_nothing_else_goes(world):
    """The database refuses to delete any body but that of a draft that is marked"""
    apply(world.kiosk)
    hand_over(world)
    check_equal(world.central.end(), 0)
    count = world.sql("SELECT count(*) FROM body")
    for kind in ("application", "draft"):
        try:
            world.sql(f"DELETE FROM body WHERE submission = (SELECT max (s.n) FROM submission s JOIN body b ON b.submission = s.n WHERE kind = '{kind}')")
        except (sqlite3.DatabaseError, AssertionError, subprocess.CalledProcessError) as error:
            note(f"{kind}: {error}")
        else:
            raise AssertionError(f"a body of kind {kind} was deleted")
    check_equal(world.sql("SELECT count(*) FROM body"), count)
    world.begin()


def test_evaluation(world):
    """An evaluation is opened as what it is; another of the same id is set aside"""
    recipients = world.kiosk.enrolled["recipients"]
    name, about = str(uuid.uuid4()), str(uuid.uuid4())
    document = {"schema": 1, "id": name, "application": about, "grade": "dissatisfied", "reasons": ["slow"], "at": "2026-01-01T00:00:00Z"}
    event = world.kiosk.make_event(make_envelope(recipients, json.dumps(document).encode()), id=name, kind="evaluation", application=about,
                                   matters=[], progress_secret_sha256=None)
    check_equal(world.kiosk.send(event)[0]["status"], "accepted")
    check_equal(opened(world, name)["evaluation"], document)
    second = world.kiosk.make_event(b"another", id=name, kind="evaluation", application=about, matters=[], progress_secret_sha256=None)
    check_equal(world.kiosk.send(second)[0]["status"], "conflict")
    world.kiosk.seq -= 1


def test_nothing_is_missing(world):
    """After all of that central misses no number and names nobody"""
    world.kiosk.send(world.kiosk.make_event())
    check_equal((world.kiosk.last["gaps"], world.kiosk.last["contiguous_through"]), ([], world.kiosk.seq))
    check(WORD not in world.central.log(), "the log names the person")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [World(central)]))
