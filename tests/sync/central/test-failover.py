#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/administrator.md, "Many kiosks", command by command: a primary with two synchronous standbys, an instance of central before them, and
kiosks that go on while the primary is lost. Hosts are folders of Unix sockets here, and places below /run and /usr lie in one directory."""
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import threading
import time

from central_rig import BUILD, CATALOGUE, Central
from fleet_rig import Instance, ProxyCaller
from kiosk_rig import Kiosk
from openapi_check import SOURCE
from postgres_rig import USER, Cluster, Standby
import tap
from tap import check, check_equal, note

KIOSKS, BATCHES, BATCH = 3, 12, 10
SENDERS = {"max_wal_senders": "10"}  # as PostgreSQL has it by itself
PATIENCE_SECONDS = 120


def read_page():
    """(commands in their order, settings) of the part that is about PostgreSQL."""
    with open(os.path.join(SOURCE, "docs", "administrator.md"), encoding="utf-8") as file:
        text = file.read()
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    settings = re.search(r"^```\n(wal_level.*?)^```", text, re.MULTILINE | re.DOTALL).group(1)
    return [line for block in blocks for line in block.splitlines()], dict(re.findall(r"^(\w+) = ([^ \n]+)", settings, re.MULTILINE))


class PageInstance(Instance):
    """An instance that the page's own line starts."""
    words = ()

    def start(self, *more):
        self.launch([*self.words, *more], self.central.path(self.name + ".log"))
        self.central.urls = {"listen": self.public_url, "admin": self.urls["admin"]}
        return self


class World:
    def __init__(self):
        self.lines, self.settings = read_page()
        self.hosts, self.copies, self.seen = {}, {}, []
        self.primary = self.hosts["db-1"] = Cluster(**SENDERS)
        self.central = self.instance = None
        self.receipts = {}

    def place(self, line):
        """@line as it is run here."""
        for host, cluster in self.hosts.items():
            line = re.sub(rf"(?<=[=,]){host}\b", cluster.directory, line)
        line = line.replace("/var/lib/postgresql/15/standby_a", self.copies.get("a", "")).replace("/var/lib/postgresql/15/standby_b", self.copies.get("b", ""))
        if self.central is not None:
            line = line.replace("/run/yijian-central/", self.central.path("")).replace("/etc/yijian-central", self.central.keys)
            line = line.replace("/usr/local/bin/take-records", self.central.path("take-records"))
        return shlex.split(line.replace("10.0.0.5:8444", "127.0.0.1:0"))

    def run(self, beginning, count=1):
        """What the page's lines with this @beginning print; each line is run once."""
        lines = [line for line in self.lines if line.startswith(beginning) and line not in self.seen]
        check(len(lines) >= count, f"the page has no line {beginning!r} left: {self.lines}")
        return [self.run_line(line) for line in lines[:count]]

    def run_line(self, line):
        self.seen.append(line)
        words = self.place(line)
        programs = os.pathsep.join((os.path.join(BUILD, "app"), self.primary.programs, os.environ["PATH"]))
        if words[0] == "pg_basebackup":  # by the account of the server; a copy that ends with the test need not outlive a power cut
            words = [*self.primary.become, *words, "--no-sync"]
        environment = dict(os.environ, PATH=programs, PGUSER=USER, PGHOST=self.primary.directory, LC_ALL="C.UTF-8")
        done = subprocess.run(words, capture_output=True, text=True, timeout=300, env=environment, cwd=self.primary.directory)
        if done.returncode != 0:
            raise AssertionError(f"{line}: {done.returncode} {done.stderr}{done.stdout}")
        return done.stdout

    def make_standby(self, letter):
        def make(folder):
            self.copies[letter] = folder
            self.run("pg_basebackup")
        return Standby(make, **self.primary.settings).start()  # the same on each, as the page says

    def stop(self):
        if self.instance is not None:
            self.instance.end(signal.SIGKILL)
        for cluster in self.hosts.values():
            cluster.end(signal.SIGQUIT)


