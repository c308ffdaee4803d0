#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Two instances of central on one PostgreSQL behind one nginx: whatever happens to either, a record has one effect, and what is
changed through one holds at the other."""
import json
import os
import random
import signal
import sys
import threading
import time

from catalogue_rig import publish
from central_rig import CATALOGUE, Central, from_base64url
from fleet_rig import Instance, ProxyCaller, TableLock
from kiosk_rig import CATALOGUE_NAME, Kiosk
from nginx_rig import Nginx
from postgres_rig import Cluster
import tap
from tap import check, check_equal, draw_seed, note

BATCH = "application/cloudevents-batch+json"
LONG = bool(os.environ.get("YIJIAN_LONG"))
PATIENCE_SECONDS = 120


class Fleet:
    def __init__(self):
        self.cluster = Cluster().start()
        self.uri = self.cluster.new_database()
        self.central = Central(database=self.uri)
        sockets = [self.central.path(name + ".sock") for name in ("one", "two")]
        self.nginx = Nginx(self.central.directory, self.central.keys, sockets)
        self.one, self.two = (Instance(self.central, name, self.nginx.url) for name in ("one", "two"))
        self.one.start("--catalogue", CATALOGUE)
        self.two.start()
        self.kiosk = Kiosk(self.central)

    def count(self, table, condition="true"):
        return int(self.cluster.ask(f"SELECT count(*) FROM {table} WHERE {condition}", self.uri)[0][0])

    def stop(self):
        for instance in (self.one, self.two):
            instance.end(signal.SIGKILL)
        self.nginx.end()
        self.cluster.end()


def post(caller, events):
    return caller.ask("POST", "/v1/batches", json.dumps(events).encode(), Content_Type=BATCH)


def at_once(*functions):
    """What each of @functions returns, called at the same moment; the first failure is raised."""
    gate, results = threading.Barrier(len(functions)), [None] * len(functions)

    def run(i):
        try:
            gate.wait()
            results[i] = functions[i]()
        except Exception as error:
            results[i] = error
    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(functions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def test_ready(fleet):
    """Both are ready, and name the same store"""
    epochs = set()
    for instance in (fleet.one, fleet.two):
        check_equal(instance.admin().ask("GET", "/ready").json(), {"status": "ready"})
        epochs.add(instance.admin().ask("GET", "/health").json()["central_epoch"])
    check_equal(len(epochs), 1, "names of the store")


def test_same_batch(fleet):
    """The same batch at both at the same moment: each record is accepted once and a duplicate once, with one receipt"""
    kiosk, rounds = Kiosk(fleet.central), 60 if LONG else 12
    callers = [ProxyCaller(instance, kiosk) for instance in (fleet.one, fleet.two)]
    first, records = {"one": 0, "two": 0}, 0
    for _ in range(rounds):
        events = [kiosk.make_event() for _ in range(10)]
        answers = at_once(*[lambda caller=caller: post(caller, events) for caller in callers])
        check_equal([answer.status for answer in answers], [200, 200], "statuses")
        for event, a, b in zip(events, *(answer.json()["results"] for answer in answers)):
            check_equal(sorted((a["status"], b["status"])), ["accepted", "duplicate"], "fates")
            check_equal(a["receipt"], b["receipt"], "receipts")
            kiosk.open_receipt(a["receipt"], event)
            first["one" if a["status"] == "accepted" else "two"] += 1
        records += len(events)
    mine = f"id IN (SELECT id FROM submission WHERE reference LIKE '{kiosk.code}%')"
    check_equal(fleet.count("submission", mine), records, "records")
    check_equal(fleet.count("outbox", f"submission IN (SELECT n FROM submission WHERE {mine})"), records, "rows for what stands behind")
    check_equal(fleet.count("matter_case", f"submission IN (SELECT n FROM submission WHERE {mine})"), 2 * records, "cases")
    note(f"{records} records sent twice each; which was first: {first}")


def send(kiosk, *events):
    """The results, as a courier gets them: nginx leaves an instance that was away alone for 2 s and says 503 while it knows no other."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (answer := kiosk.post(list(events))).status == 503:
        check(time.monotonic() < deadline, "nginx finds no instance")
    check_equal(answer.status, 200, answer.body[:200])
    return answer.json()["results"]


