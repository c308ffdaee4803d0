#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Catalogues come and go on a running kiosk: central publishes, the courier pulls, and the kiosk, which is never restarted, shows
the new one to its next visitor. A new life event is one more file. Whoever is in the middle of a visit finishes with what they
began with, and central takes it. A technician goes back; a catalogue that is over closes the kiosk."""
import datetime
import json
import os
import shutil
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import people  # noqa: E402
import one_run  # noqa: E402
import tap  # noqa: E402
from kiosk_stack import KioskStack  # noqa: E402
from plan import Plan  # noqa: E402
from processes import wait_until  # noqa: E402
from screen import BUTTON  # noqa: E402
from stack import SOURCE  # noqa: E402
from visit import LONGEST_GOODBYE_SECONDS, Visit  # noqa: E402

NEW_ID, NEW_TITLE = "library-card", "图书馆读者证"


class Run:
    def __init__(self, build, folder):
        self.stack, self.folder, self.visit = KioskStack(build), folder, None
        with open(os.path.join(SOURCE, "assets", "catalog", "catalog.json"), encoding="utf-8") as file:
            self.first = json.load(file)["version"]

    def start(self):
        self.stack.start_all(language="zh-CN", warn_seconds=900, goodbye_seconds=LONGEST_GOODBYE_SECONDS)
        self.wait_version(self.first)
        self.visit = Visit(self.stack, Plan("newborn", "zh-CN", list(people.CARDS.values())[0]), self.folder)

    # ---- hands ----

    def publish(self, version, items=(), **members):
        """The shipped catalogue as @version, with @items (id: changes to newborn) as one more file each."""
        folder, bundle = os.path.join(self.folder, str(version)), os.path.join(self.folder, f"{version}.ycat")
        shutil.copytree(os.path.join(SOURCE, "assets", "catalog"), folder)
        self.edit(os.path.join(folder, "catalog.json"), version=version, **members)
        for identifier, changes in dict(items).items():
            path = os.path.join(folder, "items", identifier + ".json")
            shutil.copy(os.path.join(folder, "items", "newborn.json"), path)
            self.edit(path, id=identifier, aliases=[], **changes)
        key = self.stack.path("central", "keys", "catalogue", "minisign.key")
        self.stack.run(self.stack.program("yijianctl"), "catalog", "pack", folder, "-o", bundle, "--key", key)
        self.stack.central_command("catalog", "publish", bundle)
        self.stack.ctl("sync", "now")
        tap.check_equal(self.in_use(), version, "the version that the courier has")

    @staticmethod
    def edit(path, **members):
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
        value.update(members)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False)

    def in_use(self):
        return json.loads(self.stack.ctl("catalog", "status"))["version"]

    def shown(self):
        """The version that the kiosk loaded last."""
        return next(reversed(self.stack.catalogues()), None)

    def wait_version(self, version):
        wait_until(lambda: self.shown() == version, f"version {version} on the kiosk")

    def wait_page(self, page):
        self.visit.person.wait(lambda nodes: self.visit.screen.page_of(nodes) == page, f"the page “{page}”")
        return self.visit.screen.settle()

    def touch_on(self, name):
        before = self.visit.screen.signature(self.visit.screen.settle())
        self.visit.person.touch_named(self.visit.texts[name])
        return self.visit.screen.wait_change(before, "what comes after " + name)

    def leave(self):
        """Ends the visit by its own button, and says so when asked."""
        self.touch_on("utility.end")
        texts, person = self.visit.texts, self.visit.person
        if person.find(self.visit.screen.settle(), texts["idle.end"]):
            person.touch_named(texts["idle.end"])
        self.wait_page("idle")

    # ---- the tests, in order ----

    def keeps_what_it_began_with(self):
        """A visit that is under way while a new catalogue comes is applied for with the old one, and central takes it."""
        self.visit.until("privacy")
        self.publish(self.first + 1, {NEW_ID: {"title": {"zh-CN": NEW_TITLE, "en": "Library card"}}})
        tap.check_equal(self.shown(), self.first, "the catalogue of the visit that is under way")
        self.visit.until("receipt")
        record = next(record["id"] for record in self.stack.records() if record["kind"] == "application")

        def is_accepted():
            self.stack.ctl("sync", "now", check=False)
            return json.loads(self.stack.ctl("queue", "show", record))["state"] == "accepted"
        wait_until(is_accepted, "the signed receipt")
        key = self.stack.path("central", "keys", "unseal", "service.key")
        opened = json.loads(self.stack.central_command("unseal", "--identity", key, "--id", record, "--json").splitlines()[0])
        tap.check_equal(opened["application"]["catalogue"]["version"], self.first, "the version in the application")
        tap.check_equal(self.shown(), self.first, "the catalogue until the visit's end")
        self.visit.until("done")
        self.visit.screen.press_primary()
        self.wait_page("idle")
        self.wait_version(self.first + 1)

    def shows_a_new_item(self):
        self.touch_on("idle.start")
        self.visit.screen.reach(lambda shown: next(iter(self.visit.person.find(shown, NEW_TITLE, (BUTTON,))), None), NEW_TITLE)
        self.visit.screen.touch_paged(NEW_TITLE, (BUTTON,))
        self.wait_page("guide-question")
        self.leave()

    def goes_back(self):
        """The technician's word, and then the next newer one."""
        state = json.loads(self.stack.ctl("catalog", "rollback"))
        tap.check_equal((state["version"], state["withdrawn"], state["kept"]), (self.first, self.first + 1, []), "after the way back")
        self.wait_version(self.first)
        self.stack.ctl("sync", "now")
        tap.check_equal(self.in_use(), self.first, "central goes on offering what was left")
        self.touch_on("idle.start")
        nodes = self.visit.screen.settle()
        while self.visit.screen.turn_page(nodes):
            nodes = self.visit.screen.settle()
            tap.check(not self.visit.person.find(nodes, NEW_TITLE, (BUTTON,)), "the item that was withdrawn is not offered")
        self.leave()
        self.publish(self.first + 2)
        self.wait_version(self.first + 2)
        tap.check("withdrawn" not in json.loads(self.stack.ctl("catalog", "status")), "a newer one ends it")

    def closes_when_it_is_over(self):
        """By a verified clock, which this machine's is; it opens by itself when a newer one comes."""
        past = (datetime.date.today() - datetime.timedelta(days=2)).isoformat()
        self.publish(self.first + 3, expires=past, refuse_after=past)
        words = self.visit.screen.words(self.wait_page("out-of-service"))
        tap.check(self.visit.texts["gate.catalogue-expired"] in words, "the page says why")
        status = self.stack.status()
        tap.check_equal((status["gates"], status["alarm"]), (["catalogue-expired"], True), "what a technician is told")
        self.publish(self.first + 4, expires=past)
        self.wait_page("idle")
        status = self.stack.status()
        tap.check_equal((status["gates"], status["alarm"]), ([], True), "an expired one warns and does not close")
        tap.check("expired" in status["next_step"], status["next_step"])

    def was_one_process(self):
        starts = [line for line in self.stack.log_text("kiosk").splitlines() if "catalogue " in line]
        tap.note(f"one kiosk, {len(starts)} catalogues")
        tap.check(self.stack.program_process.poll() is None, "the kiosk that was started first is there")
        lines = [line for line in self.stack.log_text("kiosk").splitlines() if "CRITICAL" in line or "WARNING" in line]
        tap.check_equal(lines, [], "criticals and warnings of the kiosk")

    def end(self):
        self.stack.stop()


def steps(run):
    return [("the kiosk begins with what central publishes", run.start),
            ("a visit keeps the catalogue it began with", run.keeps_what_it_began_with),
            ("a new life event is one more file", run.shows_a_new_item),
            ("a technician goes back to the one before", run.goes_back),
            ("a catalogue that is over closes the kiosk, and an expired one warns", run.closes_when_it_is_over),
            ("one kiosk showed them all", run.was_one_process)]


if __name__ == "__main__":
    sys.exit(one_run.run("/e2e/catalogue", Run, steps, stop_at_first=False))
