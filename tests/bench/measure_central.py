# SPDX-License-Identifier: Apache-2.0
"""Central's ingest beside COPY BINARY of the same records into the same PostgreSQL, in turns: the store alone, and from the text of a batch
to its answer with one sender and with two. The goal is measured against the table that its definition names, one with the two unique keys
by which a receiver tells a duplicate; the ratios to a table without any index, and to one with all columns and indices of submission,
stand beside it (copy-limits.h says what each has)."""
import json
import os
import statistics
import subprocess

import postgres_rig
from figures import CannotMeasure

ROUNDS, BATCHES, GOAL = 5, (100, 500), 0.55
LIMITS = (("heap", "no index"), ("keyed", "two keys"), ("whole", "submission's indices"))
STORED = (("bare", "store, records without matters"), ("store", "store, two cases each"))
WHOLE = (("one", "text to answer, one sender"), ("two", "text to answer, two senders"))


def ratio(found, name, limit):
    """The median of the rounds' own ratios."""
    return statistics.median(rate / most for rate, most in zip(found[name], found[limit]))


def measure(figures, build):
    try:
        cluster = postgres_rig.Cluster(shared_buffers="256MB", max_wal_size="4GB").start()
    except (FileNotFoundError, LookupError) as reason:
        raise CannotMeasure(str(reason)) from reason
    for batch in BATCHES:
        uri = cluster.new_database() + "&options=-csearch_path%3Dbench"
        program = os.path.join(build, "tests", "bench", "central-rate")
        done = subprocess.run([program, uri, str(batch), str(ROUNDS)], capture_output=True, text=True, check=True)
        found = json.loads(done.stdout)
        for limit, table in LIMITS:
            figures.add(f"COPY BINARY into {table}, batches of {batch}", statistics.median(found[limit]), "rows/s")
        for name, what in STORED:
            for limit, table in LIMITS:
                figures.add(f"{what}, {batch}: / COPY, {table}", ratio(found, name, limit), at_least=GOAL if limit == "keyed" else None)
        for name, what in WHOLE:
            figures.add(f"{what}, {batch}: / COPY, two keys", ratio(found, name, "keyed"))
    cluster.remove()
