#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The demonstration starts without a display, obeys every control, and leaves no process and no file however it ends."""
import argparse
import os
import select
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import tap  # noqa: E402
from processes import LONGEST_WAIT_SECONDS, wait_until  # noqa: E402


def read_process(pid, name):
    """b"" of a process that is gone; and of the kiosk, whose environment root alone may read."""
    try:
        with open(f"/proc/{pid}/{name}", "rb") as file:
            return file.read()
    except OSError:
        return b""


def left_over(directory):
    """Processes that know of @directory by their words or their environment."""
    found, wanted = [], os.fsencode(directory)
    for pid in filter(str.isdigit, os.listdir("/proc")):
        told = read_process(pid, "cmdline") + read_process(pid, "environ")
        if wanted in told and int(pid) != os.getpid():
            found.append((int(pid), told.split(b"\0")[0].decode(errors="replace")))
    return found


class Run:
    def __init__(self, build, *options, display=None):
        self.directory = tempfile.mkdtemp(prefix="yd-")
        os.chmod(self.directory, 0o755)  # the account of the print filters walks through it
        environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        environment.update(TMPDIR=self.directory, BROWSER="/bin/true", **({"DISPLAY": display} if display else {}))
        self.process = subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "demo.py"), "--build", build, *options],
                                        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def wait_for_address(self, seconds=LONGEST_WAIT_SECONDS):
        text, deadline = b"", time.monotonic() + seconds
        while b"http://" not in text:
            tap.check(time.monotonic() < deadline and select.select([self.process.stdout], [], [], seconds)[0],
                      "the demonstration says where it is")
            piece = os.read(self.process.stdout.fileno(), 4096)
            tap.check(piece, "the demonstration ended at once: " + text.decode(errors="replace"))
            text += piece

    def check_nothing_left(self, files=True):
        wait_until(lambda: not left_over(self.directory), f"no process is left: {left_over(self.directory)}")
        if files:
            tap.check_equal(os.listdir(self.directory), [], "files that are left")
        subprocess.run(["rm", "-rf", self.directory], check=True)


def presses_everything(build):
    run = Run(build, "--check")
    text = run.process.communicate(timeout=4 * LONGEST_WAIT_SECONDS)[0].decode(errors="replace")
    tap.note(text)
    tap.check_equal(run.process.returncode, 0, "exit status")
    tap.check("every control was pressed once" in text, "every control was pressed")
    run.check_nothing_left()


def ends_by(build, number, status, files):
    run = Run(build)
    run.wait_for_address()
    started = left_over(run.directory)
    tap.check(len(started) >= 8, f"the processes of the demonstration run: {started}")
    run.process.send_signal(number)
    run.process.communicate(timeout=LONGEST_WAIT_SECONDS)
    tap.check_equal(run.process.returncode, status, "exit status")
    tap.note(f"{len(started)} processes ran")
    run.check_nothing_left(files)


def has_window(display, pid):
    return subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(pid)], env=dict(os.environ, DISPLAY=display),
                          capture_output=True, check=False).returncode == 0


def ends_with_window(build):
    """With a display the kiosk is a window that fits it; when that is closed, everything ends."""
    read, write = os.pipe()
    screen = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"], pass_fds=[write],
                              stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        display = ":" + os.read(read, 16).decode().strip()
        run = Run(build, display=display)
        run.wait_for_address()
        kiosk = next(pid for pid, name in left_over(run.directory) if name.endswith("yijian-kiosk"))
        wait_until(lambda: has_window(display, kiosk), "the kiosk shows its window")
        tap.check(not any("Xtigervnc" in name for _, name in left_over(run.directory)), "no screen of its own was made")
        os.kill(kiosk, signal.SIGTERM)
        run.process.communicate(timeout=LONGEST_WAIT_SECONDS)
        tap.check_equal(run.process.returncode, 0, "exit status")
        run.check_nothing_left()
    finally:
        screen.terminate()
        screen.wait()
        os.close(read)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    build = parser.parse_args().build
    return tap.run("/e2e/demo", [
        ("every control does what it says and nothing is left", lambda: presses_everything(build)),
        ("SIGTERM ends every process and removes every file", lambda: ends_by(build, signal.SIGTERM, 0, True)),
        ("Ctrl-C ends every process and removes every file", lambda: ends_by(build, signal.SIGINT, 0, True)),
        ("closing the window ends every process and removes every file", lambda: ends_with_window(build)),
        ("kill -9 of the demonstration ends every process", lambda: ends_by(build, signal.SIGKILL, -signal.SIGKILL, False))])


if __name__ == "__main__":
    sys.exit(main())
