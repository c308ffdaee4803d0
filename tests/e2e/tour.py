#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A tour of the kiosk: one person from the welcome to the last wiped byte, with the network away when it matters.

    tour.py --build DIR --output DIR [--item ID] [--language zh-CN|en] [--size WxH] [--text standard|large]
    tour.py --build DIR --output DIR --all

Leaves a numbered picture of every page, all.png, receipt.pdf, receipt.png, central.json (what central opened with its
private key) and canary.txt in the output folder. Ends with 0 only if every step was touched where it is shown, the signed
receipt came, central opened exactly what was given, and nothing of the person was found anywhere afterwards.

With --all: newborn in Chinese in DIR itself, catering in English on a landscape screen in DIR/catering, and a second-hand home
in Chinese with large words in DIR/second-hand-home; with YIJIAN_LONG each in the other language too. What is left of a person is
searched for after the first; --no-search leaves it out."""
import argparse
import json
import os
import shutil
import signal
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
from album import Album  # noqa: E402
import papers  # noqa: E402
import people  # noqa: E402
from item import list_items  # noqa: E402
from kiosk_stack import PORTRAIT, TEXT_SIZES, KioskStack, parse_size  # noqa: E402
from plan import Plan  # noqa: E402
from processes import Failure, wait_until  # noqa: E402
from remains import search_present, search_remains  # noqa: E402
from visit import LONGEST_GOODBYE_SECONDS, Visit  # noqa: E402

REASON = {"returned": "missing-page"}
PATIENCE_SECONDS = 900  # a busy machine is no reason to ask whether somebody is still there
LANDSCAPE = (1280, 800)
STATUSES = ("done", "returned", "accepted")  # of the first matters, when departments answer
# Folder below the output, item, person, language, size, text size.
TOURS = (("", "newborn", "mother", "zh-CN", PORTRAIT, "standard"), ("catering", "catering", "father", "en", LANDSCAPE, "standard"),
         ("second-hand-home", "second-hand-home", "grandmother", "zh-CN", PORTRAIT, "large"))
LONG_TOURS = (("newborn-en", "newborn", "mother", "en", LANDSCAPE, "standard"),
              ("catering-zh", "catering", "father", "zh-CN", PORTRAIT, "large"),
              ("second-hand-home-en", "second-hand-home", "grandmother", "en", PORTRAIT, "standard"))


def say(text):
    print(text, flush=True)


class Tour:
    def __init__(self, stack, output, papers_folder, plan):
        self.stack, self.output, self.plan = stack, output, plan
        self.album = Album(output, papers_folder)
        self.opened = self.record = None

    def start(self, text_size):
        self.stack.start_all(language="zh-CN", warn_seconds=PATIENCE_SECONDS, goodbye_seconds=LONGEST_GOODBYE_SECONDS)
        self.visit = Visit(self.stack, self.plan, self.album.papers, self.album)
        self.screen, self.person, self.texts = self.visit.screen, self.visit.person, self.visit.texts
        self.visit.speak_language()
        self.visit.choose_text_size(text_size)

    def apply_offline(self, searched=True):
        """To the receipt, with the network away from just before the signature is handed in."""
        if searched:
            self.visit.before["check"] = self._find_while_present
        self.visit.before["sign"] = self.stack.line.cut
        self.visit.until("receipt")
        printed = wait_until(self.stack.receipts, "the printed receipt")
        status = self.stack.status()
        if status["queue"]["queued"] < 1 or self.stack.cases():
            raise Failure(f"the application should wait in the queue: {status['queue']}")
        self.record = next(record for record in self.stack.records() if record["kind"] == "application")
        self.screen.settle()
        self.visit.picture("receipt-kept")
        say(f"submitted without a network: {self.record['reference']}, queue {status['queue']}")
        shutil.copy(printed[0], os.path.join(self.output, "receipt.pdf"))
        papers.draw_receipt(printed[0], os.path.join(self.output, "receipt.png"))

    def _find_while_present(self):
        hits = search_present(self.stack, self.plan.card)
        if hits is not None and not hits:
            raise Failure("the search does not find the person in the kiosk's memory while they are there: it proves nothing")
        say("while the person is there, the search finds them in the kiosk's memory" if hits else
            "the kiosk's memory may not be looked into here (ptrace)")

    def come_back(self):
        """The network returns: the record is accepted by signed receipt, and the screen says so."""
        before = self.screen.signature(self.screen.settle())
        self.stack.line.mend()

        def accepted():
            self.stack.ctl("sync", "now", check=False)
            return json.loads(self.stack.ctl("queue", "show", self.record["id"]))["state"] == "accepted"
        wait_until(accepted, "the signed receipt")
        self.screen.wait_change(before, "the receipt page saying that it was sent")
        self.visit.picture("receipt-sent")
        say("the network is back: accepted by signed receipt")

    def say_goodbye(self):
        self.visit.until("done")
        self.screen.press_primary()
        self.person.wait(lambda nodes: self.screen.page_of(nodes) == "idle", "the welcome")
        self.screen.settle()
        self.visit.picture("idle-again")

    def answer_as_departments(self):
        """Some matters are finished, one is sent back; the kiosk fetches it."""
        cases = self.stack.cases()
        for case, status in zip(cases, STATUSES):
            reason = REASON.get(status)
            self.stack.central_command("case", "set", case["case"], "--status", status, *(["--reason", reason] if reason else []))
        self.stack.ctl("sync", "now", check=False)
        self.answered = STATUSES[:len(cases)]
        say(f"central keeps {len(cases)} cases; departments answered {len(self.answered)} of them")

    def ask_progress(self):
        """By the code on the printed paper, laid under the camera. The next person meets the hall's own language."""
        self.visit.speak_language()
        before = self.screen.signature(self.screen.settle())
        self.person.touch_named(self.texts["idle.progress"])
        nodes = self.screen.wait_change(before, "the page of progress")
        self.visit.picture("progress")
        before = self.screen.signature(nodes)
        self.stack.camera("SHOW " + papers.draw_receipt_code(os.path.join(self.output, "receipt.pdf"), self.album.papers))
        wanted = [self.texts[f"case.{status}"] for status in self.answered]
        self.person.wait(lambda later: wanted[0] in self.screen.words(later), f"the departments' answers {wanted}")
        nodes = self.screen.settle()
        self.visit.picture("progress-answer")
        seen = set(self.screen.words(nodes))
        while not seen.issuperset(wanted) and self.screen.turn_page(nodes):
            nodes = self.screen.settle()
            seen.update(self.screen.words(nodes))
            self.visit.picture("progress-answer-more")
        if not seen.issuperset(wanted):
            raise Failure(f"of the departments' answers {wanted} the page shows {sorted(seen)}")
        self.stack.camera("BLANK")
        self.screen.press_primary()
        self.visit.picture("idle-after-progress")

    def open_at_central(self):
        """What central opens is what was typed and touched, field by field."""
        key = self.stack.path("central", "keys", "unseal", "service.key")
        folder = os.path.join(self.album.papers, "opened")
        self.stack.central_command("unseal", "--identity", key, "--id", self.record["id"], "-o", folder)
        text = self.stack.central_command("unseal", "--identity", key, "--id", self.record["id"], "--json")
        self.opened = json.loads(text.splitlines()[0])
        with open(os.path.join(self.output, "central.json"), "w", encoding="utf-8") as file:
            json.dump(self.opened, file, ensure_ascii=False, indent=2)
        application = self.opened["application"]
        differences = self.plan.differences(application)
        if differences:
            raise Failure("central opened another application than was given: " + "; ".join(differences))
        pages = [name for name in os.listdir(os.path.join(folder, self.record["id"])) if name.startswith("page-")]
        if len(pages) != self.plan.count_pages():
            raise Failure(f"central opened {len(pages)} pages of {self.plan.count_pages()}")
        say(f"central opened {len(application['matters'])} matters, {len(application['answers'])} answers, {len(pages)} pages, a signature: "
            "all as given")
        return os.path.join(folder, self.record["id"])

    def look_for_remains(self, opened):
        remains = search_remains(self.stack, self.opened["application"], opened)
        with open(os.path.join(self.output, "canary.txt"), "w", encoding="utf-8") as file:
            file.write(remains.table() + "\n")
        return remains

    def search(self, opened):
        remains = self.look_for_remains(opened)
        say(remains.table())
        if remains.hits:
            raise Failure(f"{len(remains.hits)} traces of the person were left")
        if remains.unreadable and os.geteuid() != 0:
            say("run as root to look into the memory of: " + ", ".join(place for place, _ in remains.unreadable))
        elif remains.unreadable:
            raise Failure(f"places that could not be read: {remains.unreadable}")

    def run(self, text_size, searched):
        self.start(text_size)
        self.apply_offline(searched)
        self.come_back()
        self.say_goodbye()
        self.answer_as_departments()
        self.ask_progress()
        opened = self.open_at_central()
        if searched:
            self.search(opened)
        say(f"{len(self.album.names)} pictures, {self.person.touches} touches")


