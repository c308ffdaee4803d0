#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Many senders at once: of the same records, in the same and in other orders, and what is counted afterwards in the tables."""
import http.client
import json
import random
import sys
import threading

from central_rig import Central, run_tests, zstd
from kiosk_rig import Kiosk
from tap import check_equal, note

ITEMS, BATCH, SENDERS = 2000, 100, 4
FIELDS = {"Content-Type": "application/cloudevents-batch+json", "Content-Encoding": "zstd"}


def connect(kiosk):
    return http.client.HTTPSConnection(kiosk.caller.host, kiosk.caller.port, timeout=300, context=kiosk.caller.context)


def post(connection, body):
    """The status and what was answered; these are too many to hold each to the description."""
    connection.request("POST", "/v1/batches", body, FIELDS)
    response = connection.getresponse()
    data = response.read()
    return response.status, json.loads(data)


def count_rows(central, *tables):
    words = [f"(SELECT count(*) FROM {table})" for table in tables]
    return [int(value) for value in central.ask_database("SELECT " + ", ".join(words))[0]]


def send_all(kiosk, bodies, answers):
    connection = connect(kiosk)
    for body in bodies:
        answers.append(post(connection, body))
    connection.close()


def test_same_items(central):
    """Four senders at once of the same 2,000 records make 2,000 rows, however they meet"""
    kiosk = Kiosk(central)
    events = [kiosk.make_event(b"sealed bytes %d" % number) for number in range(ITEMS)]
    mixed = random.Random(5).sample(events, len(events))
    orders = [[zstd(json.dumps(order[at:at + BATCH]).encode()) for at in range(0, ITEMS, BATCH)] for order in (events, mixed)]
    answers = [[] for _ in range(SENDERS)]
    threads = [threading.Thread(target=send_all, args=(kiosk, orders[number % 2], answers[number])) for number in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_equal({status for each in answers for status, _ in each}, {200}, "statuses of the answers")
    results = [result for each in answers for _, answer in each for result in answer["results"]]
    seen = {status: sum(result["status"] == status for result in results) for status in ("accepted", "duplicate")}
    check_equal(seen, {"accepted": ITEMS, "duplicate": (SENDERS - 1) * ITEMS})
    receipts = {}
    for result in results:
        check_equal(receipts.setdefault(result["id"], result["receipt"]), result["receipt"], "receipts of one record")
    central.end()
    rows = count_rows(central, "submission", "outbox", "matter_case", "outcome", "quarantine")
    check_equal(rows, [ITEMS, ITEMS, 2 * ITEMS, 2 * ITEMS, 0], "rows")
    central.start()
    note(f"accepted {seen['accepted']}, duplicate {seen['duplicate']}, rows {rows[0]}, outbox rows {rows[1]}")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
