# SPDX-License-Identifier: Apache-2.0
"""Processes that end with the run: started in order, ended in reverse, by their ids."""
import ctypes
import os
import re
import select
import signal
import subprocess
import time

PR_SET_PDEATHSIG = 1
# What every wait for an event is given: on a busy machine things come late, and only what never comes is a failure.
LONGEST_WAIT_SECONDS = 300
SANITIZER = re.compile(r"ERROR: \w+Sanitizer|runtime error: ")
SANITIZER_REPORT_CHARS = 6000
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Failure(Exception):
    """Something the run needs did not come about; the text says what."""


class Processes:
    def __init__(self, log_dir):
        self.log_dir = log_dir
        self.running = []
        os.makedirs(log_dir, exist_ok=True)

    def start(self, name, command, env=None, stdin=subprocess.DEVNULL, stdout=None, pass_fds=()):
        """Starts one; stdout goes to the log unless it is subprocess.PIPE."""
        log = open(os.path.join(self.log_dir, name + ".log"), "ab")
        process = subprocess.Popen(command, env=env, stdin=stdin, stdout=stdout or log, stderr=log,
                                   preexec_fn=_die_with_parent, pass_fds=pass_fds)
        log.close()
        self.running.append((name, process))
        return process

    def read_line(self, name, process, seconds=LONGEST_WAIT_SECONDS):
        """The first line of a process started with stdout=PIPE: how a program says that it is ready."""
        return self.read_pipe(name, process.stdout.fileno(), seconds)

    def read_pipe(self, name, descriptor, seconds=LONGEST_WAIT_SECONDS):
        deadline = time.monotonic() + seconds
        buffer = b""
        while b"\n" not in buffer:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise Failure(f"{name} did not say that it is ready; see {self.log_dir}/{name}.log")
            piece = os.read(descriptor, 4096)
            if not piece:
                raise Failure(f"{name} ended at once; see {self.log_dir}/{name}.log")
            buffer += piece
        return buffer.split(b"\n", 1)[0].decode()

    def wait_at_rest(self, process, seconds=LONGEST_WAIT_SECONDS):
        """Until the process has used no processor time for half a second."""
        def used():
            with open(f"/proc/{process.pid}/stat", encoding="ascii", errors="replace") as file:
                return file.read().rsplit(")", 1)[1].split()[11:13]
        since, before = time.monotonic(), used()

        def rested():
            nonlocal since, before
            now = used()
            if now != before:
                since, before = time.monotonic(), now
            return time.monotonic() - since > 0.5
        wait_until(rested, f"process {process.pid} at rest", seconds)

    def end(self, process, number=signal.SIGTERM, seconds=LONGEST_WAIT_SECONDS):
        if process.poll() is None:
            process.send_signal(number)
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running = [entry for entry in self.running if entry[1] is not process]

    def end_all(self):
        for _, process in reversed(list(self.running)):
            self.end(process)
        self.check_logs()

    def check_logs(self):
        """A sanitized program that finds a fault says so as it ends; many of them end when nobody asks for their status any more."""
        for name in sorted(name for name in os.listdir(self.log_dir) if name.endswith(".log")):
            with open(os.path.join(self.log_dir, name), encoding="utf-8", errors="replace") as file:
                text = file.read()
            found = SANITIZER.search(text)
            if found:
                raise Failure(f"{name}: {text[found.start():found.start() + SANITIZER_REPORT_CHARS]}")


def wait_until(condition, what, seconds=LONGEST_WAIT_SECONDS):
    """Asks again until @condition gives something true; what it gave."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise Failure("waited too long: " + what)
        time.sleep(0.05)
