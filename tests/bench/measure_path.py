# SPDX-License-Identifier: Apache-2.0
"""The whole path on one machine, every stage of it: a real courier with a full outbox, TLS, a real central, its commit, and the receipts
settled in the outbox; beside it, in turns, the best that PostgreSQL does alone. Then the same records once more, from a copy of the
outbox as it was before: what a restored disk costs. Beside the rates stands what each of the programs takes of the processors for a record:
together they are what bounds the rate on a machine that does nothing else."""
import os
import statistics
import subprocess

import postgres_rig
from figures import CannotMeasure
from line_rig import used_seconds
from measure_line import send_all
from wire_rig import CopyRig, RealCentral, WireRig

RECORDS, ROUNDS, BATCH, PAUSE_SECONDS = 2000, 3, 100, 0.02
SIZES = (8240, 3300)


class PathRig(WireRig):
    """Without a proxy in between, and with the database that is asked for."""

    def __init__(self, database):
        self.database = database
        super().__init__()

    def make_central(self):
        return RealCentral(None, database=self.database).start()

    def fill(self, count, size):
        """Records that wait while central is away, and central back again where it was."""
        self.central.port = int(self.central.urls["listen"].rsplit(":", 1)[1])
        self.central.end()
        self.submit_many(count, size)
        self.central.start()


def limit(build, uri, size):
    program = os.path.join(build, "tests", "bench", "unnest-rate")
    return float(subprocess.run([program, uri, str(2 * RECORDS), str(BATCH), str(size)], capture_output=True, text=True, check=True).stdout)


def family_seconds(pid):
    """Processor time of a server, of its children, and of those that have ended."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        children = [used_seconds(int(child)) for child in file.read().split()]
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        own = sum(map(int, file.read().rsplit(")", 1)[1].split()[11:15])) / os.sysconf("SC_CLK_TCK")
    return own + sum(children)


def count_used(rig, cluster):
    """Processor time of the programs so far."""
    return {"courier": used_seconds(rig.courier.pid), "central": used_seconds(rig.central.process.pid),
            "PostgreSQL": family_seconds(cluster.process.pid) if cluster else 0}


def send_twice(rig, cluster, size):
    """Records a second for the first time, and from a copy of the outbox that knows nothing of it; microseconds of each program for a record
    that is sent for the first time."""
    rig.fill(RECORDS, size)
    rig.processes.end(rig.courier)
    copy = CopyRig(rig)
    try:
        copy.processes.end(copy.courier)
        rig.start()
        before = count_used(rig, cluster)
        seconds, after = send_all(rig, lambda: count_used(rig, cluster), PAUSE_SECONDS)
        copy.start()
        used = {name: (after[name] - before[name]) / RECORDS * 1e6 for name in before}
        return RECORDS / seconds, RECORDS / send_all(copy, pause_seconds=PAUSE_SECONDS)[0], used
    finally:
        copy.stop()


def measure_store(figures, build, name, database, uri, cluster=None):
    rig = PathRig(database)
    try:
        for size in SIZES:
            limits, firsts, agains, uses = [], [], [], []
            for _ in range(ROUNDS):
                limits.append(limit(build, uri, size) if uri else 0)
                first, again, used = send_twice(rig, cluster, size)
                uses.append(used)
                firsts.append(first)
                agains.append(again)
            figures.add(f"whole path to {name}, {size:,} sealed bytes: records", statistics.median(firsts), "/s")
            for program in ("courier", "central") + (("PostgreSQL",) if cluster else ()):
                figures.add(f"{program} for a record to {name}, {size:,} bytes", statistics.median(used[program] for used in uses), "us")
            if uri:
                figures.add(f"PostgreSQL alone, unnest and an outbox row, {size:,} bytes", statistics.median(limits), "/s")
                figures.add(f"whole path to {name} / PostgreSQL alone, {size:,} bytes",
                            statistics.median(mine / best for mine, best in zip(firsts, limits)), at_least=0.45)
            figures.add(f"resend of duplicates to {name} / first time, {size:,} bytes",
                        statistics.median(again / first for first, again in zip(firsts, agains)), at_least=1)
    finally:
        rig.stop()


def measure(figures, build):
    measure_store(figures, build, "SQLite", None, None)
    try:
        cluster = postgres_rig.Cluster(shared_buffers="256MB", max_wal_size="4GB").start()
    except (FileNotFoundError, LookupError) as reason:
        raise CannotMeasure(str(reason)) from reason
    try:
        uri = cluster.new_database()
        measure_store(figures, build, "PostgreSQL", cluster.new_database(), uri, cluster)
    finally:
        cluster.remove()
