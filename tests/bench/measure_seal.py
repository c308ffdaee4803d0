# SPDX-License-Identifier: Apache-2.0
"""The seal of a record beside a raw append + fdatasync of the same bytes, in turns, record by record; how often it asks the disk to
flush; and how long an outbox takes to open after a crash."""
import json
import os
import signal
import sqlite3
import statistics
import subprocess
import tempfile

from figures import CannotMeasure

RECORD_BYTES, PAIRS, WINDOW, COUNTED = 8240, 800, 40, 1000
GROWN_AFTER = 1200  # records after which a log that grows at all has reached its full size
WAL_MIB, RECOVERIES = 10, 5
FLUSHES = ("fdatasync", "fsync", "sync_file_range")


def run(build, folder, *words):
    program = os.path.join(build, "tests", "bench", "seal-time")
    done = subprocess.run([program, *map(str, words)], env=dict(os.environ, TMPDIR=folder), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def flatten(blocks):
    return [usec for block in blocks for usec in block]


def windows(raw, sealed, measure):
    """The ratio in each window of pairs, of which the middle one counts: a disk that changes its pace in between spoils one window."""
    return statistics.median(measure(sealed[i:i + WINDOW]) / measure(raw[i:i + WINDOW]) for i in range(0, len(raw), WINDOW))


def percentile(values, share):
    return sorted(values)[int(len(values) * share)]


def compare(figures, build, folder, name, skip, goal):
    found = run(build, folder, PAIRS, 1, RECORD_BYTES, skip)
    raw, sealed = flatten(found["raw_usec"]), flatten(found["seal_usec"])
    figures.add(f"raw append + fdatasync beside it, median of {PAIRS}", statistics.median(raw) / 1000, "ms")
    figures.add(f"{name}: median / raw median", windows(raw, sealed, statistics.median), at_most=goal)
    figures.add(f"{name}: 95th of 100 / raw 95th", percentile(sealed, 0.95) / percentile(raw, 0.95), at_most=2.5)


def count_flushes(build, folder, records):
    program, path = os.path.join(build, "tests", "bench", "seal-time"), os.path.join(folder, "strace")
    command = ["strace", "-f", "-c", "-o", path, "-e", "trace=" + ",".join(FLUSHES), program, "0", "0", str(RECORD_BYTES), str(records)]
    done = subprocess.run(command, env=dict(os.environ, TMPDIR=folder), capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotMeasure("ptrace: " + done.stderr.strip().splitlines()[-1])
    with open(path, encoding="utf-8") as file:
        rows = [line.split() for line in file]
    return sum(int(row[3]) for row in rows if row and row[-1] in FLUSHES)


def grow_log(path, stop_at_bytes):
    """What a crash leaves: committed pages in the log alone. A child, so that it can end without closing the file."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA wal_autocheckpoint = 0")
    number = 0
    while not os.path.exists(path + "-wal") or os.path.getsize(path + "-wal") < stop_at_bytes:
        database.execute("INSERT INTO event (seq, wall, boottime_usec, what) VALUES (0, '', ?, ?)", (number, "x" * 30000))
        number += 1
    os.kill(os.getpid(), signal.SIGKILL)


def open_outbox(build, folder):
    done = subprocess.run([os.path.join(build, "tests", "bench", "open-time"), folder], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["open_usec"] / 1000


def measure_recovery(figures, build, folder):
    """An outbox opens after a crash that left its log full, and beside it one that was closed in order."""
    crashed, closed = [], []
    for turn in range(RECOVERIES):
        for times, log_mib in ((closed, 0), (crashed, WAL_MIB)):
            outbox = os.path.join(folder, f"outbox-{turn}-{log_mib}")
            os.mkdir(outbox)
            open_outbox(build, outbox)
            if log_mib:
                grow_log(os.path.join(outbox, "outbox.db"), log_mib << 20)
            times.append(open_outbox(build, outbox))
    figures.add("an outbox that was closed opens, median", statistics.median(closed), "ms")
    figures.add(f"an outbox opens after a crash, log {WAL_MIB} MiB, median", statistics.median(crashed), "ms", at_most=100)


def measure(figures, build):
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        compare(figures, build, folder, f"seal of {RECORD_BYTES} bytes, new outbox", 1, 1.6)
        compare(figures, build, folder, f"seal of {RECORD_BYTES} bytes, log at its size", GROWN_AFTER, 1.15)
        flushes = count_flushes(build, folder, COUNTED) - count_flushes(build, folder, 0)
        figures.add(f"flushes a record, of {COUNTED}", flushes / COUNTED, at_most=1.05)
        measure_recovery(figures, build, folder)
