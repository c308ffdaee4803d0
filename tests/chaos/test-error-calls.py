#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""EIO and ENOSPC from every system call of seal, settle, purge, checkpoint, page, catalogue and enrolment: once, and from then on.

Once: what was tried again succeeds, without a restart. From then on: nothing is answered that is not on the disk, and what was
there before is there when the disk is well again.
"""
import functools
import sys

import call_points
import chaos
import durable_order
import tap

ERRORS = ("EIO", "ENOSPC")
# The database may be behind: SQLite's log holds what is answered. The hint of the last number holds nothing.
UNANSWERED = ("/outbox.seq", "/ballast", "/outbox.db")


def is_unanswered(path):
    return path.endswith(UNANSWERED)


def answered_too_early(work, log):
    """Answers that rest on a sync that failed."""
    with open(log, encoding="utf-8", errors="replace") as file:
        faults, _ = durable_order.find_faults(file.read().splitlines(), work.path("run"), ignore=is_unanswered)
    # What lies aside is there for a technician; nobody is answered by it.
    return [fault for fault in faults if ".damaged-" not in fault]


def fail_at(work, operation, point, error, lasting, findings):
    log = work.path("trace")
    inject = f"{point.call}:error={error}:when={point.number}{'+' if lasting else ''}"
    folder, code, lines = operation.run(inject, trace=durable_order.CALLS, log=log)
    findings.judge(operation, point, lines, operation.read_state(folder))
    for fault in answered_too_early(work, log):
        findings.lost += 1
        findings.details.append(f"{operation.name}, {inject}: {fault}: {lines}")
    # What only hints, and what only tidies up, may fail unseen; all else is tried again and succeeds, or is refused.
    # A catalogue that cannot be read at the start is passed over, and then there is none before the one in use.
    tap.check(lasting or code == 0 or operation.name == "roll-back", f"{operation.name} did not recover from {inject}: {lines}")
    tap.check(code in (0, 3), f"{operation.name} ended with {code} under {inject}: {lines}")
    return any(line.startswith("failed") for line in lines)


def test_errors(work, name, lasting, rand):
    operation, findings, told = work.operations[name], call_points.Findings(), 0
    points = [(point, error) for point in operation.points(inside_only=True) for error in ERRORS]
    for point, error in chaos.sample(points, rand, share=60, least=2):
        told += fail_at(work, operation, point, error, lasting, findings)
    findings.tell()
    tap.note(f"{name}: {findings.runs} of {len(points)} errors, {told} of them told")
    chaos.row(f"EIO, ENOSPC {'from any call on' if lasting else 'at any call'}: {name}", findings.runs, findings.acknowledged, findings.lost,
              findings.doubled)


def main():
    try:
        call_points.need_strace()
    except tap.Skip as reason:
        return tap.run("/error-calls", [("every call of the courier's folder", functools.partial(skip, reason))])
    with call_points.Workplace() as work:
        work.operations = {operation.name: operation for operation in call_points.make_operations(work)}
        rand = chaos.make_random("errors at any call")
        tests = [(f"{name} {'is refused while the disk fails' if lasting else 'succeeds at another try'}",
                  functools.partial(test_errors, work, name, lasting, rand)) for lasting in (False, True) for name in work.operations]
        return tap.run("/error-calls", tests)


def skip(reason):
    raise reason


if __name__ == "__main__":
    sys.exit(main())
