# SPDX-License-Identifier: Apache-2.0
"""The whole path on one machine, every stage of it: a real courier with a full outbox, TLS, a real central, its commit, and the receipts
settled in the outbox; beside it, in turns, the best that PostgreSQL does alone. Then the same records once more, from a copy of the
outbox as it was before: what a restored disk costs. Beside the rates stands what each of the programs takes of the processors for a record:
together they are what bounds the rate on a machine that does nothing else. What of that nothing can take away stands there too: the
signatures that each record is promised, and PostgreSQL's own part; from all of these come the ratios that busy processors could reach."""
import json
import os
import statistics
import subprocess

import postgres_rig
from figures import CannotMeasure
from line_rig import used_seconds
from measure_line import send_all
from wire_rig import CopyRig, RealCentral, WireRig

RECORDS, ROUNDS, BATCH, PAUSE_SECONDS, SIGNATURES = 2000, 3, 100, 0.02, 2000
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


def limit(build, uri, size, cluster):
    """Records a second that PostgreSQL takes when nobody else wants anything, and microseconds of the processors that it spends on one."""
    program, before = os.path.join(build, "tests", "bench", "unnest-rate"), family_seconds(cluster.process.pid)
    done = subprocess.run([program, uri, str(2 * RECORDS), str(BATCH), str(size)], capture_output=True, text=True, check=True)
    return float(done.stdout), (family_seconds(cluster.process.pid) - before) / (2 * RECORDS) * 1e6


def sign_and_verify(build):
    """Microseconds of a processor for the signatures of one record."""
    program = os.path.join(build, "tests", "bench", "signature-time")
    return sum(json.loads(subprocess.run([program, str(SIGNATURES)], capture_output=True, text=True, check=True).stdout).values())


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


def add_ceilings(figures, size, best, alone, signing, used):
    """What the ratio would be if all processors were busy all the time: with what the programs take now, and with no more than what nothing
    takes away. @best: PostgreSQL's rate alone; the others are microseconds for a record."""
    def reach(microseconds):
        return os.cpu_count() * 1e6 / microseconds / best

    figures.add(f"signatures of a record, bare, {size:,} bytes", signing, "us")
    figures.add(f"PostgreSQL alone for a record, {size:,} bytes", alone, "us")
    figures.add(f"with {os.cpu_count()} busy processors, as the programs are / PostgreSQL alone, {size:,} bytes", reach(sum(used.values())))
    figures.add(f"the same with signatures and PostgreSQL's part only, {size:,} bytes", reach(signing + used["PostgreSQL"]))


def measure_store(figures, build, name, database, uri, cluster=None):
    rig = PathRig(database)
    try:
        for size in SIZES:
            limits, alone, signing, firsts, agains, uses = [], [], [], [], [], []
            for _ in range(ROUNDS):
                rate, microseconds = limit(build, uri, size, cluster) if uri else (0, 0)
                limits.append(rate)
                alone.append(microseconds)
                signing.append(sign_and_verify(build))
                first, again, used = send_twice(rig, cluster, size)
                uses.append(used)
                firsts.append(first)
                agains.append(again)
            figures.add(f"whole path to {name}, {size:,} sealed bytes: records", statistics.median(firsts), "/s")
            used = {program: statistics.median(each[program] for each in uses) for program in uses[0]}
            for program in ("courier", "central") + (("PostgreSQL",) if cluster else ()):
                figures.add(f"{program} for a record to {name}, {size:,} bytes", used[program], "us")
            if uri:
                figures.add(f"PostgreSQL alone, unnest and an outbox row, {size:,} bytes", statistics.median(limits), "/s")
                figures.add(f"whole path to {name} / PostgreSQL alone, {size:,} bytes",
                            statistics.median(mine / best for mine, best in zip(firsts, limits)), at_least=0.45)
                add_ceilings(figures, size, statistics.median(limits), statistics.median(alone), statistics.median(signing), used)
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