def send_all(kiosk, batches, ended, receipts, problems):
    """Sends each batch until it is answered, as a courier does; keeps the receipts."""
    for events in batches:
        while not ended.is_set():
            try:
                answer = kiosk.post(events, code=False)
            except OSError as error:
                problems.append(type(error).__name__)
                kiosk.caller.close()
                continue
            if answer.status == 200:
                receipts.update((result["id"], result["receipt"]) for result in answer.json()["results"])
                break
            problems.append(answer.status)
            check(answer.status == 503, f"{answer.status} {answer.body[:200]}")
            ended.wait(0.1)


def test_killed_in_traffic(fleet):
    """Instances are killed and started again while kiosks send through nginx: every record is there once, under the receipt that was given"""
    seed = draw_seed()
    chance, kills = random.Random(seed), 30 if LONG else 6
    kiosks = [Kiosk(fleet.central) for _ in range(3)]
    batches = [[[kiosk.make_event() for _ in range(5)] for _ in range(10 * kills)] for kiosk in kiosks]
    ended, receipts, problems = threading.Event(), {}, []
    threads = [threading.Thread(target=send_all, args=(kiosk, batch, ended, receipts, problems)) for kiosk, batch in zip(kiosks, batches)]
    for thread in threads:
        thread.start()
    for _ in range(kills):
        instance = chance.choice((fleet.one, fleet.two))
        ended.wait(chance.uniform(0.05, 0.3))
        check_equal(instance.end(signal.SIGKILL), -9, "exit code")
        instance.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        check(not thread.is_alive(), f"seed {seed}: a kiosk is not served")
    events = [event for batch in batches for batch_events in batch for event in batch_events]
    check_equal(len(receipts), len(events), f"seed {seed}: receipts")
    for kiosk, batch in zip(kiosks, batches):
        for result in send(kiosk, *[event for part in batch for event in part][:500]):
            check_equal((result["status"], result["receipt"]), ("duplicate", receipts[result["id"]]), f"seed {seed}: what was given and what is kept")
    codes = " OR ".join(f"reference LIKE '{kiosk.code}%'" for kiosk in kiosks)
    check_equal(fleet.count("submission", codes), len(events), f"seed {seed}: records")
    check_equal(fleet.count("outbox", f"submission IN (SELECT n FROM submission WHERE {codes})"), len(events), f"seed {seed}: rows behind")
    note(f"seed {seed}: {kills} kills, {len(events)} records acknowledged, 0 lost, 0 doubled; kiosks had to repeat {len(problems)} times")


def test_stop_with_a_request_in_hand(fleet):
    """Told to stop, an instance takes no new kiosk, says so, ends what it has in hand with an answer, and exits with 0"""
    kiosk = Kiosk(fleet.central)
    event, caller, answers = kiosk.make_event(), ProxyCaller(fleet.one, kiosk), []
    lock = TableLock(fleet.cluster, fleet.uri, "submission")
    thread = threading.Thread(target=lambda: answers.append(post(caller, [event])))
    thread.start()
    admin = fleet.one.admin()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "yijian_batches_in_flight 1" not in admin.ask("GET", "/metrics").body.decode():
        check(time.monotonic() < deadline, "the batch does not arrive")
    fleet.one.process.send_signal(signal.SIGTERM)
    while os.path.exists(fleet.one.socket):
        check(time.monotonic() < deadline, "the socket stays")
    answer = fleet.one.admin().ask("GET", "/ready")
    check_equal((answer.status, answer.problem, answer.json()["detail"]), (503, "not-ready", "this instance is ending"))
    check(fleet.one.process.poll() is None, "it ended with a request in hand")
    lock.release()
    thread.join(PATIENCE_SECONDS)
    check_equal((answers[0].status, answers[0].json()["results"][0]["status"], answers[0].fields["Connection"]), (200, "accepted", "close"))
    check_equal(fleet.one.process.wait(PATIENCE_SECONDS), 0, "exit code")
    check_equal(send(kiosk, event)[0]["status"], "duplicate", "at the other instance")
    fleet.one.start()


