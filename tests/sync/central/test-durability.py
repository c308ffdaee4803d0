#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What was answered is kept: central is killed and stopped, with any database."""
import json
import os
import random
import signal
import socket
import sys
import threading
import time

from central_rig import Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, draw_seed, note

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
    seed = draw_seed()
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


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
