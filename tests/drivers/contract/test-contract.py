#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every registered driver through every fault that its device can meet: one test a cell, and the whole as one table.

Each rig has a process of its own, several at a time, because most of a fault is waiting. A cell that ends its process has failed,
and the cells behind it are run in another. With YIJIAN_LONG every driver is opened 1,000 times."""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
SOURCE = os.environ.get("YIJIAN_SOURCE_DIR") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
import tap  # noqa: E402

BUILT_PROGRAM = os.path.join(os.environ.get("YIJIAN_BUILD_DIR", "build"), "tests", "drivers", "contract", "contract-drivers")
AT_ONCE = 16
PATIENCE_SECONDS = 3600 if os.environ.get("YIJIAN_LONG") else 280
RESULT = re.compile(r"^(ok|not ok) \d+ (/.*)$")
# What allocators keep back for the next time would hide from the reopenings what they leave.
ENVIRONMENT = dict(os.environ, G_SLICE="always-malloc", GLIBC_TUNABLES="glibc.malloc.tcache_count=0:glibc.malloc.arena_max=1")
MARKS = {"run": "?", "ok": "ok", "failed": "FAIL", "excused": "-", "unexplained": "FAIL"}


def read_table(program, wanted):
    """[(rig, fault)] -> [state, why], and {driver: has a rig}."""
    cells, drivers = {}, {}
    output = subprocess.run([program, "--list"], env=ENVIRONMENT, capture_output=True, text=True, check=True).stdout
    for line in output.splitlines():
        kind, *fields = line.split("\t")
        if kind == "driver":
            drivers[fields[0]] = fields[1] == "rig"
        elif not wanted or fields[0].split(" ")[0] in wanted:
            cells[fields[0], fields[1]] = [fields[2], fields[3]]
    return cells, drivers


def run_once(program, rig, skipped, deadline):
    """One process: ({fault: passed}, what it said, its exit status)."""
    command = [program, "--tap", "-p", "/" + rig]
    for fault in skipped:
        command += ["-s", f"/{rig}/{fault}"]
    process = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        output, _ = process.communicate(timeout=max(1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        process.kill()
        output = process.communicate()[0] + "\nit hung and was ended\n"
    results = {}
    for line in output.splitlines():
        found = RESULT.match(line)
        if found and found.group(2).startswith(f"/{rig}/") and "# SKIP" not in line:
            results[found.group(2)[len(rig) + 2:]] = found.group(1) == "ok"
    return results, output, process.returncode


def run_rig(program, rig, faults):
    """Runs all of @faults, in another process again after one that ended it; ({fault: passed}, {fault: what was said})."""
    results, told = {}, {}
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(results) < len(faults):
        new, output, status = run_once(program, rig, list(results), deadline)
        results.update(new)
        for fault, passed in new.items():
            if not passed:
                told[fault] = output
        if status != 0 and len(results) == len(faults) and all(new.values()):
            # All passed, and the program did not: a sanitizer found something at its end.
            results[faults[-1]], told[faults[-1]] = False, output
        if len(results) < len(faults):
            # It ended in the first one that has no result.
            fault = next(fault for fault in faults if fault not in results)
            results[fault], told[fault] = False, output
    return results, told


def print_table(cells):
    rigs, faults = (list(dict.fromkeys(key[part] for key in cells)) for part in (0, 1))
    width = max(map(len, faults)) + 2
    tap.note("")
    for number, rig in enumerate(rigs, 1):
        tap.note(f"{number:>3}  {rig}")
    tap.note(" " * width + "".join(f"{number:>5}" for number in range(1, len(rigs) + 1)))
    for fault in faults:
        tap.note(fault.ljust(width) + "".join(MARKS[cells[rig, fault][0]].rjust(5) for rig in rigs))
    tap.note("")
    excuses = {}
    for (rig, fault), (state, why) in cells.items():
        if state == "excused":
            excuses.setdefault((rig, why), []).append(fault)
    for (rig, why), names in excuses.items():
        tap.note(f"-  {rig}: {', '.join(names)}: {why}")


def report(cells, told, drivers):
    """Prints every cell as a test; how many failed."""
    number = 0
    for driver, has_rig in drivers.items():
        number += 1
        print(f"{'ok' if has_rig else 'not ok'} {number} /drivers-contract/{driver}-has-a-rig")
    for (rig, fault), (state, _) in cells.items():
        number += 1
        good = state in ("ok", "excused")
        end = "-cannot-be,-and-the-table-says-why" if state == "excused" else ""
        print(f"{'ok' if good else 'not ok'} {number} /drivers-contract/{rig}/{fault}{end}".replace(f"/{rig}/", "/" + rig.replace(" ", "-") + "/")
              .replace(fault, fault.replace(" ", "-")))
        if not good:
            tap.note(told.get((rig, fault), "the rig neither makes this fault nor says why not")[-6000:])
    print(f"1..{number}")
    return number


def make_folders(folder):
    """A home of its own for what libraries keep."""
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
        ENVIRONMENT[name] = os.path.join(folder, name.lower())
        os.mkdir(ENVIRONMENT[name], mode=0o700)


def run(options):
    cells, drivers = read_table(options.program, options.driver)
    told = {}
    rigs = list(dict.fromkeys(rig for rig, _ in cells))
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        runs = {rig: pool.submit(run_rig, options.program, rig, [fault for (of, fault), (state, _) in cells.items() if of == rig and state == "run"])
                for rig in rigs}
        for rig, future in runs.items():
            results, said = future.result()
            for fault, passed in results.items():
                cells[rig, fault][0] = "ok" if passed else "failed"
            told.update({(rig, fault): text for fault, text in said.items()})
    report(cells, told, drivers)
    print_table(cells)
    states = [state for state, _ in cells.values()]
    bad = len(states) - states.count("ok") - states.count("excused") + list(drivers.values()).count(False)
    tap.note(f"{len(drivers)} drivers, {len(rigs)} rigs, {len(cells)} cells: {states.count('ok')} pass, {states.count('excused')} cannot be, {bad} fail")
    return 1 if bad else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default=BUILT_PROGRAM)
    parser.add_argument("driver", nargs="*", help="only these")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yijian-contract-") as folder:
        make_folders(folder)
        return run(options)


if __name__ == "__main__":
    sys.exit(main())