def test_stop_without_an_end(fleet):
    """A request that the database never answers holds an instance up for a bounded time, and its record is sent again"""
    kiosk = Kiosk(fleet.central)
    event, caller = kiosk.make_event(), ProxyCaller(fleet.one, kiosk)
    lock = TableLock(fleet.cluster, fleet.uri, "submission")
    connection = caller.connect()
    connection.request("POST", "/v1/batches", json.dumps([event]).encode(), {"Content-Type": BATCH, "Client-Cert": caller.field})
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "yijian_batches_in_flight 1" not in fleet.one.admin().ask("GET", "/metrics").body.decode():
        check(time.monotonic() < deadline, "the batch does not arrive")
    start = time.monotonic()
    fleet.one.process.send_signal(signal.SIGTERM)
    check_equal(fleet.one.process.wait(PATIENCE_SECONDS), 0, "exit code")
    seconds = time.monotonic() - start
    lock.release()
    fleet.one.start()
    check_equal(send(kiosk, event)[0]["status"], "accepted")
    check(seconds < 60, f"{seconds:.1f} s")
    note(f"ended after {seconds:.1f} s")


def test_upload_goes_on_elsewhere(fleet):
    """A page begun at one instance is gone on with at the other, and the record that names it is taken by either"""
    kiosk, page = Kiosk(fleet.central), os.urandom(300000)
    one, two = ProxyCaller(fleet.one, kiosk), ProxyCaller(fleet.two, kiosk)
    kiosk.caller = one
    check_equal(kiosk.upload(page, body=page[:100000], complete=False).status, 204)
    kiosk.caller = two
    answer = kiosk.upload(page, offset=0)
    check_equal((answer.status, answer.fields["Upload-Offset"]), (409, "100000"), "from the beginning at the other")
    check_equal(kiosk.upload(page, offset=100000).status, 204)
    kiosk.caller = one
    check_equal(kiosk.send(kiosk.make_event(materials=[page]))[0]["status"], "accepted")


def test_same_page(fleet):
    """The same page at both at the same moment becomes one page, and a kiosk is told where it stands"""
    kiosk = Kiosk(fleet.central)
    callers = [ProxyCaller(instance, kiosk) for instance in (fleet.one, fleet.two)]
    for size in (1, 70000, 4 * 1024 * 1024):
        page = os.urandom(size)
        twins = [Kiosk.__new__(Kiosk) for _ in callers]
        for twin, caller in zip(twins, callers):
            twin.caller = caller
        answers = at_once(*[lambda twin=twin: twin.upload(page) for twin in twins])
        check(204 in [answer.status for answer in answers], f"{[answer.status for answer in answers]}")
        check(all(answer.status in (204, 409) for answer in answers), f"{[answer.status for answer in answers]}")
        kiosk.caller = callers[0]
        check_equal(kiosk.send(kiosk.make_event(materials=[page]))[0]["status"], "accepted", f"{size} bytes")


def test_catalogue_everywhere(fleet):
    """A catalogue published beside both is what both judge by at once, and what both hand out a moment later"""
    kiosk = Kiosk(fleet.central)
    version = CATALOGUE_NAME["version"] + 1
    publish(fleet.central, version)
    name = {"id": CATALOGUE_NAME["id"], "version": version}
    for instance in (fleet.one, fleet.two):
        kiosk.caller = ProxyCaller(instance, kiosk)
        check_equal(kiosk.send(kiosk.make_event(catalogue=name))[0]["status"], "accepted", instance.name)
        check_equal(kiosk.caller.ask("GET", "/v1/catalogues/000000").fields["Yijian-Catalogue"], f"{name['id']}/{version}", instance.name)


