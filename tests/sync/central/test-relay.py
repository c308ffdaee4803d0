#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The relay: rows of the transactional outbox go to a consumer that keeps an inbox, once each, whoever dies on the way."""
import base64
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time

from central_rig import PROGRAM, Central, end_with_parent, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

LONGEST_WAIT_SECONDS = 150

# A consumer as one should be: effect and inbox in one transaction. "given" counts what came, also again.
CONSUMER = """
import json, os, sqlite3, sys
rows = [json.loads(line) for line in sys.stdin]
refuse = set(filter(None, open(sys.argv[2]).read().split()))
database = sqlite3.connect(sys.argv[1], timeout=120, isolation_level=None)
database.execute("BEGIN IMMEDIATE")
for row in rows:
    if row["id"] in refuse:
        sys.exit(3)
    database.execute("INSERT INTO given VALUES (?)", (row["id"],))
    new = database.execute("INSERT OR IGNORE INTO inbox VALUES (?, ?, ?)", (os.environ["YIJIAN_CONSUMER"], row["source"], row["id"])).rowcount
    if new:
        database.execute("INSERT INTO effect VALUES (?, ?)", (row["id"], json.dumps(row)))
database.execute("COMMIT")
if os.path.exists(sys.argv[2] + ".dies"):
    os.kill(os.getppid(), 9)
"""


