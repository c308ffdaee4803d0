#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every life event of the catalogue on one kiosk, one person after another: each goes from the welcome to the signed receipt,
and central opens what was given. Three that differ most; with YIJIAN_LONG all of them, in every language.

    test-items.py [--item ID]... [--language LANGUAGE] [--size WxH] [--text SIZE] [--output DIR]

@output gets each printed receipt, and a picture of the page where one failed."""
import argparse
import json
import os
import shutil
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import papers  # noqa: E402
import people  # noqa: E402
import tap  # noqa: E402
from item import list_items  # noqa: E402
from kiosk_stack import PORTRAIT, TEXT_SIZES, KioskStack, parse_size  # noqa: E402
from plan import Plan  # noqa: E402
from processes import wait_until  # noqa: E402
from remains import search_present  # noqa: E402
from visit import LONGEST_GOODBYE_SECONDS, Visit  # noqa: E402

LANGUAGES = ("zh-CN", "en")
SHORT = (("business-closure", "zh-CN"), ("catering", "en"), ("marriage", "zh-CN"))
PATIENCE_SECONDS = 900  # a busy machine is no reason to ask whether somebody is still there


class Run:
    def __init__(self, options, folder):
        self.stack, self.options, self.folder = KioskStack(options.build, options.size), options, folder
        self.visitors, self.seen, self.printed = [], set(), 0

    def start(self):
        self.stack.start_all(language="zh-CN", warn_seconds=PATIENCE_SECONDS, goodbye_seconds=LONGEST_GOODBYE_SECONDS)

    def walk(self, identifier, language):
        """One person's whole visit; the next meets the hall's own language and nothing of it."""
        began = time.monotonic()
        card = list(people.CARDS.values())[len(self.visitors) % len(people.CARDS)]
        plan = Plan(identifier, language, card)
        visit = Visit(self.stack, plan, self.folder)
        self.visitors.append(card)
        try:
            visit.speak_language()
            visit.choose_text_size(self.options.text)
            visit.until("receipt")
            record = self._find_record()
            self._keep_receipt(identifier, language)
            wait_until(lambda: self._is_accepted(record), "the signed receipt")
            visit.until("done")
            visit.screen.press_primary()
            visit.person.wait(lambda nodes: visit.screen.page_of(nodes) == "idle", "the welcome")
        except Exception:
            self._give_up(visit, f"{identifier}-{language}")
            raise
        application = self._open(record)
        tap.check_equal(plan.differences(application), [], "what central opened")
        tap.note(f"{identifier} in {language}: {len(application['matters'])} matters, {len(application['answers'])} answers, "
                 f"{plan.count_pages()} photographs, {visit.person.touches} touches, {time.monotonic() - began:.0f} s")

    def _find_record(self):
        record = next(record for record in self.stack.records() if record["kind"] == "application" and record["id"] not in self.seen)
        self.seen.add(record["id"])
        return record["id"]

    def _is_accepted(self, record):
        self.stack.ctl("sync", "now", check=False)
        return json.loads(self.stack.ctl("queue", "show", record))["state"] == "accepted"

    def _keep_receipt(self, identifier, language):
        printed = wait_until(lambda: self.stack.receipts()[self.printed:], "the printed receipt")[-1]
        self.printed = len(self.stack.receipts())
        if self.options.output:
            papers.draw_receipt(printed, os.path.join(self.options.output, f"{identifier}-{language}.png"))

    def _open(self, record):
        key = self.stack.path("central", "keys", "unseal", "service.key")
        return json.loads(self.stack.central_command("unseal", "--identity", key, "--id", record, "--json").splitlines()[0])["application"]

    def _give_up(self, visit, name):
        """Shows where somebody got stuck; those behind them get a kiosk that begins anew."""
        if self.options.output and self.stack.program_process.poll() is None:
            visit.person.picture(os.path.join(self.options.output, name + "-failed.png"))
        tap.note(self.stack.log_text("kiosk")[-2000:])
        self.stack.processes.end(self.stack.program_process)
        self.stack.start_kiosk()
        if json.loads(self.stack.reader("STATE"))["card"]:
            self.stack.reader("REMOVE")

    def has_forgotten(self):
        """Nobody who was here is found in the memory of the process that served them all."""
        tap.check(self.visitors and self.stack.program_process.poll() is None, "the kiosk is there")
        for card in self.visitors:
            hits = search_present(self.stack, card)
            if hits is None:
                raise tap.Skip("ptrace")
            tap.check_equal(hits, [], "traces of somebody who has left")

    def log_is_clean(self):
        lines = [line for line in self.stack.log_text("kiosk").splitlines() if "CRITICAL" in line or "WARNING" in line]
        tap.check_equal(lines, [], "criticals and warnings of the kiosk")


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    parser.add_argument("--item", action="append", default=[])
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--size", type=parse_size, default=PORTRAIT)
    parser.add_argument("--text", choices=TEXT_SIZES, default="standard")
    parser.add_argument("--output")
    return parser.parse_args()


def list_walks(options):
    if not options.item and not os.environ.get("YIJIAN_LONG"):
        return [walk for walk in SHORT if options.language in (None, walk[1])]
    languages = (options.language,) if options.language else LANGUAGES
    return [(identifier, language) for language in languages for identifier in options.item or list_items()]


def main():
    options = parse_options()
    if options.output:
        shutil.rmtree(options.output, ignore_errors=True)
        os.makedirs(options.output)
    with tempfile.TemporaryDirectory(prefix="yijian-papers-") as folder:
        run = Run(options, folder)
        tests = [(f"{identifier} in {language} reaches its signed receipt and is opened as it was given",
                   lambda walk=(identifier, language): run.walk(*walk)) for identifier, language in list_walks(options)]
        tests += [("the kiosk has forgotten everybody", run.has_forgotten), ("the kiosk logged no critical and no warning", run.log_is_clean)]
        try:
            run.start()
            return tap.run("/e2e/items", tests)
        finally:
            run.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
