#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real courier and a real central, with any database, when central no longer has what it signed for and no gap shows it: what is lost is found and
delivered again, once; what cannot be is said to both technicians; nothing is deleted."""
import contextlib
import json
import os
import sqlite3
import subprocess
import sys

sys.path[:0] = [os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", name) for name in ("chaos", "e2e", "support")]

import damaged_store  # noqa: E402
import tap  # noqa: E402
from central_rig import BUILD, DESCRIPTION, POSTGRES  # noqa: E402
from processes import wait_until  # noqa: E402
from shared_rig import SharedRig  # noqa: E402
from tap import check, check_equal  # noqa: E402
from tls_relay import busy, pass_on  # noqa: E402
from wire_rig import CASES_EACH, RelayRig  # noqa: E402

EVERY_TIME = ("--reconcile-seconds", "0")
rig = SharedRig(lambda: RelayRig(options=EVERY_TIME))
SENT = []  # ids that were accepted, in the order of their numbers


def last():
    """What the kiosk says of its last comparison, with its alarm."""
    status = rig().status()
    return {**status["reconciliation"], "alarm": status["alarm"]}


def compare():
    rig().round()
    return last()


def text():
    return subprocess.run([os.path.join(BUILD, "app", "yijianctl"), "--bus", rig().bus, "status"], env=rig().environment, capture_output=True, text=True,
                          timeout=120, check=True).stdout


def damage(function, *words):
    """Central is ended, its database is damaged, and it serves on with the same name."""
    here = rig()
    check_equal(here.central.end(), 0, "exit code of central")
    function(here.central, *words)
    here.central.start()


def at_central():
    """{id: (rows, rows for what stands behind, cases)}"""
    here = rig()
    check_equal(here.central.end(), 0, "exit code of central")
    rows, outbox, cases = ({identity: n for (_, identity), n in table.items()} for table in here.central.ledger())
    here.central.start()
    return {identity: (n, outbox.get(identity, 0), cases.get(identity, 0)) for identity, n in rows.items()}


def states(ids):
    return [record["state"] for record in rig().list() if record["id"] in ids]


def submit(count):
    SENT.extend(rig().submit_many(count))
    rig().drain()


def test_equal():
    """what both have matches, and a status says since when"""
    submit(70)
    found = compare()
    check_equal((found["matched"], found["compared"], found["lost"], found["differing"], found["alarm"]), (True, 70, 0, 0, False), "the comparison")
    check(found["at"].endswith("Z") and found["age_seconds"] < 3600, found)
    check("70 records compared, central has them all" in text(), text())


def put_off(relay, request):
    """Central takes the records, and the kiosk hears that it may try again in an hour: their receipts are still to come."""
    answer = relay.forward(request)
    if not request.is_batch:
        return answer
    told = json.loads(answer.body)
    told["results"] = [{"id": result["id"], "status": "deferred", "retry_after_ms": 3600000,
                        "problem": {"type": "urn:yijian:problem:catalogue-unpublished", "title": "later"}} for result in told["results"]]
    return answer.changed(json.dumps(told).encode())


def test_in_flight():
    """records on their way are no difference: neither those that central has and whose receipts are to come, nor those that are held back here"""
    here = rig()
    here.relay.rule = put_off
    waiting = here.submit_many(3)
    found = compare()
    check_equal((states(waiting), found["matched"], found["compared"], found["alarm"]), (["queued"] * 3, True, 70, False), "receipts to come")
    check(set(waiting) <= set(at_central()), "central has them")
    here.relay.rule = busy
    held = here.submit_many(3)
    for identity in held:
        here.ctl("queue", "hold", identity)
    here.relay.rule = pass_on
    found = compare()
    check_equal((states(held), found["matched"], found["compared"], found["alarm"]), (["held"] * 3, True, 73, False), "held back")
    for identity in held:
        here.ctl("queue", "retry", identity)
    here.drain()
    SENT.extend(waiting + held)
    check_equal(compare()["compared"], 76, "with their receipts")


def test_lost():
    """records that central has lost in the middle are found by number and delivered again, with exactly one effect each"""
    here, lost = rig(), SENT[20:23] + SENT[40:41]
    before = compare()
    damage(damaged_store.lose, *lost)
    check(not set(lost) & set(at_central()), "they are gone")
    found = compare()
    check_equal((found["matched"], found["offered"], found["lost"], found["alarm"]), (False, 4, 0, False), "found: " + str(found))
    check("4 that central lacked sent again" in text(), text())
    here.drain()
    check_equal(states(lost), ["accepted"] * 4, "afterwards")
    there = at_central()
    check_equal({there.get(identity) for identity in SENT}, {(1, 1, CASES_EACH)}, "each once at central, with its cases once")
    after = compare()
    check_equal((after["matched"], after["compared"]), (True, before["compared"]), "compared again")


def test_other_content():
    """a record that central has with another digest is an alarm on both sides, and nothing is deleted or sent again"""
    here, changed = rig(), SENT[30]
    seq = next(record["seq"] for record in here.list() if record["id"] == changed)
    digests = []

    def change(central):
        digests.append(central.ask_database(f"SELECT digest FROM submission WHERE id = '{changed}'")[0][0])
        damaged_store.change(central, changed, "digest", "0" * 64)
    damage(change)
    here.relay.seen.clear()
    found = compare()
    check_equal((found["matched"], found["differing"], found["offered"], found["numbers"]["differing"], found["alarm"]), (False, 1, 0, [seq], True), found)
    check(here.status()["next_step"].startswith("central does not hold what it has signed for"), here.status()["next_step"])
    check("1 of which central has other content" in text() and "DO THIS" in text(), text())
    check_equal((here.relay.batches(), states([changed])), ([], ["accepted"]), "what was done with it")
    check("with other content" in here.central.log(), "central's log")
    here.round()
    check('<td class="look">1 differ</td>' in here.central.admin().ask("GET", "/", Accept_Language="en").body.decode(), "the fleet page")
    damage(damaged_store.change, changed, "digest", digests[0])
    check_equal((compare()["matched"], last()["alarm"]), (True, False), "with the digest as it was")


def bodies():
    with contextlib.closing(sqlite3.connect(os.path.join(rig().state_dir, "outbox.db"))) as database:
        return database.execute("SELECT count(*) FROM body").fetchone()[0]


def test_purged():
    """a record that central has lost and whose bytes are gone here is an alarm with the number of records, for as long as it is so"""
    here = rig()
    here.processes.end(here.courier)
    check_equal(bodies(), len(SENT), "bodies, after all that was found: nothing is deleted for it")
    here.options += ["--keep-records", "0"]
    here.start()
    wait_until(lambda: here.round() and set(states(SENT)) == {"purged"}, "the purge")
    damage(damaged_store.lose, *SENT[50:53])
    for _ in range(2):
        found = compare()
        check_equal((found["matched"], found["lost"], found["offered"], found["alarm"], len(found["numbers"]["lost"])), (False, 3, 0, True, 3), found)
    check("3 that central lacks and whose bytes are gone here" in text(), text())
    check(set(states(SENT)) == {"purged"}, "nothing changes here")
    row, = [row for row in json.loads(here.central.command("kiosk", "list", "--json")) if row["code"] == here.status()["kiosk"]]
    check_equal(json.loads(row["status"])["reconciliation"]["last"]["lost"], 3, "as central's administrator sees it")


def test_described():
    """what the courier asked and central answered is as the description says, and says nothing of a person"""
    here = rig()
    here.relay.seen.clear()
    here.round()
    questions = [request for request in here.relay.seen if request.path == "/v1/status" and "segments" in json.loads(request.body).get("reconciliation", {})]
    check(questions, "no question was asked")
    for request in questions:
        fields = {"Content-Type": "application/json"}
        answer = here.relay.forward(request)
        DESCRIPTION.check(request.method, request.path, answer.status, dict(answer.fields), answer.body)
        DESCRIPTION.check_request(request.method, request.path, fields, request.body, answer.body)
        check(json.loads(answer.body)["reconciliation"]["segments"], "an answer")
    check_equal(sorted(json.loads(questions[0].body)["reconciliation"]["segments"][0]), ["count", "ranges", "sha256"], "what is said of records")


def test_old_central():
    """a central of an earlier version, which leaves the question unanswered, is no trouble and no alarm"""
    here = rig()

    def forget(relay, request):
        answer = relay.forward(request)
        if request.path != "/v1/status":
            return answer
        told = json.loads(answer.body)
        told.pop("reconciliation", None)
        return answer.changed(json.dumps(told).encode())
    here.relay.rule = forget
    here.options = [word for word in here.options if word not in ("--keep-records", "0")]
    here.submit_many(2)
    here.round()
    status = here.status()
    check_equal((status["reconciliation"]["answered"], status["reconciliation"]["lost"], status.get("trouble"), status["queue"]["queued"]), (False, 3, None, 0),
                "what was found before stays found, and records go on")
    check("this central cannot" in text(), text())
    here.relay.rule = pass_on
    check_equal(compare()["answered"], True, "after it was updated")


if __name__ == "__main__":
    sys.exit(rig.run("central-reconciled-kiosk" + ("-postgres" if POSTGRES else ""), tap.list_tests(__name__)))
