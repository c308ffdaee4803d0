# SPDX-License-Identifier: Apache-2.0
"""Whether a screen has come to rest: told by the kernel, which counts how often a program has gone to sleep.

GTK answers whoever reads its tree before it lays out what has changed, so two readings that agree prove nothing on a busy machine,
and a touch goes to where the thing was. A program that has slept through a few frames without a break has nothing left to lay out:
the next frame would have woken it. One that waits for the processor does not sleep, however long it waits."""
import time

FRAMES_SECONDS = 0.05  # three frames
# A screen on which something moves wakes with every frame and never rests. Work that has an end sleeps too, where it waits for the
# display or for a page of memory: some dozens of times on a busy machine, but not as often as this.
MOST_SLEEPS = 250
LOOK_AGAIN_SECONDS = 0.005


def count_sleeps(pid):
    """How often the main thread has gone to sleep, if it sleeps now; None while it runs, waits for its turn or is stopped."""
    with open(f"/proc/{pid}/task/{pid}/status", encoding="ascii", errors="replace") as file:
        told = dict(line.split(":", 1) for line in file if ":" in line)
    state = told["State"].split()[0]
    if state in "ZX":
        raise ProcessLookupError(f"process {pid} has ended")
    return int(told["voluntary_ctxt_switches"]) if state == "S" else None


def wait_rest(pids, seconds):
    """True when all of @pids have slept for some frames on end; False when they have woken so often that something moves by itself,
    or when @seconds have gone or one of them has ended."""
    deadline, first, before, since = time.monotonic() + seconds, None, None, 0
    while time.monotonic() < deadline:
        try:
            now = [count_sleeps(pid) for pid in pids]
        except OSError:
            return False
        if None in now:
            before = None
        elif now != before:
            before, since, first = now, time.monotonic(), first or now
            if max(count - start for count, start in zip(now, first)) >= MOST_SLEEPS:
                return False
        elif time.monotonic() - since >= FRAMES_SECONDS:
            return True
        time.sleep(LOOK_AGAIN_SECONDS)
    return False