def go(build, output, plan, size, text_size, searched=True):
    """One tour; whether it went well."""
    say(f"tour of {plan.item.id} in {plan.language}, {size[0]} x {size[1]}, {text_size} words, into {output}")
    stack = KioskStack(build, size)
    # Papers and what central opened are a person's own and lie outside the run's folder.
    with tempfile.TemporaryDirectory(prefix="yijian-papers-") as folder:
        tour = Tour(stack, output, folder, plan)
        try:
            tour.run(text_size, searched)
            return True
        except Failure as failure:
            say(f"tour: {failure}")
            if stack.program_process and stack.program_process.poll() is None and hasattr(tour, "visit"):
                tour.visit.picture("failed")
            say(stack.log_text("kiosk")[-1500:])
            return False
        finally:
            if tour.album.names:
                tour.album.sheet()
            stack.stop()


def go_all(build, output):
    tours = TOURS + (LONG_TOURS if os.environ.get("YIJIAN_LONG") else ())
    return all([go(build, os.path.join(output, folder), Plan(item, language, people.CARDS[who]), size, text, searched=not folder)
                for folder, item, who, language, size, text in tours])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default="build")
    parser.add_argument("--output", default="build/tour")
    parser.add_argument("--item", choices=list_items(), default="newborn")
    parser.add_argument("--language", choices=("zh-CN", "en"), default="zh-CN")
    parser.add_argument("--size", type=parse_size, default=PORTRAIT)
    parser.add_argument("--text", choices=TEXT_SIZES, default="standard")
    parser.add_argument("--no-search", action="store_true")
    parser.add_argument("--all", action="store_true")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    output = os.path.abspath(options.output)
    if options.all:
        return 0 if go_all(options.build, output) else 1
    plan = Plan(options.item, options.language, people.CARDS["mother"])
    return 0 if go(options.build, output, plan, options.size, options.text, not options.no_search) else 1


if __name__ == "__main__":
    sys.exit(main())
