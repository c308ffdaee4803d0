# SPDX-License-Identifier: Apache-2.0
"""strace at a process that runs: it ends it at a system call, or makes its calls fail, until it is taken away."""
import collections
import subprocess
import time

import tap

PATIENCE_SECONDS = 300


def count_calls(pid, calls, function, log):
    """Every call that @function makes the process do, as (call, number) from 1 on. strace counts by thread, and follows the programs that the
    process starts: what these do is not counted, so that a number is one of a thread of the process."""
    with subprocess.Popen(["strace", "-f", "-o", log, "-e", "trace=" + ",".join({*calls, "execve"}), "-p", str(pid)], stdin=subprocess.DEVNULL,
                          stderr=subprocess.PIPE, text=True) as counting:
        line = counting.stderr.readline()
        if "attached" not in line:
            raise tap.Skip("ptrace: " + line.strip())
        try:
            function()
        finally:
            counting.terminate()
            counting.communicate()
    names, others = collections.defaultdict(collections.Counter), set()
    with open(log, encoding="utf-8", errors="replace") as file:
        for thread, rest in (line.split(None, 1) for line in file):
            call = rest.split("(", 1)[0]
            names[call][thread] += 1
            if call == "execve":
                others.add(thread)
    most = {call: max((count for thread, count in names[call].items() if thread not in others), default=0) for call in calls}
    return [(call, number) for call in calls for number in range(1, most[call] + 1)]


class Tracer:
    def __init__(self, traced, *injections, also=(), log="/dev/null"):
        """@traced: a Popen. @injections as strace's inject= takes them: "fdatasync:error=EIO", "rename:signal=SIGKILL:when=3". Calls
        that are only to stand in @log are named in @also."""
        calls = sorted({call for injection in injections for call in injection.split(":", 1)[0].split(",")} | set(also))
        options = [word for injection in injections for word in ("-e", "inject=" + injection)]
        self.traced, self.log = traced, log
        self.process = subprocess.Popen(["strace", "-f", "-o", log, "-e", "trace=" + ",".join(calls), *options, "-p", str(traced.pid)],
                                        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline()
        if "attached" not in line:
            self.process.wait()
            raise tap.Skip("ptrace: " + line.strip())

    def end(self):
        """Lets the process go on alone."""
        # Somebody must wait for a process that was killed, or strace waits for it for ever.
        self.traced.poll()
        if self.process.poll() is None:
            self.process.terminate()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            self.traced.poll()
            time.sleep(0.01)
        self.process.kill()
        self.process.communicate()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()
