# SPDX-License-Identifier: Apache-2.0
"""What one record, one connection and one heartbeat cost central and its PostgreSQL: the numbers under docs/administrator.md's reckoning for
many kiosks. Bytes are bytes; processor time is of all processes on either side, so that a busy machine makes it no longer."""
import json
import os
import subprocess

from central_rig import Central, zstd
from figures import note
from kiosk_rig import Kiosk, make_envelope
from postgres_rig import Cluster

BATCH = 100
BATCHES, SINGLES, PAGES, HEARTBEATS, CONNECTIONS = 30, 300, 60, 1000, 200
END = 10 ** 12  # no outcome is after it
TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """Of a process and all its children, those that ended included."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        ticks = sum(int(text) for text in file.read().rsplit(")", 1)[1].split()[11:15])
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = file.read().split()
    return ticks / TICKS + sum(processor_seconds(child) for child in children)


def memory_kib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("Pss:"))


class Scales:
    """Processor seconds of central and of PostgreSQL since it was made."""

    def __init__(self, central, cluster):
        self.pids = central.process.pid, cluster.process.pid
        self.before = self.read()

    def read(self):
        return [processor_seconds(pid) for pid in self.pids]

    def spent(self):
        return [now - before for now, before in zip(self.read(), self.before)]


def sample_envelope(kiosk):
    program = os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support", "newborn-application.py")
    application = subprocess.run(["/usr/bin/python3", program], capture_output=True, check=True).stdout
    return make_envelope(kiosk.enrolled["recipients"], application, os.urandom(12 * 1024))  # a signature's PNG does not compress


def add_cost(figures, what, spent, n):
    for side, seconds in zip(("central", "PostgreSQL"), spent):
        figures.add(f"processor time of {side} for {what}", seconds / n * 1e6, "us")


def database_bytes(cluster, uri):
    return int(cluster.ask("SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace", uri)[0][0])


def log_bytes(cluster, uri):
    return int(cluster.ask("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn", uri)[0][0])


def measure_records(figures, central, cluster, kiosk):
    envelope = sample_envelope(kiosk)
    # Sealed bytes are like noise: noise of the same length is as good, and no two records compress each other.
    batches = [[kiosk.make_event(os.urandom(len(envelope))) for _ in range(BATCH)] for _ in range(BATCHES)]
    singles = [[kiosk.make_event(os.urandom(len(envelope)))] for _ in range(SINGLES)]
    coded = zstd(json.dumps(batches[0]).encode())
    figures.add("sealed envelope of a newborn's application with a signature", len(envelope), "B")
    figures.add(f"a record on the wire, in a zstd batch of {BATCH}", len(coded) / BATCH, "B")
    figures.add("a record on the wire, alone", len(zstd(json.dumps(singles[0]).encode())), "B")
    kiosk.send(kiosk.make_event(envelope))
    cluster.ask("CHECKPOINT", central.database)
    tables, log = database_bytes(cluster, central.database), log_bytes(cluster, central.database)
    scales = Scales(central, cluster)
    for batch in batches:
        kiosk.send(*batch)
    add_cost(figures, f"a record in batches of {BATCH}", scales.spent(), BATCH * BATCHES)
    n = BATCH * BATCHES
    figures.add("a record in PostgreSQL, indices included", (database_bytes(cluster, central.database) - tables) / n, "B")
    figures.add("a record in PostgreSQL's write-ahead log", (log_bytes(cluster, central.database) - log) / n, "B")
    scales = Scales(central, cluster)
    for single in singles:
        kiosk.send(*single)
    add_cost(figures, "a record alone", scales.spent(), SINGLES)


def measure_materials(figures, central, cluster, kiosk):
    page = os.urandom(300 * 1024)
    before, log, scales = database_bytes(cluster, central.database), log_bytes(cluster, central.database), Scales(central, cluster)
    for i in range(PAGES):
        kiosk.upload(page[i:] + page[:i])
    add_cost(figures, "a page of 300 KiB", scales.spent(), PAGES)
    figures.add("a page in PostgreSQL, as a multiple of its bytes", (database_bytes(cluster, central.database) - before) / PAGES / len(page))
    figures.add("a page in the write-ahead log, as a multiple of its bytes", (log_bytes(cluster, central.database) - log) / PAGES / len(page))


def measure_heartbeats(figures, central, cluster, kiosk):
    body = {"version": "1", "queue": {"queued": 0, "held": 0, "dead": 0}, "withheld": []}
    scales, log = Scales(central, cluster), log_bytes(cluster, central.database)
    for _ in range(HEARTBEATS):
        kiosk.caller.ask_json("PUT", "/v1/status", body)
    add_cost(figures, "a heartbeat on an open connection", scales.spent(), HEARTBEATS)
    figures.add("a heartbeat in the write-ahead log", (log_bytes(cluster, central.database) - log) / HEARTBEATS, "B")


def measure_connections(figures, central, cluster, kiosk):
    scales = Scales(central, cluster)
    for _ in range(CONNECTIONS):
        kiosk.caller.ask("GET", f"/v1/outcomes?after={END}")
        kiosk.caller.close()
    add_cost(figures, "a TLS connection with one request", scales.spent(), CONNECTIONS)
    before, held = memory_kib(central.process.pid), []
    for _ in range(CONNECTIONS):
        connection = kiosk.caller.open_socket()
        connection.sendall(f"GET /v1/outcomes?after={END} HTTP/1.1\r\nHost: c\r\n\r\n".encode())
        connection.recv(1)
        held.append(connection)
    figures.add("memory of central for an open TLS connection", (memory_kib(central.process.pid) - before) / CONNECTIONS, "KiB")
    for connection in held:
        connection.close()


def measure(figures, build):
    cluster = Cluster(wal_level="replica").start()
    central = Central("--kiosk-rate", "0", "--kiosk-connections", "0", database=cluster.new_database()).start()
    try:
        kiosk = Kiosk(central)
        for part in (measure_records, measure_materials, measure_heartbeats, measure_connections):
            part(figures, central, cluster, kiosk)
        figures.add("memory of central after all this", memory_kib(central.process.pid) / 1024, "MiB")
    finally:
        if central.end() != 0:
            note("central did not end well")
        central.remove()
        cluster.end()
