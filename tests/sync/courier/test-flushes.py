#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How often the real courier asks the disk to flush: counted by strace, which no busy machine changes. A record is one flush when it
is handed over, and a batch is one when its receipts are stored."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import CourierRig  # noqa: E402
from tap import check, check_equal  # noqa: E402

RECORDS = 2000 if os.environ.get("YIJIAN_LONG") else 300
BATCHES = 100 if os.environ.get("YIJIAN_LONG") else 30
FLUSHES = ("fdatasync", "fsync", "sync_file_range", "syncfs", "sync", "msync")
OUTBOX = re.compile(r"<[^>]*/(outbox\.[a-z-]+|state)>")


class Tracer:
    def __init__(self, rig):
        self.path = os.path.join(rig.directory, "trace")
        self.process = subprocess.Popen(["strace", "-f", "-y", "-o", self.path, "-e", "trace=" + ",".join(FLUSHES), "-p", str(rig.courier.pid)],
                                        stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "attached" not in line:
            self.process.wait()
            raise tap.Skip("ptrace: " + line.strip())

    def end(self):
        """Flushes of the outbox, by file."""
        self.process.terminate()
        self.process.communicate()
        with open(self.path, encoding="utf-8", errors="replace") as file:
            lines = [line for line in file if line.split(None, 1)[1].startswith(FLUSHES) and "unfinished" not in line]
        files = [match.group(1) for match in map(OUTBOX.search, lines) if match]
        return {name: files.count(name) for name in set(files)}


def traced(rig, work):
    tracer = Tracer(rig)
    try:
        work()
    finally:
        found = tracer.end()
    return found


def test_submissions():
    rig = CourierRig()
    try:
        rig.central.then = answers.problem(503, "wait", Retry_After=3000)  # so that nothing is settled meanwhile
        rig.submit(size=8192)
        rig.sync()

        def work():
            for _ in range(RECORDS):
                rig.submit(size=8192)
        found = traced(rig, work)
        flushes = sum(found.values())
        tap.note(f"{RECORDS} records of 8 KiB: {flushes} flushes, {flushes / RECORDS:.3f} a record: {found}")
        check(flushes >= RECORDS, "a record without a flush is not durable")
        check(flushes <= 1.05 * RECORDS + 1, f"{flushes} flushes for {RECORDS} records")
    finally:
        rig.stop()


def test_batches():
    """Each batch is one record, so that there are many."""
    rig = CourierRig()
    try:
        rig.central.then = answers.accept
        rig.submit(size=8192)
        rig.sync()

        def work():
            for _ in range(BATCHES):
                rig.submit(size=8192)
                rig.sync()
        before = len(rig.central.accepted)
        found = traced(rig, work)
        flushes = sum(found.values())
        check_equal(len(rig.central.accepted) - before, BATCHES, "records that central took")
        check_equal(len(rig.records("accepted")), BATCHES + 1, "records that are settled")
        tap.note(f"{BATCHES} records handed over and settled in {BATCHES} batches: {flushes} flushes: {found}")
        check(flushes >= 2 * BATCHES, "a settled batch without a flush is not durable")
        check(flushes <= (1.05 + 1.1) * BATCHES + 1, f"{flushes} flushes for {BATCHES} records and batches")
    finally:
        rig.stop()


if __name__ == "__main__":
    sys.exit(tap.run("/courier-flushes", [("a record costs one flush", test_submissions),
                                          ("a settled batch costs one flush", test_batches)]))
