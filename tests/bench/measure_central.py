# SPDX-License-Identifier: Apache-2.0
"""Central's ingest beside COPY BINARY of the same bytes into the same PostgreSQL, in turns: the store alone, and from the text of a batch
to its answer with one sender and with two."""
import json
import os
import statistics
import subprocess

import postgres_rig
from figures import CannotMeasure

ROUNDS, BATCHES = 5, (100, 500)


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
        figures.add(f"COPY BINARY, batches of {batch}, median of {ROUNDS}", statistics.median(found["copy"]), "rows/s")
        for name, what, goal in (("bare", "central's store, records without matters", 0.55), ("store", "central's store, two cases each", 0.55),
                                 ("one", "central, text to answer, one sender", None), ("two", "central, text to answer, two senders", None)):
            ratios = [rate / limit for rate, limit in zip(found[name], found["copy"])]
            figures.add(f"{what}, batches of {batch}: / COPY", statistics.median(ratios), at_least=goal)
    cluster.remove()
