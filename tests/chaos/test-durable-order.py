#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever stands beside the database is on the disk before anybody is answered: bytes before the name, the name before the
answer, proved on the system calls."""
import functools
import sys

import call_points
import chaos
import durable_order
import tap

# The number that was used last is written without waiting: it is the database that counts.
WITHOUT_WAITING = ("/outbox.seq", "/ballast")


def is_unanswered(path):
    return path.endswith(WITHOUT_WAITING)


def test_order(work, name):
    operation = work.operations[name]
    lines = operation.trace(durable_order.CALLS)
    faults, answers = durable_order.find_faults(lines, work.path("run"), ignore=is_unanswered)
    for fault in faults:
        tap.note(fault)
    chaos.row(f"power cut after an answer, by the order of calls: {name}", len(lines), answers, len(faults))


def test_control(work):
    """Without the syncs in a trace, every answer is found to be wrong"""
    lines = work.operations["blob"].trace(durable_order.CALLS)
    for left_out in ("fsync", "fdatasync"):
        kept = [line for line in lines if f" {left_out}(" not in line and not line.startswith(left_out + "(")]
        if len(kept) == len(lines):
            continue
        faults, answers = durable_order.find_faults(kept, work.path("run"), ignore=is_unanswered)
        chaos.control(f"a page without {left_out}", len(kept), answers, len(faults))
    # Either half alone, too.
    first = next(i for i, line in enumerate(lines) if "fsync(" in line)
    for number, line in enumerate(lines[first:], first):
        if "fsync(" in line or "fdatasync(" in line:
            faults, answers = durable_order.find_faults(lines[:number] + lines[number + 1:], work.path("run"), ignore=is_unanswered)
            tap.check(faults, f"a trace without {line} is taken for good")


def main():
    try:
        call_points.need_strace()
    except tap.Skip as reason:
        return tap.run("/durable-order", [("what was answered is on the disk", functools.partial(skip, reason))])
    with call_points.Workplace() as work:
        work.operations = {operation.name: operation for operation in call_points.make_operations(work)}
        tests = [(f"{name}: what was answered is on the disk", functools.partial(test_order, work, name)) for name in work.operations
                 if work.operations[name].driven != "open"]  # at an opening nobody is answered
        return tap.run("/durable-order", tests + [("control: a sync left out is found", functools.partial(test_control, work))])


def skip(reason):
    raise reason


if __name__ == "__main__":
    sys.exit(main())
