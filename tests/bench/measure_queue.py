# SPDX-License-Identifier: Apache-2.0
"""The same work on a queue of 1,000 records and on one of 100,000, in turns; and how long a gigabyte takes to open."""
import os
import subprocess
import tempfile

FEW, MANY = 1000, 100_000
BODY_BYTES, LARGE_BODY_BYTES = 600, 9800
GOAL = 1.3


def run(build, body_bytes):
    program = os.path.join(build, "tests", "bench", "queue-growth")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        done = subprocess.run([program, str(FEW), str(MANY), str(body_bytes)], env=dict(os.environ, TMPDIR=folder), capture_output=True,
                              text=True, check=True)
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {what: (int(few), int(many)) for what, few, many in rows}


def measure(figures, build):
    found = run(build, BODY_BYTES)
    for what, (few, many) in found.items():
        if what != "open":
            figures.add(f"{what} among {MANY:,} / among {FEW:,} records", many / max(few, 1), at_most=GOAL)
    figures.add(f"an outbox with {MANY:,} records opens", found["open"][1] / 1000, "ms")
    figures.add(f"the same with {MANY * LARGE_BODY_BYTES / 1e9:.1f} GB of bodies", run(build, LARGE_BODY_BYTES)["open"][1] / 1000, "ms")
