# SPDX-License-Identifier: Apache-2.0
"""A real courier and a real central at the two ends of an emulated line, each in a network namespace of its own. Both namespaces end with
the emulator, and the emulator with this process."""
import os
import subprocess

from figures import CannotMeasure
from wire_rig import RealCentral, WireRig

FAR = "10.77.0.2"
NO_RIGHT = 77


class Line:
    """One way: @delay_ms, @loss as a share, @mbit a second (0: no limit); a queue of @queue_ms before it, as routers have."""

    def __init__(self, build, delay_ms, loss=0.0, mbit=0.0, queue_ms=200):
        self.process = subprocess.Popen([os.path.join(build, "tests", "support", "link-emulator")], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        if len(words) != 2:
            why = self.process.communicate()[1].strip()
            if self.process.returncode == NO_RIGHT:
                raise CannotMeasure("no network namespace: " + why)
            raise AssertionError(why)
        self.near, self.far = (["nsenter", "-t", word, "-n"] for word in words)
        self.rtt_seconds, self.bytes_per_second = 2 * delay_ms / 1000, mbit * 125000
        self.set(delay_ms, loss, mbit, queue_ms)

    def say(self, words):
        self.process.stdin.write(words + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def set(self, delay_ms, loss, mbit, queue_ms):
        rate = int(mbit * 125000)
        answer = self.say(f"set {int(delay_ms * 1000)} {int(loss * 1e6)} {rate} {max(int(rate * queue_ms / 1000), 65536)}")
        if answer != "ok":
            raise AssertionError("the emulator says " + answer)

    def carried(self):
        """Bytes that arrived at central's end so far."""
        return int(self.say("count").split()[0])

    def cut(self):
        self.say("cut")

    def mend(self):
        self.say("mend")

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        for pipe in (self.process.stdout, self.process.stderr):
            pipe.close()


class LineCentral(RealCentral):
    address = FAR

    def __init__(self, line):
        self.wrap = line.far
        super().__init__(None)

    def start(self, *more):
        super().start(*more)
        self.port = int(self.urls["listen"].rsplit(":", 1)[1])  # the same when it comes back
        return self


class LineRig(WireRig):
    def __init__(self, line, options=()):
        self.wrap, self.line = line.near, line
        super().__init__(options=options)

    def make_central(self):
        return LineCentral(self.line).start()

    def fill(self, count, size):
        """Records that wait while central is away, and central back again."""
        self.central.end()
        self.submit_many(count, size)
        self.central.start()


def used_seconds(pid):
    """Processor time of a process so far."""
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return sum(map(int, file.read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        sizes = dict(line.split(":", 1) for line in file)
    return tuple(int(sizes[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))


def forget_peak(pid):
    """The most memory is counted anew from here."""
    with open(f"/proc/{pid}/clear_refs", "w", encoding="ascii") as file:
        file.write("5")
