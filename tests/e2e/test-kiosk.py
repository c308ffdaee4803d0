#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The kiosk as a program among the others: closed when it must be, warned and wiped when nobody is there, back after a
crash, and as light as it says."""
import argparse
import json
import os
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import tap  # noqa: E402
from kiosk_stack import KioskStack  # noqa: E402
from processes import LONGEST_WAIT_SECONDS, Failure, wait_until  # noqa: E402
from screen import Screen  # noqa: E402
from texts import Texts  # noqa: E402

LARGEST_RESIDENT_MIB = 250
MOST_STEPS = 30


class Run:
    def __init__(self, build):
        self.stack, self.texts = KioskStack(build), Texts("zh-CN")

    def begin(self, **settings):
        """A fresh kiosk on the running stack."""
        if self.stack.program_process:
            self.stack.processes.end(self.stack.program_process)
        self.loaded = len(self.stack.catalogues()) if self.stack.program_process else 0
        self.stack.write_settings(language="zh-CN", **settings)
        self.stack.start_kiosk()
        self.person = self.stack.person()
        self.screen = Screen(self.person, self.texts)

    def wait_page(self, page):
        self.person.wait(lambda nodes: self.screen.page_of(nodes) == page, f"the page “{page}”")
        return self.screen.settle()

    def find_stay(self, nodes):
        """The answer to the question whether somebody is there, while it is asked."""
        return next(iter(self.person.find(nodes, self.texts["idle.stay"], (43,))), None)

    def open_item(self):
        """However slow the machine is: when the question comes before the item is open, it is answered."""
        wait_until(lambda: len(self.stack.catalogues()) > self.loaded, "the catalogue")  # the welcome is built anew with it
        for _ in range(MOST_STEPS):
            nodes = self.screen.look()
            page, stay = self.screen.page_of(nodes), self.find_stay(nodes)
            if page == "guide-question" and not stay:
                return
            before = self.screen.signature(nodes)
            try:
                self.step(page, stay, nodes)
                self.person.wait(lambda later: self.screen.page_of(later) and self.screen.signature(later) != before,
                                 f"something after “{page}”", 20)
            except Failure as failure:  # the question came over it, or the page was made anew
                tap.note(failure)
        raise Failure("the item cannot be opened")

    def step(self, page, stay, nodes):
        if stay:
            self.person.touch(nodes, stay)
        elif page == "idle":
            self.person.touch_named(self.texts["idle.start"])  # no question is asked here
        elif page == "choose":
            self.screen.touch_paged(self.texts.title, (43,), nodes)

    # The tests, in order.

    def unenrolled_is_closed(self):
        stack = self.stack
        stack.start_bus()
        stack.start_central()
        stack.start_courier()
        stack.start_display()
        stack.start_accessibility()
        stack.start_devices()
        self.begin()
        words = self.screen.words(self.wait_page("out-of-service"))
        for identifier in ("out-of-service.heading", "out-of-service.where"):
            tap.check(self.texts[identifier] in words, f"the page says “{self.texts[identifier]}”")

    def opens_when_enrolled(self):
        self.stack.enrol()
        self.wait_page("idle")

    def leaves_without_answer(self):
        """Nobody answers the question whether somebody is there; it stands longer than a reading of the screen takes."""
        self.begin(warn_seconds=5, extend_seconds=12)
        self.open_item()
        self.person.wait(self.find_stay, "the question")
        self.wait_page("idle")
        tap.check(self.texts.title not in self.screen.words(self.screen.settle()), "nothing of the visit is on the welcome")

    def stays_with_answer(self):
        self.begin(warn_seconds=5, extend_seconds=40)
        self.open_item()
        self.person.touch_named(self.texts["idle.stay"])
        nodes = self.person.wait(lambda later: later if not self.find_stay(later) else None, "the question to go")
        tap.check_equal(self.screen.page_of(nodes), "guide-question", "the page after the answer")

    def crash_comes_back_empty(self):
        self.begin()
        self.open_item()
        self.stack.processes.end(self.stack.program_process, signal.SIGKILL)
        self.begin()
        words = self.screen.words(self.wait_page("idle"))
        tap.check(self.texts.title not in words, "nothing of the visit is on the welcome")

    def what_waited_is_not_printed(self):
        """Paper that somebody asked for before the kiosk was started, as before a crash of the whole machine: it is gone from the queue."""
        def waiting():
            return "jobs=0 waiting=0 spool=0" not in self.stack.printer("STATE")
        self.stack.processes.end(self.stack.program_process)
        self.stack.printer("HOLD")
        sheets = self.stack.printer("SHEETS")
        text = self.stack.path("devices", "earlier.txt")
        with open(text, "w", encoding="ascii") as file:
            file.write("of an earlier person\n")
        subprocess.run(["lp", "-h", self.stack.print_server, "-d", "receipt", text], check=True, capture_output=True, timeout=LONGEST_WAIT_SECONDS)
        wait_until(waiting, "the earlier paper in the queue")
        self.begin()
        wait_until(lambda: not waiting(), "an empty queue")
        self.stack.printer("RELEASE")
        self.wait_page("idle")
        tap.check_equal(self.stack.printer("SHEETS"), sheets, "sheets that came out")

    def is_light(self):
        """Resident memory on the welcome, and time from start to the first page that can be read."""
        started = time.monotonic()
        self.begin()
        self.wait_page("idle")
        milliseconds = (time.monotonic() - started) * 1000
        with open(f"/proc/{self.stack.program_process.pid}/status", encoding="ascii") as file:
            status = dict(line.split(":", 1) for line in file)
        mib = int(status["VmRSS"].split()[0]) // 1024
        tap.note(f"resident {mib} MiB, page readable {milliseconds:.0f} ms after the start, {status['Threads'].strip()} threads")
        tap.check(mib < LARGEST_RESIDENT_MIB, f"the kiosk takes less than {LARGEST_RESIDENT_MIB} MiB: {mib}")

    def list_devices(self):
        words = [self.stack.program("yijianctl"), "--json", "--settings", self.stack.settings, "devices", "list"]
        return json.loads(subprocess.run(words, capture_output=True, check=True, timeout=LONGEST_WAIT_SECONDS).stdout)

    def technicians_see_its_devices(self):
        """The kiosk's own word, also after one that was killed left its report behind."""
        def has_spoken():
            listed = self.list_devices()
            printer = next(group for group in listed["configured"] if group["group"] == "printer")
            return listed["kiosk_runs"] and printer.get("kiosk", {}).get("state") == "ready" and printer
        wait_until(has_spoken, "the kiosk's word on its printer")
        tap.note(has_spoken()["kiosk"])
        self.stack.processes.end(self.stack.program_process)
        tap.check_equal(self.list_devices()["kiosk_runs"], False, "a kiosk that ended is not taken for one that runs")
        self.begin()

    def says_nothing_bad(self):
        lines = [line for line in self.stack.log_text("kiosk").splitlines() if "CRITICAL" in line or "WARNING" in line]
        tap.check_equal(lines, [], "criticals and warnings of the kiosk")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    run = Run(parser.parse_args().build)
    try:
        return tap.run("/e2e/kiosk", [
            ("a kiosk that is not enrolled is closed and says where to go", run.unenrolled_is_closed),
            ("it opens by itself when it is enrolled", run.opens_when_enrolled),
            ("a visit that nobody continues is wiped after a question", run.leaves_without_answer),
            ("a visit goes on when somebody answers the question", run.stays_with_answer),
            ("a crash in a visit leads to the welcome with nothing left", run.crash_comes_back_empty),
            ("what waited in the printer's queue before the start is not printed", run.what_waited_is_not_printed),
            ("the kiosk is light", run.is_light),
            ("technicians see what its devices do", run.technicians_see_its_devices), ("the kiosk logged no critical and no warning", run.says_nothing_bad)])
    finally:
        run.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
