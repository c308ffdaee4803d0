#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The tour as a test: each part of it is a subtest, and what it leaves behind is looked at."""
import argparse
import os
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import tap  # noqa: E402
import people  # noqa: E402
import tour  # noqa: E402
from kiosk_stack import KioskStack  # noqa: E402
from plan import Plan  # noqa: E402
from tour import Tour  # noqa: E402

tour.say = tap.note


class Run:
    def __init__(self, build, output, folder):
        self.stack = KioskStack(build)
        self.tour = Tour(self.stack, output, folder, Plan("newborn", "zh-CN", people.CARDS["mother"]))
        self.output, self.opened, self.remains = output, None, None

    def picture_of_failure(self, work):
        try:
            work()
        except Exception:
            if self.stack.program_process and self.stack.program_process.poll() is None and hasattr(self.tour, "visit"):
                self.tour.visit.picture("failed")
            tap.note(self.stack.log_text("kiosk")[-3000:])
            raise

    def opens(self):
        self.opened = self.tour.open_at_central()

    def no_trace(self):
        self.remains = self.tour.look_for_remains(self.opened)
        tap.note(self.remains.table())
        tap.check_equal(self.remains.hits, [], "traces of the person")

    def memory_was_seen(self):
        """A process that may not be looked into is looked into by root alone."""
        unreadable = [place for place, _ in self.remains.unreadable]
        if unreadable and os.geteuid() != 0:
            raise tap.Skip("ptrace: " + ", ".join(unreadable))
        tap.check_equal(unreadable, [], "places that could not be read")

    def log_is_clean(self):
        lines = [line for line in self.stack.log_text("kiosk").splitlines() if "CRITICAL" in line or "WARNING" in line]
        tap.check_equal(lines, [], "criticals and warnings of the kiosk")

    def leaves_pictures(self):
        names = os.listdir(self.output)
        wanted = ("idle", "choose", "guide-question", "notice", "privacy", "identify", "identity-result", "form", "materials", "capture",
                  "delivery", "check", "sign", "receipt", "evaluation", "done", "progress-answer")
        missing = [page for page in wanted if not any(name[3:-4] == page for name in names)]
        tap.check_equal(missing, [], "pages without a picture")
        for name in ("receipt.pdf", "receipt.png", "central.json"):
            tap.check(name in names, f"{name} is left")
        tap.note(f"{len(self.tour.album.names)} pictures, {self.tour.person.touches} touches")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    parser.add_argument("--output")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yijian-papers-") as folder, tempfile.TemporaryDirectory(prefix="yijian-tour-") as output:
        run = Run(options.build, options.output or output, folder)
        tour = run.tour
        steps = [("the kiosk welcomes", lambda: tour.start("standard")),
                 ("a newborn goes from the welcome to the receipt while the network is away", tour.apply_offline),
                 ("the signed receipt comes when the network is back and the screen says so", tour.come_back),
                 ("the visit ends at the welcome", tour.say_goodbye),
                 ("departments answer", tour.answer_as_departments),
                 ("the code on the printed receipt shows what they answered", tour.ask_progress),
                 ("central opens exactly what was given", run.opens),
                 ("nothing of the person is left in files on the bus or in memory", run.no_trace)]
        tests = [(sentence, lambda work=work: run.picture_of_failure(work)) for sentence, work in steps]
        tests += [("every process could be looked into", run.memory_was_seen), ("the kiosk logged no critical and no warning", run.log_is_clean),
                  ("every page has its picture", run.leaves_pictures)]
        try:
            return tap.run("/e2e/tour", tests, stop_at_first=True)
        finally:
            run.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
