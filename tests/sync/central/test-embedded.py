#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Central on a file of its own: a disk without room, a second process, files of others."""
import contextlib
import hashlib
import os
import resource
import sqlite3
import sys

from central_rig import Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note


def test_no_room(central, kiosk):
    """While the disk takes nothing, answers are 503 with Retry-After; afterwards central goes on without a restart"""
    stored = kiosk.make_event()
    receipt = kiosk.send(stored)[0]["receipt"]
    event, limit = kiosk.make_event(), resource.prlimit(central.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(central.process.pid, resource.RLIMIT_FSIZE, (1, limit[1]))
    answer = kiosk.post([event])
    check_equal((answer.status, answer.problem), (503, "store-unavailable"))
    check(int(answer.fields["Retry-After"]) > 0, "no Retry-After")
    check(central.directory not in answer.body.decode(), "the answer tells where the store is")
    page = b"a page that finds no room"
    check_equal(kiosk.upload(page).status, 503, "an upload")
    resource.prlimit(central.process.pid, resource.RLIMIT_FSIZE, limit)
    check_equal(kiosk.send(event)[0]["status"], "accepted")
    again = kiosk.send(stored)[0]
    check_equal((again["status"], again["receipt"]), ("duplicate", receipt), "what was stored before")
    kept = kiosk.caller.ask("HEAD", "/v1/blobs/" + hashlib.sha256(page).hexdigest())
    check_equal(kiosk.upload(page, offset=int(kept.fields.get("Upload-Offset") or 0)).status, 204, "the upload, from where it stands")


def test_one_process(central, kiosk):
    """A second central on the same database does not start, and says why"""
    done = central.command("serve", "--listen", "127.0.0.1:0", "--keys", os.path.join(central.keys, "serve"), check=False)
    check_equal(done.returncode, 1, "exit code")
    check("another process has it open" in done.stderr, done.stderr)


def test_foreign_files(central, kiosk):
    """A database of another program or of a later version is not touched"""
    path = central.path("other.db")
    for what, sql in (("another program's", "CREATE TABLE a (b); PRAGMA application_id = 7"),
                      ("one without a name", "CREATE TABLE a (b)"),
                      ("a later version's", f"CREATE TABLE a (b); PRAGMA application_id = {0x594A4331}; PRAGMA user_version = 99")):
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.executescript(sql)
        with open(path, "rb") as file:
            before = file.read()
        done = central.command("case", "list", "--database", "sqlite:" + path, database=False, check=False)
        check_equal(done.returncode, 1, what)
        with open(path, "rb") as file:
            check(file.read() == before, f"{what} was changed")
        note(f"{what}: {done.stderr.strip()}")
        os.unlink(path)


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
