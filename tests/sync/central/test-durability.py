#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What was answered is kept: central is killed, stopped, and robbed of its disk."""
import contextlib
import hashlib
import json
import os
import random
import resource
import signal
import socket
import sqlite3
import sys
import threading
import time

from central_rig import Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

BATCH = "application/cloudevents-batch+json"
KILLS = 60 if os.environ.get("YIJIAN_LONG") else 12


def send_unread(kiosk, events):
    """A batch whose answer is never read."""
    body = json.dumps(events).encode()
    connection = kiosk.caller.open_socket()
    connection.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: {BATCH}\r\nContent-Length: {len(body)}\r\n\r\n"
                       .encode() + body)
    return connection


def restart(central, kiosk):
    central.start()
    kiosk.reconnect()


def test_killed_before_the_answer(central, kiosk):
    """Killed after the commit and before its answer arrived, central calls the record a duplicate when it comes again"""
    event = kiosk.make_event()
    connection = send_unread(kiosk, [event])
    while not any(row["id"] == event["id"] for row in kiosk.cases()):
        pass
    central.end(signal.SIGKILL)
    connection.close()
    restart(central, kiosk)
    first, second = kiosk.send(event)[0], kiosk.send(event)[0]
    check_equal((first["status"], second["status"]), ("duplicate", "duplicate"))
    check_equal(first["receipt"], second["receipt"])
    kiosk.open_receipt(first["receipt"], event)


def receive(kiosk, events, received):
    try:
        for result in kiosk.send(*events):
            received[result["id"]] = result
    except Exception:  # the connection ends with central: that is what is tried
        pass


def kill_once(central, kiosk, delay):
    """Sends while central is killed after @delay; what was answered, and what is said when all comes again."""
    events = [kiosk.make_event() for _ in range(40)]
    received = {}
    thread = threading.Thread(target=receive, args=(kiosk, events, received))
    thread.start()
    time.sleep(delay)
    central.end(signal.SIGKILL)
    thread.join()
    restart(central, kiosk)
    return events, received, {result["id"]: result for result in kiosk.send(*events)}


def test_killed_at_any_moment(central, kiosk):
    """Killed at random moments, central keeps every record it gave a receipt for, a batch whole or not at all"""
    seed = int.from_bytes(os.urandom(4), "big")
    chance, seen = random.Random(seed), {"accepted": 0, "duplicate": 0, "answered": 0}
    for _ in range(KILLS):
        events, received, again = kill_once(central, kiosk, chance.uniform(0, 0.06))
        statuses = {result["status"] for result in again.values()}
        check(len(statuses) == 1 and statuses <= {"accepted", "duplicate"}, f"seed {seed}: half a batch was kept: {statuses}")
        for name, result in received.items():
            check_equal((again[name]["status"], again[name]["receipt"]), ("duplicate", result["receipt"]), f"seed {seed}: a record with a receipt")
        seen[statuses.pop()] += 1
        seen["answered"] += bool(received)
    numbers = [row["id"] for row in kiosk.cases()]
    check_equal(len(numbers), 2 * len(set(numbers)), "cases of each record")
    note(f"seed {seed}: {KILLS} kills, {seen['answered']} batches were answered before, {seen['duplicate'] - seen['answered']} were stored "
        f"without an answer, {seen['accepted']} were not stored; cases {len(numbers)}")


def test_stopped(central, kiosk):
    """Told to end, central finishes the request that is running, takes no new one, and ends with 0"""
    body = json.dumps([kiosk.make_event()]).encode()
    connection = kiosk.caller.open_socket()
    connection.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: {BATCH}\r\nContent-Length: {len(body)}\r\n\r\n"
                       .encode() + body[:100])
    while "yijian_batches_in_flight 1" not in central.admin().ask("GET", "/metrics").body.decode():
        pass
    process = central.process
    process.send_signal(signal.SIGTERM)
    while accepts(kiosk):
        pass
    check(process.poll() is None, "central did not wait for the request")
    connection.sendall(body[100:])
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    check(answer.startswith(b"HTTP/1.1 200") and b'"accepted"' in answer, answer[:200])
    connection.close()
    check_equal(process.wait(120), 0, "exit code")
    central.process = None
    process.stdout.close()
    restart(central, kiosk)


def accepts(kiosk):
    try:
        socket.create_connection((kiosk.caller.host, kiosk.caller.port), 10).close()
        return True
    except OSError:
        return False


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