class Sender(threading.Thread):
    """Sends its batches one after the other, each until it is answered."""

    def __init__(self, world, kiosk, batches=BATCHES):
        super().__init__()
        self.caller, self.world, self.progress, self.failure = ProxyCaller(world.instance, kiosk), world, threading.Semaphore(0), None
        self.batches = [[kiosk.make_event() for _ in range(BATCH)] for _ in range(batches)]

    def run(self):
        try:
            for events in self.batches:
                self.send(json.dumps(events).encode())
                self.progress.release()
        except Exception as error:
            self.failure = error
            self.progress.release(BATCHES)

    def send(self, body):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                answer = self.caller.ask("POST", "/v1/batches", body, Content_Type="application/cloudevents-batch+json")
            except OSError:  # longer than the socket's patience
                continue
            if answer.status == 200:
                self.world.receipts.update((result["id"], result["receipt"]) for result in answer.json()["results"])
                return
            check_equal((answer.status, answer.problem), (503, "store-unavailable"))
            time.sleep(0.05)  # a courier waits longer
        raise AssertionError("no answer but 503")


def test_primary(world):
    """The database is made as the page says, and its settings are ones that PostgreSQL takes"""
    world.primary.start()
    world.run("create", 3)
    settings = {name: value for name, value in world.settings.items() if name not in ("archive_command", "archive_mode", "shared_buffers")}
    world.primary.end()
    world.primary.settings.update(settings)
    world.primary.start()
    for name, value in settings.items():
        check_equal(world.primary.ask(f"SHOW {name}"), [[value]], name)
    check_equal(world.primary.ask("SELECT rolsuper FROM pg_roles WHERE rolname = 'yijian-central'"), [["f"]], "central's account")


def test_standbys(world):
    """Two standbys follow the primary, and either may be the one that a receipt waits for"""
    world.run("psql")
    world.hosts["db-2"], world.hosts["db-3"] = world.make_standby("a"), world.make_standby("b")
    line, = [line for line in world.lines if "pg_stat_replication" in line]
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (told := sorted(world.run_line(line).split())) != ["standby_a|quorum", "standby_b|quorum"]:
        check(time.monotonic() < deadline, told)
        time.sleep(0.1)


def test_serves(world):
    """An instance is started by the page's line, by an account that owns the database and no more, and gives receipts"""
    line, = [line for line in world.lines if line.startswith("yijian-central serve")]
    world.seen.append(line)
    uri = world.place(line)[world.place(line).index("--database") + 1]
    world.central = Central(database=uri)
    world.central.keys = world.central.path("keys")
    world.instance = PageInstance(world.central, "1", "https://central.example:8443")
    words = world.place(line)
    PageInstance.words = [os.path.join(BUILD, "app", words[0]), *words[1:]]
    world.instance.start("--catalogue", CATALOGUE)
    world.kiosks = [Kiosk(world.central) for _ in range(KIOSKS)]
    world.epoch = world.instance.admin().ask("GET", "/health").json()["central_epoch"]
    kiosk = world.kiosks[0]
    event = kiosk.make_event()
    answer = ProxyCaller(world.instance, kiosk).ask("POST", "/v1/batches", json.dumps([event]).encode(),
                                                    Content_Type="application/cloudevents-batch+json")
    check_equal([result["status"] for result in answer.json()["results"]], ["accepted"])
    world.receipts[event["id"]] = answer.json()["results"][0]["receipt"]


def test_one_standby_is_away(world):
    """With one standby away receipts are still given"""
    world.hosts["db-3"].end(signal.SIGQUIT)
    sender = Sender(world, world.kiosks[0], 1)
    sender.run()
    check_equal(sender.failure, None)


def read_position(text):
    high, low = text.strip().split("/")
    return int(high, 16) << 32 | int(low, 16)


