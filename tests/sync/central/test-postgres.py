#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Central on PostgreSQL: operators' commands without a socket, instances side by side, a server that is restarted under load."""
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
import uuid

from cryptography.hazmat.primitives.asymmetric import ec

from central_rig import CATALOGUE, PROGRAM, Central, run_tests, zstd
from kiosk_rig import Kiosk, make_envelope, make_request, seal
from tap import check, check_equal, note

THREADS, BATCHES, BATCH = 4, (60 if os.environ.get("YIJIAN_LONG") else 12), 25
RESTARTS = 10 if os.environ.get("YIJIAN_LONG") else 2


class Instance(Central):
    """Another central on the same database and with the same keys."""

    def __init__(self, first):
        self.first = first
        super().__init__()
        self.keys, self.ca, self.summary = first.keys, first.ca, first.summary

    def make_database(self):
        return self.first.database


def test_commands(central):
    """Operators' commands open the database themselves, while central serves"""
    kiosk = Kiosk(central)
    event = kiosk.make_event()
    kiosk.send(event)
    cases = [row for row in kiosk.cases() if row["id"] == event["id"]]
    check_equal([row["status"] for row in cases], ["waiting", "waiting"])
    central.command("case", "set", cases[0]["case"], "--status", "done", "--reason", "handled")
    after = kiosk.caller.ask("GET", "/v1/outcomes?after=0").json()["outcomes"]
    check_equal([row["status"] for row in after if row["case"] == cases[0]["case"]], ["waiting", "done"])
    done = central.command("catalog", "publish", CATALOGUE, "--keys", central.keys)
    check_equal(json.loads(done)["id"], json.load(open(os.path.join(CATALOGUE, "catalog.json"), encoding="utf-8"))["id"])
    check(kiosk.code in central.command("kiosk", "list"), "the kiosk is not listed")
    refused = central.command("backup", central.path("copy"), check=False)
    check_equal((refused.returncode, "pg_dump" in refused.stderr), (1, True), "backup")


def test_unseal_and_import(central):
    """What was exported comes in by hand, and is opened where the key is"""
    kiosk = Kiosk(central)
    page = seal(kiosk.enrolled["recipients"], b"a page")
    name = str(uuid.uuid4())
    envelope = make_envelope(kiosk.enrolled["recipients"], json.dumps({"schema": 1, "id": name}).encode())
    event = kiosk.make_event(envelope, materials=[page], id=name)
    folder = central.path("export")
    os.makedirs(os.path.join(folder, "blobs"))
    with open(os.path.join(folder, "one.json"), "w", encoding="utf-8") as file:
        json.dump(event, file)
    with open(os.path.join(folder, "blobs", hashlib.sha256(page).hexdigest()), "wb") as file:
        file.write(page)
    check_equal(json.loads(central.command("import", folder, "--keys", os.path.join(central.keys, "serve"))), {"accepted": 1})
    check_equal(json.loads(central.command("import", folder, "--keys", os.path.join(central.keys, "serve"))), {"duplicate": 1})
    opened = central.path("opened")
    central.command("unseal", "--identity", os.path.join(central.keys, "unseal", "service.key"), "--id", event["id"], "-o", opened)
    pages = [os.path.join(root, name) for root, _, names in os.walk(opened) for name in names]
    check(any(open(path, "rb").read() == b"a page" for path in pages), f"the page is not among {pages}")
    check_equal(kiosk.send(event)[0]["status"], "duplicate", "by wire, afterwards")


def test_instances(central):
    """A kiosk enrolled at one instance is served by the other, and both give the same receipt"""
    other = Instance(central).start()
    kiosk = Kiosk(central)
    blob = os.urandom(700000)
    event = kiosk.make_event(materials=[blob])
    check_equal(kiosk.upload(blob, body=blob[:300000], complete=False).status, 204, "the first half at one")
    here = kiosk.caller
    there = Kiosk.__new__(Kiosk)
    there.__dict__.update(kiosk.__dict__, central=other)
    there.reconnect()
    check_equal(there.upload(blob, offset=300000).status, 204, "the second half at the other")
    first = there.send(event)[0]
    kiosk.caller = here
    second = kiosk.send(event)[0]
    check_equal((first["status"], second["status"], first["receipt"]), ("accepted", "duplicate", second["receipt"]))
    check_equal(other.end(), 0, "exit code")


