#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 before every system call of seal, settle, purge, checkpoint, page, catalogue and enrolment; then all is opened again."""
import functools
import sys

import call_points
import chaos
import tap


def kill_everywhere(operation, rand):
    findings = call_points.Findings()
    points = operation.points()
    for point in chaos.sample(points, rand, least=4):
        folder, _, lines = operation.run(f"{point.call}:signal=SIGKILL:when={point.number}", trace=[point.call])
        tap.check(lines and not lines[-1].startswith("end"), f"{operation.name} was not killed at {point}: {lines}")
        findings.judge(operation, point, lines, operation.read_state(folder))
    findings.tell()
    tap.note(f"{operation.name}: {findings.runs} of {len(points)} points")
    return findings


def test_kill(work, name, rand):
    operation = work.operations[name]
    findings = kill_everywhere(operation, rand)
    chaos.row(f"kill -9 at any call: {name}", findings.runs, findings.acknowledged, findings.lost, findings.doubled)


def main():
    try:
        call_points.need_strace()
    except tap.Skip as reason:
        return tap.run("/kill-calls", [("every call of the courier's folder", functools.partial(skip, reason))])
    with call_points.Workplace() as work:
        work.operations = {operation.name: operation for operation in call_points.make_operations(work)}
        rand = chaos.make_random("kill -9 at any call")
        return tap.run("/kill-calls", [(f"{name} is whole or not there", functools.partial(test_kill, work, name, rand))
                                       for name in work.operations])


def skip(reason):
    raise reason


if __name__ == "__main__":
    sys.exit(main())