def test_primary_is_lost(world):
    """The primary ends under load: the standby that has more takes its place, the other one follows, and no record that has a receipt is
    lost or doubled"""
    before = len(world.receipts)
    senders = [Sender(world, kiosk) for kiosk in world.kiosks]
    for sender in senders:
        sender.start()
    for sender in senders:
        for _ in range(BATCHES // 3):
            sender.progress.acquire(timeout=PATIENCE_SECONDS)
    world.hosts["db-1"].end(signal.SIGQUIT)
    kept = len(world.receipts)
    world.hosts["db-3"].start()
    ahead, behind = (read_position(text) for text in world.run("psql", 2))
    check(ahead > behind, "the standby that was away is said to have as much as the other")
    world.run("psql", 2)
    for sender in senders:
        sender.join()
    check_equal([sender.failure for sender in senders], [None] * KIOSKS, "senders")
    rows = world.hosts["db-2"].ask("SELECT id, receipt FROM submission", world.hosts["db-2"].uri("yijian"))
    stored = dict(rows)
    lost = [name for name, receipt in world.receipts.items() if stored.get(name) != receipt]
    total = before + KIOSKS * BATCHES * BATCH
    check_equal((len(world.receipts), len(lost), len(rows)), (total, 0, total), "acknowledged, lost, rows")
    note(f"acknowledged {kept} before the primary was lost and {total} in all, lost {len(lost)}, doubled {len(rows) - len(stored)}; "
         f"the standby that took its place was {ahead - behind} bytes ahead of the other")


def test_same_central(world):
    """Central has the name that it had, misses no number, and the new primary has a standby that receipts wait for"""
    check_equal(world.instance.admin().ask("GET", "/health").json()["central_epoch"], world.epoch, "name of the store")
    for kiosk in world.kiosks:
        status = {"version": "1", "queue": {}, "epoch": kiosk.epoch}
        answer = ProxyCaller(world.instance, kiosk).ask_json("PUT", "/v1/status", status).json()
        check_equal((answer["contiguous_through"], answer["gaps"]), (kiosk.seq, []), "numbers")
    told = world.hosts["db-2"].ask("SELECT application_name, sync_state FROM pg_stat_replication")
    check_equal(told, [["standby_b", "quorum"]], "standbys")


def test_relay(world):
    """The page's relay hands over what the lost primary had taken"""
    with open(world.central.path("take-records"), "w", encoding="ascii") as file:
        file.write(f"#!/bin/sh\nexec cat >>{shlex.quote(world.central.path('taken'))}\n")
    os.chmod(world.central.path("take-records"), 0o755)
    line, = [line for line in world.lines if line.startswith("yijian-central relay")]
    world.seen.append(line)
    told = json.loads(world.run_line(line + " --once"))
    with open(world.central.path("taken"), encoding="utf-8") as file:
        taken = {json.loads(text)["id"] for text in file}
    check_equal((told, taken), ({"done": len(world.receipts), "failed": 0}, set(world.receipts)))


def test_renamed(world):
    """The command for any other restore works on the new primary, and not while an instance serves"""
    line, = [line for line in world.lines if line.startswith("yijian-central database restored")]
    try:
        world.run_line(line)
    except AssertionError as refused:
        check("end every instance first" in str(refused), str(refused))
    else:
        raise AssertionError("it was renamed while it served")
    check_equal(world.instance.end(), 0, "exit code of central")
    world.run_line(line)
    epoch, = world.hosts["db-2"].ask("SELECT value FROM meta WHERE key = 'epoch'", world.hosts["db-2"].uri("yijian"))[0]
    check(epoch != world.epoch, "the name is the same")


def test_whole_page(world):
    """Every command of that part was run"""
    check_equal([line for line in world.lines if line not in world.seen], [], "commands that nobody ran")


def main():
    world = World()
    try:
        return tap.run("/central-failover", tap.list_tests(__name__, world), stop_at_first=True)
    finally:
        world.stop()


if __name__ == "__main__":
    sys.exit(main())
