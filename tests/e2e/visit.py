# SPDX-License-Identifier: Apache-2.0
"""A whole visit: answers whatever page the kiosk shows until one that the caller waits for.

Nothing is scripted in order: the kiosk decides which page comes, its heading says which it is, and the plan says what this
person answers there. A page that is new to this file is left by its primary action."""
import json
import os
import time

import papers
from filling import Filling
from keyboard import Keyboard
from kiosk_stack import TEXT_SIZES
from processes import Failure, wait_until
from screen import BUTTON, CHECK, CHOICE, Screen
from texts import Texts

MOST_STEPS = 200
LONGEST_GOODBYE_SECONDS = 600  # the last page waits for a machine that is busy
# A signature of nobody's: fractions of the pad.
STROKES = [[(0.12 + 0.02 * step, 0.35 + 0.05 * (step % 3)) for step in range(14)],
           [(0.20 + 0.012 * step, 0.20 + 0.035 * step) for step in range(14)],
           [(0.45 + 0.018 * step, 0.62 - 0.030 * (step % 5)) for step in range(16)],
           [(0.70, 0.25 + 0.03 * step) for step in range(14)], [(0.60 + 0.018 * step, 0.45) for step in range(14)]]


class Visit:
    def __init__(self, stack, plan, papers_folder, album=None):
        """@album: takes a picture of every page; without one pages are not looked at for their own sake, and nothing is
        done wrong on purpose."""
        self.stack, self.plan, self.papers, self.album = stack, plan, papers_folder, album
        self.texts = Texts(plan.language, plan.item.id)
        self.person = stack.person()
        self.screen = Screen(self.person, self.texts)
        self.filling = Filling(self.screen, Keyboard(self.screen), self.texts)
        if album:
            self.filling.after_first_key = lambda: self.picture("form-keyboard")
        self.before = {}       # page id -> what to do just before its primary action is touched
        self.seen = []         # page ids in the order of the visit
        self.taken = {}        # pages of each paper that were kept

    def picture(self, name):
        if self.album:
            self.album.take(self.screen, name)

    def speak_language(self):
        """The machine begins in the hall's language; a person touches their own."""
        start, language = self.texts["idle.start"], self.texts["language.name"]
        self.person.wait(lambda shown: not self.screen.words(shown).isdisjoint((start, language)), "the welcome")
        nodes = self.screen.settle()
        if start not in self.screen.words(nodes) and language in self.screen.words(nodes):
            before = self.screen.signature(nodes)
            self.person.touch_named(language)
            self.screen.wait_change(before, "the other language")

    def choose_text_size(self, size):
        """Each touch of “large words” makes them larger, and then standard again."""
        for _ in range(TEXT_SIZES.index(size)):
            nodes = self.screen.settle()
            before = self.screen.signature(nodes)
            self.person.touch_named(self.texts["idle.large"])
            self.screen.wait_change(before, "larger words")

    def until(self, page, seconds=1800):
        """Answers pages until @page is shown; the nodes of it."""
        deadline = time.monotonic() + seconds
        while len(self.seen) < MOST_STEPS and time.monotonic() < deadline:
            nodes = self.screen.settle()
            shown = self.screen.page_of(nodes)
            self.seen.append(shown)
            self.picture(shown)
            if shown == page:
                return nodes
            getattr(self, "on_" + shown.replace("-", "_"), self.on_other)(nodes)
            self._refuse_errors()
        raise Failure(f"“{page}” did not come: {self.seen}")

    def _refuse_errors(self):
        nodes = self.screen.look()
        errors = self.screen.errors(nodes)
        if errors:
            raise Failure(f"“{self.screen.page_of(nodes)}”, {self.screen.heading(nodes)}, says that something is wrong: {errors}")

    def _leave(self, page, nodes=None):
        """Looks at every page of rows when pictures are taken, at the list of papers once, then touches the primary action."""
        if self.album and (page != "materials" or self.seen.count(page) == 1):
            while self.screen.turn_page(nodes or self.screen.settle()):
                nodes = None
                self.picture(page + "-more")
        if page in self.before:
            self.before.pop(page)()
        self.screen.press_primary()

    def on_other(self, nodes):
        self._leave(self.screen.page_of(nodes), nodes)

    def _find_shown(self, things, member, nodes):
        """The one of @things whose words stand above the page."""
        heading = self.screen.heading(nodes)
        for thing in things:
            if self.texts.pick(thing[member]) == heading:
                return thing
        raise Failure(f"“{heading}” is in no file: {self.plan.item.id}")

    # ---- pages ----

    def on_idle(self, nodes):
        before = self.screen.signature(nodes)
        self.person.touch_named(self.texts["idle.start"])
        self.screen.wait_change(before, "something after the start")

    def on_choose(self, nodes):
        if self.plan.item.file["audience"] == "enterprise":
            nodes = self._choose_businesses(nodes)
        before = self.screen.signature(nodes)
        self.screen.touch_paged(self.texts.title, (BUTTON,), nodes)
        self.screen.wait_change(before, "the chosen item")

    def _choose_businesses(self, nodes):
        begins = self.texts["choose.enterprise"].split("{n}")[0]

        def find(shown):
            return next((node for node, _ in self.person.on_screen(shown) if node.role in CHOICE and node.name.startswith(begins)), None)
        self.person.touch(nodes, find(nodes))
        self.person.wait(lambda later: (found := find(later)) and self.person.is_on(found), f"“{begins}” chosen")
        return self.screen.settle()

    def on_guide_question(self, nodes):
        question = self._find_shown(self.plan.item.questions, "prompt", nodes)
        answer = self.plan.answers[question["id"]]
        self.filling.choose({option["id"]: self.texts.pick(option["label"]) for option in question["options"]},
                            answer if isinstance(answer, list) else [answer])
        self.picture("guide-question-" + question["id"])
        self._leave("guide-question")

    def on_notice(self, nodes):
        """The matters that they do not want are left out."""
        for matter in self.plan.item.matters:
            if matter["code"] in self.plan.left_out and "notice-" + matter["code"] not in self.seen:
                name = self.texts.pick(matter["name"])
                self.screen.touch_paged(name, (CHECK,))
                self.person.wait(lambda later: any(not self.person.is_on(node) for node in self.person.find(later, name, (CHECK,))),
                                 f"“{name}” left out")
                self.seen.append("notice-" + matter["code"])
                self.picture("notice-left-out")
        self._leave("notice")

    def on_privacy(self, nodes):
        self._tick_all(nodes)
        self._leave("privacy")

    def _tick_all(self, nodes):
        """Every box that is not ticked yet, on every page of rows."""
        for _ in range(30):
            boxes = [node for node, _ in self.person.on_screen(nodes) if node.role == CHECK and not self.person.is_on(node)
                     and self.person.why_untouchable(nodes, node) is None]
            if not boxes:
                if not self.screen.turn_page(nodes):
                    return
                nodes = self.screen.settle()
                continue
            name = boxes[0].name
            self.person.touch(nodes, boxes[0])
            self.person.wait(lambda later: any(self.person.is_on(n) for n in self.person.find(later, name, (CHECK,))), f"“{name}” ticked")
            nodes = self.screen.settle()

    def on_identify(self, nodes):
        """A card that is left there; before a camera, first one that is pulled away too soon."""
        card = json.dumps(self.plan.card, ensure_ascii=False)
        if self.album and "identify-pulled" not in self.seen:
            self._pull_card(nodes, card)
        self.stack.reader("INSERT " + card)
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, "identify"), "the card to be read")
        self.stack.reader("REMOVE")

    def _pull_card(self, nodes, card):
        self.seen.append("identify-pulled")
        before = self.screen.signature(nodes)
        self.stack.reader("PULL-MID-READ")
        self.stack.reader("INSERT " + card)
        self.screen.wait_change(before, "a sentence about the card that was pulled away")
        wait_until(lambda: not json.loads(self.stack.reader("STATE"))["card"], "the card to be away")
        self.screen.settle()
        self.picture("identify-pulled")

    def on_form(self, nodes):
        page = self._find_shown(self.plan.item.pages, "title", nodes)
        if self.album and "form-errors" not in self.seen and self.filling.needs(nodes, page["fields"]):
            self._show_errors()
        self.filling.fill(page["fields"], self.plan.answers)
        self.picture(f"form-{page['id']}-filled")
        self._leave("form")

    def _show_errors(self):
        """Nothing filled in: what is missing is said, with the way to it."""
        self.seen.append("form-errors")
        self.screen.press_primary()
        self.person.wait(self.screen.errors, "what is missing on an empty page of the form")
        self.picture("form-errors")

    def on_materials(self, nodes):
        """A paper that follows later follows later; the others are photographed."""
        for material in self.plan.item.materials:
            name = f"{self.texts['materials.bring-later']}: {self.texts.pick(material['name'])}"
            if self.plan.materials.get(material["id"]) == ("later", 0) and any(node.name == name for node in nodes):
                before = self.screen.signature(nodes)
                self.screen.touch_paged(name, (BUTTON,), nodes)
                self.screen.wait_change(before, "the paper that follows later")
                return
        self._leave("materials")

    def on_capture(self, nodes):
        heading = self.screen.heading(nodes)
        material = next(m for m in self.plan.item.materials if self.texts.format("capture.heading", name=self.texts.pick(m["name"])) == heading)
        _, pages = self.plan.materials[material["id"]]
        self.lay_paper(material)
        while self.taken.get(material["id"], 0) < pages:
            self._photograph(material["id"])
        if self.screen.page_of(self.screen.settle()) == "capture":
            self.person.touch_named(self.texts["capture.enough"])
            self.person.wait(lambda later: self.screen.page_of(later) not in (None, "capture"), "the list of papers")
        self.take_paper_away()

    def lay_paper(self, material):
        path = os.path.join(self.papers, f"{material['id']}.png")
        if not os.path.exists(path):
            papers.draw_paper(path, self.texts.pick(material["name"]), [
                ("姓名", self.plan.card["name"]), ("住址", self.plan.card["address"]), ("编号", "S000000128")])
        self.stack.camera("SHOW " + path)

    def take_paper_away(self):
        self.stack.camera("BLANK")

    def _photograph(self, identifier):
        """One page that is taken, looked at and kept; the picture of the next shows what became of it."""
        self.picture("capture-preview")
        self.screen.press_primary()
        keep = self.texts["capture.keep"]
        self.person.wait(lambda later: self.person.find(later, keep, (BUTTON,)), "the picture that was taken")
        self.picture("capture-taken")
        self.screen.press_primary()
        self.person.wait(lambda later: not self.person.find(later, keep, (BUTTON,)) and
                         (self.screen.page_of(later) != "capture" or self.screen.primary(later)), "the picture to be kept")
        self.taken[identifier] = self.taken.get(identifier, 0) + 1

    def on_delivery(self, nodes):
        self.filling.choose({one["id"]: self.texts.pick(one["label"]) for one in self.plan.item.delivery}, [self.plan.delivery["id"]])
        self.picture("delivery-chosen")
        self.filling.fill(self.plan.delivery.get("fields", []), self.plan.answers)
        self.picture("delivery-filled")
        self._leave("delivery")

    def on_sign(self, nodes):
        def find_pad(shown):
            return next((node for node in shown if node.name in (self.texts["sign.pad"], "YjSignaturePad") and self.person.area(node)), None)
        self._tick_all(nodes)
        nodes, pad = self.screen.reach(find_pad, "the pad")
        self.person.draw(self.person.area(pad), STROKES)
        self.picture("sign-signed")
        self._leave("sign")

    def on_submit(self, nodes):
        """The machine's turn."""
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, "submit"), "the end of saving")

    def on_evaluation(self, nodes):
        self.screen.touch_paged(self.texts["evaluation.grade.very-satisfied"], CHOICE, nodes)
        self.picture("evaluation-chosen")
        self._leave("evaluation")