def hold_table(central, uri):
    """A psql that keeps everybody from the table until its standard input ends."""
    holder = subprocess.Popen([os.path.join(central.cluster.programs, "psql"), "-X", "-q", "-d", uri], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE, text=True)
    holder.stdin.write("BEGIN; LOCK TABLE submission IN ACCESS EXCLUSIVE MODE; SELECT 'held';\n")
    holder.stdin.flush()
    while "held" not in holder.stdout.readline():
        pass
    return holder


def send_while_held(central, uri, kiosks):
    answers = [None] * len(kiosks)

    def send(number):
        answers[number] = kiosks[number].post([kiosks[number].make_event(seq=1)])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(kiosks))]
    holder = hold_table(central, uri)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    holder.communicate("ROLLBACK;\n", timeout=60)
    return answers


def test_no_connection(central):
    """While all connections are in use, answers are 503 with Retry-After, and nothing is lost"""
    plain, sentence = central.database, "connections to PostgreSQL are in use"
    central.end()
    central.database += "&pool_max_conns=1"
    try:
        central.start()
        for rounds in range(1, 9):  # until two of them met on different threads of the listener
            kiosks = [Kiosk(central) for _ in range(3)]
            answers = send_while_held(central, plain, kiosks)
            check_equal([(answer.status, answer.problem) for answer in answers], [(503, "store-unavailable")] * 3)
            check(all(int(answer.fields["Retry-After"]) > 0 for answer in answers), "no Retry-After")
            check_equal([each.send(each.make_event(seq=1))[0]["status"] for each in kiosks], ["accepted"] * 3)
            if sentence in central.log():
                break
        check(sentence in central.log(), f"nobody waited for a connection in {rounds} rounds")
        central.end()
    finally:
        central.database = plain
    central.start()