def test_words_hold_everywhere(fleet):
    """A token, a revocation and a wish for a new key are known to both at their next request"""
    kiosk = Kiosk(fleet.central)
    fleet.central.urls["admin"] = fleet.two.urls["admin"]
    other = Kiosk(fleet.central)
    fleet.central.urls["admin"] = fleet.one.urls["admin"]
    callers = [ProxyCaller(instance, kiosk) for instance in (fleet.one, fleet.two)]
    fleet.central.command("kiosk", "rotate-key", kiosk.code)
    for caller in callers:
        check_equal(caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}}).json()["commands"], ["rotate-key"])
    fleet.central.command("kiosk", "revoke", kiosk.code)
    for caller in callers:
        answer = caller.ask("GET", "/v1/outcomes")
        check_equal((answer.status, answer.problem), (403, "certificate-refused"))
    check_equal(other.send(other.make_event())[0]["status"], "accepted", "enrolled at the other instance")


def test_receipt_key_everywhere(fleet):
    """A new receipt key is taken up by both"""
    kiosk = Kiosk(fleet.central)
    new = json.loads(fleet.central.command("keys", "rotate-receipt", fleet.central.keys, database=False))["kid"]
    deadline = time.monotonic() + PATIENCE_SECONDS
    for instance in (fleet.one, fleet.two):
        kiosk.caller = ProxyCaller(instance, kiosk)
        while True:
            event = kiosk.make_event()
            receipt = kiosk.send(event)[0]["receipt"]
            kiosk.trust(kiosk.last.get("receipt_keys", []))
            kiosk.open_receipt(receipt, event)
            if json.loads(from_base64url(receipt.split(".")[0]))["kid"] == new:
                break
            check(time.monotonic() < deadline, f"{instance.name} does not take up the new key")


def test_database_away(fleet):
    """While PostgreSQL is away both live and are not ready; kiosks are told to come later, and are served when it is back"""
    kiosk = Kiosk(fleet.central)
    event = kiosk.make_event()
    fleet.cluster.end(signal.SIGQUIT)
    for instance in (fleet.one, fleet.two):
        check_equal(instance.admin().ask("GET", "/health").status, 200)
        answer = instance.admin().ask("GET", "/ready")
        check_equal((answer.status, answer.problem, answer.json()["detail"]), (503, "not-ready", "the store does not answer"))
        check("yijian_store_up 0" in instance.admin().ask("GET", "/metrics").body.decode(), "the metrics say so")
    answer = kiosk.post([event])
    check_equal(answer.status, 503)
    fleet.cluster.start()
    deadline = time.monotonic() + PATIENCE_SECONDS
    while kiosk.post([event]).status != 200:
        check(time.monotonic() < deadline, "central does not come back to its database")
    check_equal(kiosk.send(event)[0]["status"], "duplicate")


def test_end(fleet):
    """Both end with 0, and the database holds as many records as rows for what stands behind"""
    before = fleet.one.admin().ask("GET", "/health").json()["central_epoch"]
    done = fleet.central.command("database", "restored", check=False)
    check_equal((done.returncode, "another process has it open" in done.stderr), (1, True), "a new name while they serve: " + done.stderr)
    check_equal([fleet.one.end(), fleet.two.end()], [0, 0], "exit codes")
    after = json.loads(fleet.central.command("database", "restored"))["central_epoch"]
    check(after != before, "the name stayed")
    check_equal(fleet.count("submission"), fleet.count("outbox"))
    for instance in (fleet.one, fleet.two):
        check("CRITICAL" not in instance.log() and "WARNING" not in instance.log(), instance.log())


def main():
    fleet = Fleet()
    try:
        return tap.run("central-instances", tap.list_tests(__name__, fleet))
    finally:
        fleet.stop()


if __name__ == "__main__":
    sys.exit(main())