class World:
    def __init__(self, central):
        self.central = central
        self.kiosk = Kiosk(central)
        self.script, self.inbox, self.refused = (central.path(name) for name in ("consumer.py", "inbox.db", "refused"))
        with open(self.script, "w", encoding="utf-8") as file:
            file.write(CONSUMER)
        self.refuse()
        self.ask("CREATE TABLE inbox (consumer, source, id, PRIMARY KEY (consumer, source, id))")
        self.ask("CREATE TABLE effect (id PRIMARY KEY, row)")
        self.ask("CREATE TABLE given (id)")

    def ask(self, sql):
        database = sqlite3.connect(self.inbox, timeout=120)
        try:
            with database:
                return database.execute(sql).fetchall()
        finally:
            database.close()

    def refuse(self, *names):
        with open(self.refused, "w", encoding="ascii") as file:
            file.write(" ".join(names))

    def words(self, *more):
        return [PROGRAM, "relay", "--database", self.central.database, "--consumer", "engine",
                "--exec", f"{sys.executable} {self.script} {self.inbox} {self.refused}", *more]

    def begin(self, *more):
        return subprocess.Popen(self.words(*more), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                preexec_fn=end_with_parent)

    def once(self):
        done = subprocess.run(self.words("--once"), capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise AssertionError(f"the relay gave {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)

    def send(self, count):
        events = [self.kiosk.make_event(b"sealed %d" % number) for number in range(count)]
        for at in range(0, count, 200):
            self.kiosk.send(*events[at:at + 200])
        return events

    def finish(self):
        """Relays until no row waits; how many were done. Rows of a relay that died are locked until the server has noticed."""
        done, deadline = 0, time.monotonic() + LONGEST_WAIT_SECONDS
        while waiting := self.list_waiting():
            check(time.monotonic() < deadline, f"{done} rows were done, {len(waiting)} wait too long, of the records {waiting}")
            done += self.once()["done"]
        return done

    def send_when_back(self):
        """One record, as soon as central has its database again."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while (answer := self.kiosk.post([self.kiosk.make_event()])).status != 200:
            check(answer.status == 503, f"without its database central answered {answer.status}: {answer.body!r}")
            check(time.monotonic() < deadline, f"central answers 503 for {LONGEST_WAIT_SECONDS} s after PostgreSQL was back: {answer.body!r}")
            time.sleep(0.1)

    def wait_relayed(self, relay):
        """Until @relay, which runs on, has left no row waiting."""
        deadline = time.monotonic() + LONGEST_WAIT_SECONDS
        while waiting := self.list_waiting():
            check(relay.poll() is None, f"the relay ended with {relay.returncode}; {len(waiting)} rows wait, of the records {waiting}")
            check(time.monotonic() < deadline, f"{len(waiting)} rows wait too long, of the records {waiting}")
            time.sleep(0.1)

    def list_waiting(self):
        """The numbers of the records whose rows wait."""
        return [int(number) for number, in self.central.ask_database("SELECT submission FROM outbox WHERE relayed IS NULL ORDER BY submission")]

    def count_waiting(self):
        return len(self.list_waiting())


def test_whole_rows(world):
    """A row carries what its consumer needs: names, cases, the signed header and the envelope as it was sealed"""
    event, = world.send(1)
    check_equal(world.once(), {"done": 1, "failed": 0})
    row = json.loads(world.ask(f"SELECT row FROM effect WHERE id = '{event['id']}'")[0][0])
    check_equal(row["header_jws"], event["data"]["header_jws"])
    check_equal(base64.b64decode(row["envelope"]), b"sealed 0")
    check_equal(row["digest"], hashlib.sha256(row["header_jws"].encode()).hexdigest())
    check_equal((row["source"], row["seq"], row["verdict"]), (event["source"], int(event["sequence"]), "accepted"))
    check_equal([case["department"] for case in row["cases"]], ["09", "36"])
    check_equal(world.once(), {"done": 0, "failed": 0}, "once more")


def test_two_relays(world):
    """Two relays at once hand no row over twice as done"""
    events = world.send(600)
    before = len(world.ask("SELECT id FROM given"))
    relays = [world.begin("--once") for _ in range(2)]
    counts = [json.loads(relay.communicate(timeout=300)[0])["done"] for relay in relays]
    given = [name for name, in world.ask("SELECT id FROM given")][before:]
    check_equal((sum(counts), len(given), len(set(given))), (600, 600, 600), "done, given, different ones")
    check_equal({event["id"] for event in events} - {name for name, in world.ask("SELECT id FROM effect")}, set(), "rows without an effect")
    check_equal(world.count_waiting(), 0, "waiting")
    note(f"done {counts[0]} and {counts[1]}, given {len(given)}, given twice 0")


def test_killed(world):
    """A relay that dies after its consumer's commit hands the rows over again, and the inbox keeps the effect at one"""
    events = world.send(150)
    with open(world.refused + ".dies", "w", encoding="ascii"):
        dying = world.begin("--once")
        check_equal(dying.wait(300), -signal.SIGKILL, "end of the relay")
    for stream in (dying.stdout, dying.stderr):
        stream.close()
    os.unlink(world.refused + ".dies")
    check_equal(world.finish(), 150, "rows that relays after the dead one gave over")
    names = [event["id"] for event in events]
    given = [name for name, in world.ask("SELECT id FROM given") if name in set(names)]
    effects = [name for name, in world.ask("SELECT id FROM effect") if name in set(names)]
    check(len(given) > 150, f"nothing was handed over twice: {len(given)}")
    check_equal((len(effects), len(set(effects)), world.count_waiting()), (150, 150, 0), "effects, different ones, waiting")
    note(f"given {len(given)}, effects {len(effects)}")


def test_refused(world):
    """A row that the consumer refuses holds no other up, and waits"""
    events = world.send(30)
    world.refuse(events[7]["id"], events[20]["id"])
    check_equal(world.once(), {"done": 28, "failed": 2})
    check_equal(world.count_waiting(), 2, "waiting")
    world.refuse()
    check_equal(world.once(), {"done": 2, "failed": 0})


def test_runs_on(world):
    """Without --once it goes on with what comes later, also after the database was away, and ends with 0 on SIGTERM"""
    relay = world.begin()
    world.send(5)
    world.wait_relayed(relay)
    world.central.cluster.restart()
    world.send_when_back()
    world.wait_relayed(relay)
    relay.send_signal(signal.SIGTERM)
    out, _ = relay.communicate(timeout=120)
    check_equal((relay.returncode, json.loads(out)["done"]), (0, 6))


def test_wrong_use(world):
    """Another consumer's name, an SQLite database and missing options are refused in a sentence"""
    other = [word if word != "engine" else "other" for word in world.words("--once")]
    sqlite = [word if word != world.central.database else "sqlite:" + world.central.path("some.db") for word in world.words("--once")]
    for words, wanted in ((other, "consumer of another name"), (sqlite, "relay needs --database postgresql"), (world.words()[:4], "--consumer NAME")):
        done = subprocess.run(words, capture_output=True, text=True, timeout=300)
        check_equal((done.returncode, wanted in done.stderr), (1, True), done.stderr)


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [World(central)]))
