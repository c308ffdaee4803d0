#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Records beside applications, by hand at the kiosk: somebody who cannot finish leaves what is filled in to the counter, which opens it
at central; somebody else takes an application back, and central keeps what was done and ends the rest."""
import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import papers  # noqa: E402
import people  # noqa: E402
import tap  # noqa: E402
from kiosk_stack import KioskStack  # noqa: E402
from plan import Plan  # noqa: E402
from processes import wait_until  # noqa: E402
from remains import search_present  # noqa: E402
from stack import SOURCE  # noqa: E402
from visit import Visit  # noqa: E402

CODE = "YJ1:{reference}:{secret}"
MOST_PAGES = 6


class Run:
    def __init__(self, build, folder, output):
        self.stack, self.folder, self.output = KioskStack(build), folder, output
        self.plan = Plan("marriage", "zh-CN", people.CARDS["mother"])
        self.draft = self.applied = None

    def start(self):
        self.stack.start_all(language="zh-CN", warn_seconds=900)
        self.visit = Visit(self.stack, self.plan, self.folder)
        self.texts, self.screen, self.person = self.visit.texts, self.visit.screen, self.visit.person

    # ---- hands ----

    def look(self, name):
        """A picture for the eyes of whoever asked for them."""
        if self.output:
            self.person.picture(os.path.join(self.output, name + ".png"))

    def touch_on(self, name):
        before = self.screen.signature(self.screen.settle())
        self.person.touch_named(self.texts[name])
        return self.screen.wait_change(before, "what comes after " + name)

    def press_until(self, name):
        """The primary action, page after page, until it is called so; then that."""
        for _ in range(MOST_PAGES):
            nodes = self.screen.settle()
            if self.screen.primary(nodes).name == self.texts[name]:
                break
            self.screen.press_primary(nodes)
        self.screen.press_primary()

    def wait_words(self, name):
        self.person.wait(lambda later: self.texts[name] in self.screen.words(later), f"“{self.texts[name]}”")
        return self.screen.settle()

    def wait_idle(self):
        self.person.wait(lambda later: self.screen.page_of(later) == "idle", "the welcome")

    def wait_accepted(self, identifier):
        def accepted():
            self.stack.ctl("sync", "now", check=False)
            return json.loads(self.stack.ctl("queue", "show", identifier))["state"] == "accepted"
        wait_until(accepted, f"the signed receipt for {identifier}")

    def take_slip(self, count):
        """The words of the paper that came out as the @count-th."""
        path = wait_until(lambda: self.stack.receipts()[count - 1:], "the slip")[0]
        if self.output:
            papers.draw_receipt(path, os.path.join(self.output, f"slip-{count}.png"))
        return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout

    def unseal(self, identifier):
        key = self.stack.path("central", "keys", "unseal", "service.key")
        return json.loads(self.stack.central_command("unseal", "--identity", key, "--id", identifier, "--json").splitlines()[0])

    # ---- the tests, in order ----

    def keeps_for_the_counter(self):
        """From the middle of the line, by the dialog that ends a visit."""
        self.visit.until("delivery")
        self.touch_on("utility.end")
        self.look("dialog")
        self.touch_on("end.keep")
        tap.check_equal([record["kind"] for record in self.stack.records()], [], "what was handed in before they agreed")
        self.look("hand-over")
        self.press_until("hand-over.agree")
        self.wait_words("hand-over.kept")
        self.draft = next(record for record in self.stack.records())
        tap.check_equal(self.draft["kind"], "draft", "what was handed in")
        slip = self.take_slip(1)
        tap.check(self.draft["reference"] in slip.replace(" ", ""), "the slip has the number")
        self.wait_words("hand-over.printed")
        self.look("kept")
        self.screen.press_primary()
        self.wait_idle()

    def opens_at_central(self):
        """Everything up to where they stopped, as it was given, and no case."""
        self.wait_accepted(self.draft["id"])
        opened = self.unseal(self.draft["id"])["draft"]
        later = {field["id"] for field in self.plan.delivery.get("fields", [])}
        wanted = {identifier: value for identifier, value in self.plan.answers.items()
                  if self.plan.is_asked(identifier) and identifier not in later}
        answers = {answer["id"]: answer["value"] for answer in opened["answers"]}
        tap.check_equal({key: value for key, value in answers.items() if key not in later}, wanted, "the answers")
        pages = {one["id"]: len(one["pages"]) for one in opened["materials"] if one["pages"]}
        tap.check_equal(pages, {key: count for key, (_, count) in self.plan.materials.items() if count}, "the photographed papers")
        tap.check(opened["hand_over"]["sha256"], "the sentence they agreed to")
        tap.check_equal(self.stack.cases(), [], "cases of a draft")
        tap.note(f"{len(answers)} answers and {sum(pages.values())} pages of {self.draft['reference']}")

    def forgets_them(self):
        hits = search_present(self.stack, self.plan.card)
        if hits is None:
            raise tap.Skip("ptrace")
        tap.check_equal(hits, [], "traces of who left")

    def apply(self):
        """Somebody's application, one matter of which is done by now."""
        path = os.path.join(self.folder, "application.json")
        self.stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
        self.applied = json.loads(self.stack.ctl("submit", path))
        self.wait_accepted(self.applied["id"])
        self.cases = [case["case"] for case in self.stack.cases()]
        self.stack.central_command("case", "set", self.cases[0], "--status", "done")
        self.stack.ctl("sync", "now")
        self.code = os.path.join(self.folder, "code.png")
        papers.draw_code(self.code, CODE.format(**self.applied))

    def ask_progress(self, words):
        self.touch_on("idle.progress")
        self.stack.camera("SHOW " + self.code)
        nodes = self.wait_words(words)
        self.stack.camera("BLANK")
        return nodes

    def takes_back(self):
        self.apply()
        self.ask_progress("case.done")
        self.look("progress")
        self.touch_on("withdraw.offer")
        self.look("withdraw")
        tap.check_equal(len(self.stack.records()), 2, "records before they confirmed")
        self.press_until("withdraw.primary")
        self.wait_words("withdraw.kept")
        record = next(record for record in self.stack.records() if record["kind"] == "withdrawal")
        tap.check(self.texts["receipt.withdrawal.title"] in self.take_slip(2).replace(" ", ""), "the slip says what it is")
        self.wait_words("receipt-page.printed")
        self.look("withdrawn")
        self.screen.press_primary()
        self.wait_idle()
        self.wait_accepted(record["id"])

    def central_ends_what_is_open(self):
        def statuses():
            return {case["case"]: case["status"] for case in self.stack.cases()}
        wanted = {case: "done" if case == self.cases[0] else "withdrawn" for case in self.cases}
        wait_until(lambda: statuses() == wanted, f"central's cases, which are {statuses()}")
        tap.note(f"{len(wanted) - 1} matters withdrawn, 1 stays done")

    def says_what_became_of_it(self):
        def told():
            self.stack.ctl("sync", "now", check=False)
            return self.stack.status()["queue"]["queued"] == 0
        wait_until(told, "the outcomes at the kiosk")
        self.ask_progress("progress.withdrawal.partly")
        self.look("progress-partly")
        nodes = self.screen.settle()
        tap.check(not self.person.find(nodes, self.texts["withdraw.offer"]), "nothing more to take back")

    def log_is_clean(self):
        lines = [line for line in self.stack.log_text("kiosk").splitlines() if "CRITICAL" in line or "WARNING" in line]
        tap.check_equal(lines, [], "criticals and warnings of the kiosk")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    parser.add_argument("--output", help="a folder for pictures and slips")
    options = parser.parse_args()
    if options.output:
        os.makedirs(options.output, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yijian-papers-") as folder:
        run = Run(options.build, folder, options.output)
        try:
            run.start()
            return tap.run("/e2e/records", [
                ("a visit that cannot be finished is kept for the counter", run.keeps_for_the_counter),
                ("central opens the draft as it was given", run.opens_at_central),
                ("the kiosk has forgotten who left", run.forgets_them),
                ("an application is taken back by the code on its receipt", run.takes_back),
                ("central ends what is open and keeps what is done", run.central_ends_what_is_open),
                ("the same code says what became of it", run.says_what_became_of_it),
                ("the kiosk logged no critical and no warning", run.log_is_clean)], stop_at_first=True)
        finally:
            run.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