def set_standby(central, name):
    """From now on a commit waits for this standby, or with '' for none."""
    central.cluster.ask(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
    central.cluster.ask("SELECT pg_reload_conf()")
    while central.cluster.ask("SHOW synchronous_standby_names") != ([[name]] if name else [[""]]):
        pass


def break_off_waiting(central, post, function):
    """What @post is answered when its commit waits for the standby and is broken off there."""
    waiting, answers = "FROM pg_stat_activity WHERE application_name = 'yijian-central' AND wait_event = 'SyncRep'", []
    thread = threading.Thread(target=lambda: answers.append(post()))
    thread.start()
    while thread.is_alive() and central.cluster.ask(f"SELECT count(*) {waiting}") == [["0"]]:
        pass
    central.cluster.ask(f"SELECT {function}(pid) {waiting}")
    thread.join()
    return answers[0].status, answers[0].problem


def test_commit_without_an_answer(central):
    """A commit that is on this disk and not on the standby that is waited for gets 503 and no receipt, also as a duplicate; sent again
    with the standby there it is one"""
    for function in ("pg_cancel_backend", "pg_terminate_backend"):
        kiosk = Kiosk(central)
        event = kiosk.make_event()
        set_standby(central, "nobody")
        try:
            for sent in ("for the first time", "again, while the standby is still away"):
                answer = break_off_waiting(central, lambda: kiosk.post([event]), function)
                check_equal(answer, (503, "store-unavailable"), f"{function}, {sent}")
                check_equal(central.ask_database(f"SELECT count(*) FROM submission WHERE id = '{event['id']}'"), [["1"]], function)
        finally:
            set_standby(central, "")
        first, second = kiosk.send(event)[0], kiosk.send(event)[0]
        check_equal((first["status"], first["receipt"]), ("duplicate", second["receipt"]), function)
        kiosk.open_receipt(first["receipt"], event)


def test_answers_given_again(central):
    """What a department, a new kiosk and a kiosk with a new key are answered again waits for the standby as the first answer did"""
    kiosk = Kiosk(central)
    event = kiosk.make_event()
    kiosk.send(event)
    case = next(row["case"] for row in kiosk.cases() if row["id"] == event["id"] and row["department"] == "09")
    key, request = ec.generate_private_key(ec.SECP256R1()), make_request(ec.generate_private_key(ec.SECP256R1()))
    token = {"token": central.token(), "csr": make_request(key)}
    asked = {"an outcome": lambda: central.department("09").ask_json("POST", "/v1/outcomes", {"case": case, "status": "accepted", "reason": ""}),
             "an enrolment": lambda: central.admin().ask_json("POST", "/v1/enrolments", token),
             "a certificate": lambda: kiosk.caller.ask_json("POST", "/v1/certificates", {"csr": request})}
    central.department("09")
    for what, ask in asked.items():
        set_standby(central, "nobody")
        try:
            for sent in ("for the first time", "again"):
                check_equal(break_off_waiting(central, ask, "pg_cancel_backend"), (503, "store-unavailable"), f"{what}, {sent}")
        finally:
            set_standby(central, "")
        check(ask().status in (200, 201), what)


class Sender(threading.Thread):
    """Sends its batches one after the other, each until it is answered."""

    def __init__(self, kiosk, events):
        super().__init__()
        self.kiosk, self.batches = kiosk, [events[at:at + BATCH] for at in range(0, len(events), BATCH)]
        self.receipts, self.refused, self.resent, self.progress = {}, 0, 0, threading.Semaphore(0)

    def run(self):
        for batch in self.batches:
            body = zstd(json.dumps(batch).encode())
            while not self.send(body):
                time.sleep(0.05)  # a courier waits longer
            self.progress.release()

    def send(self, body):
        try:
            answer = self.kiosk.caller.ask("POST", "/v1/batches", body, Content_Type="application/cloudevents-batch+json", Content_Encoding="zstd")
        except OSError:
            return False
        if answer.status != 200:
            check_equal((answer.status, answer.problem), (503, "store-unavailable"))
            check(int(answer.fields["Retry-After"]) > 0, "no Retry-After")
            self.refused += 1
            return False
        for result in answer.json()["results"]:
            check(result["status"] in ("accepted", "duplicate"), result)
            self.resent += result["status"] == "duplicate"
            self.receipts[result["id"]] = result["receipt"]
        return True


def test_restarted(central):
    """PostgreSQL is stopped without a checkpoint and started again under load: nothing acknowledged is lost, nothing is doubled"""
    before = int(central.cluster.ask("SELECT count(*) FROM submission", central.database)[0][0])
    kiosks = [Kiosk(central) for _ in range(THREADS)]
    senders = [Sender(kiosk, [kiosk.make_event() for _ in range(BATCHES * BATCH)]) for kiosk in kiosks]
    for sender in senders:
        sender.start()
    for number in range(RESTARTS):
        for _ in range(BATCHES // (RESTARTS + 1)):
            senders[number % THREADS].progress.acquire(timeout=300)
        central.cluster.restart()
    for sender in senders:
        sender.join()
    receipts = {name: receipt for sender in senders for name, receipt in sender.receipts.items()}
    rows = dict(central.cluster.ask("SELECT id, receipt FROM submission", central.database))
    lost = [name for name, receipt in receipts.items() if rows.get(name) != receipt]
    total = THREADS * BATCHES * BATCH
    outbox, cases = central.cluster.ask("SELECT (SELECT count(*) FROM outbox), (SELECT count(DISTINCT submission) FROM matter_case)", central.database)[0]
    check_equal((len(receipts), len(lost)), (total, 0), "acknowledged, lost")
    check_equal(len(rows) - before, total, "rows")
    check_equal((int(outbox), int(cases)), (len(rows), len(rows)), "rows for what stands behind, records with cases")
    note(f"{RESTARTS} restarts: acknowledged {len(receipts)}, lost {len(lost)}, doubled {len(rows) - before - total}; "
         f"{sum(sender.refused for sender in senders)} batches were answered 503, {sum(sender.resent for sender in senders)} records came again")


def read_dump(command):
    """All of the database as text, less the lines that pg_dump makes anew each time."""
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    return [line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]


def test_future(central):
    """A database of a later version is refused in a sentence, and stays as it is"""
    database = central.cluster.new_database()
    central.command("kiosk", "list", "--database", database, database=False)
    central.cluster.ask("UPDATE meta SET value = '99' WHERE key = 'schema'", database)
    dump = [os.path.join(central.cluster.programs, "pg_dump"), "-d", database]
    before = read_dump(dump)
    done = subprocess.run([PROGRAM, "serve", "--listen", "127.0.0.1:0", "--keys", os.path.join(central.keys, "serve"), "--database", database],
                          capture_output=True, text=True, timeout=300)
    check_equal((done.returncode, "later version" in done.stderr), (1, True), "serve")
    check(read_dump(dump) == before, "the database was changed")
    note(done.stderr.strip())


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
