# SPDX-License-Identifier: Apache-2.0
"""What a hall notices: the kiosk's start and memory beside a bare GTK window's, catalogues, the search, and a record by yijianctl."""
import json
import os
import statistics
import subprocess
import tempfile
import time

import province_catalogue
from kiosk_stack import KioskStack
from processes import wait_until
from stack import SOURCE

STARTS, RECORDS, LOADS = 5, 50, 9
THEMES, COUNTIES = (1, 14, 58), (1, 136)


def memory_mib(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        sizes = dict(line.split(":", 1) for line in file if ":" in line and line[0].isalpha())
    return tuple(int(sizes[name].split()[0]) / 1024 for name in ("Rss", "Pss"))


def first_paint(stack, name, command):
    """Seconds from the start to the first pixel that is not the empty screen's, and the memory then."""
    def painted():
        picture = subprocess.run(["import", "-window", "root", "-crop", "200x200+440+860", "-depth", "8", "rgb:-"],
                                 env=stack.environment, capture_output=True, check=True).stdout
        return any(picture)
    started = time.monotonic()
    process = stack.processes.start(name, command, env=stack.environment)
    wait_until(painted, f"the first picture of {name}")
    seconds = time.monotonic() - started
    stack.processes.wait_at_rest(process)
    memory = memory_mib(process.pid)
    stack.processes.end(process)
    wait_until(lambda: not painted(), "an empty screen")
    return seconds, memory


def measure_catalogues(figures, build):
    """For one hall: the load of a signed bundle, the same in place of another as between two visitors, and what is kept."""
    program = os.path.join(build, "tests", "support", "load-catalogue")
    for themes in THEMES:
        for counties in COUNTIES:
            with tempfile.TemporaryDirectory(prefix="yijian-province-") as folder:
                province_catalogue.write(os.path.join(folder, "c"), themes, counties)
                done = subprocess.run([program, os.path.join(folder, "c"), province_catalogue.HALL, str(LOADS)], capture_output=True,
                                      text=True, check=True)
            found, name = json.loads(done.stdout), f"catalogue of {themes} themes × {counties} counties"
            figures.add(f"{name}: files parsed", found["parsed_files"])
            figures.add(f"{name}: load, median of {LOADS}", found["load_usec"] / 1000, "ms")
            figures.add(f"{name}: switch", found["switch_usec"] / 1000, "ms")
            figures.add(f"{name}: kept", found["heap_bytes"] / 1024 / 1024, "MiB")


def measure_screen(figures, stack):
    kiosk = [stack.program("yijian-kiosk"), "--settings", stack.settings, "--bus", stack.bus, "--size", "1080x1920",
             "--data-dir", os.path.join(SOURCE, "assets")]
    bare = [os.path.join(stack.build, "tests", "bench", "bare-window")]
    for name, command in (("bare GTK window", bare), ("kiosk, welcome", kiosk)):
        runs = [first_paint(stack, name.split()[0].strip(","), command) for _ in range(STARTS)]
        figures.add(f"{name}: first picture, median of {STARTS}", statistics.median(run[0] for run in runs) * 1000, "ms")
        figures.add(f"{name}: resident", runs[-1][1][0], "MiB")
        figures.add(f"{name}: proportional", runs[-1][1][1], "MiB")


def measure_records(figures, stack, folder):
    times = []
    for number in range(RECORDS):
        path = os.path.join(folder, f"{number}.json")
        stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
    stack.line.cut()
    for number in range(RECORDS):
        started = time.monotonic()
        stack.ctl("submit", os.path.join(folder, f"{number}.json"))
        times.append(time.monotonic() - started)
    figures.add(f"yijianctl submit, to durable, median of {RECORDS}", statistics.median(times) * 1000, "ms")
    stack.line.mend()
    started = time.monotonic()

    def sent():
        stack.ctl("sync", "now", check=False)
        return json.loads(stack.ctl("status"))["queue"]["accepted"] == RECORDS
    wait_until(sent, "every receipt", 300)
    figures.add(f"{RECORDS} records to signed receipts", (time.monotonic() - started) * 1000, "ms")


def measure_search(figures, stack):
    program = os.path.join(stack.build, "tests", "bench", "search-time")
    environment = {**os.environ, "YIJIAN_DATA_DIR": os.path.join(SOURCE, "assets")}
    for line in subprocess.run([program], env=environment, capture_output=True, check=True, text=True).stdout.splitlines():
        what, value, unit = line.split("\t")
        figures.add(what, float(value), unit)


def measure(figures, build):
    stack = KioskStack(build)
    stack.environment.update(GTK_A11Y="none")
    with tempfile.TemporaryDirectory(prefix="yijian-people-") as folder:
        try:
            measure_catalogues(figures, stack.build)
            stack.start_core(logged=False)
            stack.start_display()
            stack.start_devices()
            stack.write_settings()
            measure_search(figures, stack)
            measure_screen(figures, stack)
            measure_records(figures, stack, folder)
        finally:
            stack.stop()
