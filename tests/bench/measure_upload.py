# SPDX-License-Identifier: Apache-2.0
"""What of loopback TLS the courier's own way to the wire reaches: batches of 100 beside one big PUT to the same server, in turns.

The goal is for bytes as they are. zstd takes base64's third back and costs more than this line does: it has no goal here, and is what a
hall's line wants (see measure_line.py)."""
import json
import os
import statistics
import subprocess
import tempfile

import scripted_central

BIG_MIB, RECORDS, BATCH, ROUNDS = 128, 5000, 100, 7
SIZES = (("8,240", 8240), ("3,300", 3300))
WAYS = (("one connection, plain", "one_plain", 0.40), ("two connections, plain", "two_plain", 0.50),
        ("one connection, zstd", "one_zstd", None), ("two connections, zstd", "two_zstd", None))


def rates(pairs):
    return [size / usec for size, usec in pairs]


def measure_size(figures, build, url, ca, name, size):
    done = subprocess.run([os.path.join(build, "tests", "bench", "upload-rate"), url, ca, str(BIG_MIB), str(RECORDS), str(BATCH), str(size),
                           str(ROUNDS)], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    big = rates(found["big"])
    figures.add(f"one PUT of {BIG_MIB} MiB on loopback TLS, median of {ROUNDS}", statistics.median(big), "MB/s")
    for what, way, goal in WAYS:
        share = statistics.median(mine / limit for mine, limit in zip(rates(found[way]), big))
        figures.add(f"{name} bytes sealed, {what}: records", RECORDS / statistics.median(usec for _, usec in found[way]) * 1e6, "/s")
        figures.add(f"{name} bytes sealed, {what}: bytes / one big PUT's", share, at_least=goal)


def measure(figures, build):
    authority = scripted_central.Authority()
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as folder:
        pem, ca = os.path.join(folder, "server.pem"), os.path.join(folder, "ca.pem")
        with open(pem, "wb") as file:
            file.write(authority.server())
        with open(ca, "w", encoding="ascii") as file:
            file.write(authority.pem)
        sink = subprocess.Popen([os.path.join(build, "tests", "bench", "upload-sink"), pem], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        try:
            url = f"https://127.0.0.1:{sink.stdout.readline().strip()}"
            for name, size in SIZES:
                measure_size(figures, build, url, ca, name, size)
        finally:
            sink.stdin.close()
            sink.wait(60)
            sink.stdout.close()
