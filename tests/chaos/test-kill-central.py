#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of central before any system call by which it stores a batch or a page: what it gave a receipt for is there, a batch whole
or not at all, and nothing is there twice."""
import collections
import contextlib
import functools
import hashlib
import os
import signal
import sqlite3
import sys

import chaos
import kiosk_rig
import tap
from central_rig import Central
from processes import wait_until
from tap import check, check_equal
from tracer import Tracer, count_calls

CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat", "mkdir")
BATCH, PAGE_BYTES = 3, 70000


class Scene:
    def __init__(self, rand):
        self.central = Central().start()
        self.kiosk = kiosk_rig.Kiosk(self.central)
        self.rand, self.kills, self.receipts, self.pages = rand, 0, {}, set()

    def restart(self):
        self.central.start()
        self.kiosk.reconnect()

    def attempt(self, call, number, function):
        """Runs @function with central to be killed at its @number-th @call."""
        process = self.central.process
        with Tracer(process, f"{call}:signal=SIGKILL:when={number}"):
            try:
                function()
            except Exception:  # the connection ends with central: that is what is tried
                wait_until(lambda: process.poll() is not None, "the end of central")
        if process.poll() is None:
            return
        check_equal(process.wait(60), -signal.SIGKILL, f"how central ended at {call} {number}")
        self.kills += 1
        self.central.process = None
        process.stdout.close()
        self.restart()

    def keep(self, results):
        for result in results:
            known = self.receipts.setdefault(result["id"], result["receipt"])
            check_equal(known, result["receipt"], "the receipt of a record that came again")


def ingest(scene):
    events, given = [scene.kiosk.make_event() for _ in range(BATCH)], []

    def send():
        given.extend(scene.kiosk.send(*events))

    def again():
        results = scene.kiosk.send(*events)
        statuses = {result["status"] for result in results}
        check(len(statuses) == 1 and statuses <= {"accepted", "duplicate"}, f"half a batch was kept: {statuses}")
        check(not given or statuses == {"duplicate"}, f"what had a receipt was {statuses}")
        scene.keep(given + results)
    return send, again


def page(scene):
    data, given = scene.rand.randbytes(PAGE_BYTES), []
    address = hashlib.sha256(data).hexdigest()

    def upload():
        given.append(scene.kiosk.upload(data).status)

    def again():
        there = scene.kiosk.caller.ask("HEAD", "/v1/blobs/" + address)
        offset = int(there.fields.get("Upload-Offset") or 0) if there.status < 300 else 0
        complete = there.fields.get("Upload-Complete") == "?1"
        check(not given or given == [204] and complete, f"a page that was taken ({given}) stands at {offset}")
        if not complete:
            check_equal(scene.kiosk.upload(data, offset=offset).status, 204, "the upload, from where it stands")
        scene.pages.add(address)
        event = scene.kiosk.make_event(materials=[data])
        check_equal(scene.kiosk.send(event)[0]["status"], "accepted", "a record that names the page")
        scene.keep(scene.kiosk.send(event))
    return upload, again


def judge(scene):
    """(lost, doubled) in central's own database, once it has ended."""
    check_equal(scene.central.end(), 0, "exit code of central")
    path = scene.central.database.split(":", 1)[1]
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = collections.Counter(row[0] for row in database.execute("SELECT id FROM submission"))
        effects = collections.Counter(row[0] for row in database.execute("SELECT id FROM outbox JOIN submission s ON submission = s.n"))
        check_equal(database.execute("PRAGMA integrity_check").fetchone()[0], "ok", "the database")
    lost = sum(rows[name] == 0 or effects[name] == 0 for name in scene.receipts)
    doubled = sum(count > 1 for count in (*rows.values(), *effects.values())) + len(rows) - len(scene.receipts)
    return lost, doubled


def test_kill(operation, rand):
    scene = Scene(rand)
    try:
        scene.keep(scene.kiosk.send(scene.kiosk.make_event()))
        act, again = operation(scene)
        points = count_calls(scene.central.process.pid, CALLS, act, scene.central.path("calls"))
        again()
        chosen = chaos.sample(points, rand, least=6)
        for call, number in chosen:
            act, again = operation(scene)
            scene.attempt(call, number, act)
            again()
        kills = scene.kills
        lost, doubled = judge(scene)
        tap.note(f"{operation.__name__}: {kills} kills at {len(chosen)} of {len(points)} points")
        check(kills >= len(chosen) // 3, f"only {kills} kills")
        chaos.row(f"kill -9 of central: {operation.__name__}", kills, len(scene.receipts), lost, doubled)
    finally:
        scene.central.remove()


def test_found_log(rand):
    """After a failed sync a log reads well and is gone with the power: one that is found is written again, and synced, before
    anybody is heard."""
    scene = Scene(rand)
    try:
        scene.kiosk.send(scene.kiosk.make_event())
        scene.central.end(signal.SIGKILL)
        log, size = scene.central.path("found"), os.path.getsize(scene.central.database.split(":", 1)[1] + "-wal")
        scene.central.wrap = ["strace", "-D", "-f", "-y", "-o", log, "-e", "trace=pwrite64,fdatasync,listen"]
        scene.restart()
        scene.central.wrap = []
        with open(log, encoding="utf-8", errors="replace") as file:
            before = file.read().split("listen(", 1)[0].splitlines()
        written = [line for line in before if "central.db-wal>" in line]
        first_sync = next(i for i, line in enumerate(written) if "fdatasync(" in line)
        again = sum(int(line.rsplit(" = ", 1)[1]) for line in written[:first_sync])
        check_equal(again, size, "bytes of the log that were written before the first sync")
        check_equal(scene.central.end(), 0, "exit code of central")
    finally:
        scene.central.remove()


def main():
    rand = chaos.make_random("kill -9 of central")
    return tap.run("/kill-central", [(f"central is killed while it takes a {name}", functools.partial(test_kill, operation, rand))
                                     for name, operation in (("batch", ingest), ("page", page))] +
                   [("a log that central finds is made durable before anybody is heard", functools.partial(test_found_log, rand))])


if __name__ == "__main__":
    sys.exit(main())
