# SPDX-License-Identifier: Apache-2.0
"""A whole visit: answers whatever page the kiosk shows until one that the caller waits for.

Nothing is scripted in order: a page that is new to this file is left by its primary action, a question or field that is
new is answered by its type. What a person answers to the known ones stands in people.py."""
import datetime
import json
import os

import papers
import people
from accessibility import SENSITIVE
from keyboard import Keyboard, text_fields
from processes import Failure, wait_until
from screen import CHECK, RADIO, TEXT_ROLES, TOGGLE, Screen

MOST_STEPS = 150
# A signature of nobody's: fractions of the pad.
STROKES = [[(0.12 + 0.02 * step, 0.35 + 0.05 * (step % 3)) for step in range(14)],
           [(0.20 + 0.012 * step, 0.20 + 0.035 * step) for step in range(14)],
           [(0.45 + 0.018 * step, 0.62 - 0.030 * (step % 5)) for step in range(16)],
           [(0.70, 0.25 + 0.03 * step) for step in range(14)], [(0.60 + 0.018 * step, 0.45) for step in range(14)]]


class Visit:
    def __init__(self, stack, texts, album, card="mother", today=None):
        self.stack, self.texts, self.album = stack, texts, album
        self.person = stack.person()
        self.screen = Screen(self.person, texts)
        self.keyboard = Keyboard(self.screen)
        self.answers = people.answers(today)
        self.card = people.CARDS[card]
        self.before = {}       # page id -> what to do just before its primary action is touched
        self.seen = []         # page ids in the order of the visit
        self.captured = []

    def picture(self, name):
        self.album.take(self.screen, name)

    def until(self, page, seconds=900):
        """Answers pages until @page is shown; the nodes of it."""
        deadline = datetime.datetime.now() + datetime.timedelta(seconds=seconds)
        for _ in range(MOST_STEPS):
            nodes = self.screen.settle()
            shown = self.screen.page_of(nodes)
            self.seen.append(shown)
            self.picture(shown)
            if shown == page:
                return nodes
            if datetime.datetime.now() > deadline:
                break
            getattr(self, "on_" + shown.replace("-", "_"), self.on_other)(nodes)
            self._refuse_errors()
        raise Failure(f"“{page}” did not come: {self.seen}")

    def _refuse_errors(self):
        nodes = self.screen.look()
        errors = self.screen.errors(nodes)
        if errors:
            self.picture(self.screen.page_of(nodes) + "-errors")
            raise Failure(f"“{self.screen.page_of(nodes)}” says that something is wrong: {errors}")

    def _leave(self, page, nodes=None):
        """Looks at every page of rows, then touches the primary action."""
        while self.screen.turn_page(nodes or self.screen.settle()):
            nodes = None
            self.picture(page + "-more")
        if page in self.before:
            self.before.pop(page)()
        self.screen.press_primary()

    def on_other(self, nodes):
        self._leave(self.screen.page_of(nodes), nodes)

    # ---- pages ----

    def on_idle(self, nodes):
        before = self.screen.signature(nodes)
        self.person.touch_named(self.texts["idle.start"])
        self.screen.wait_change(before, "something after the start")

    def on_choose(self, nodes):
        if self.texts.item["audience"] == "enterprise":
            begins = self.texts["choose.enterprise"].split("{n}")[0]
            nodes = self._turn_on(next(node.name for node, _ in self.person.on_screen(nodes)
                                       if node.role == TOGGLE and node.name.startswith(begins)))
        before = self.screen.signature(nodes)
        self.screen.touch_paged(self.texts.title, (43,), nodes)
        self.screen.wait_change(before, "the chosen item")

    def _turn_on(self, name):
        self.person.touch_named(name)
        self.person.wait(lambda nodes: any(self.person.is_on(node) for node in self.person.find(nodes, name, (TOGGLE,))), f"“{name}” chosen")
        return self.screen.settle()

    def on_guide_question(self, nodes):
        choices = {node.name for node, _ in self.person.on_screen(nodes) if node.role in (CHECK, RADIO)}
        question = self.texts.question_shown(self.screen.words(nodes), choices)
        if question is None:
            raise Failure(f"no question of the catalogue is on the screen: {sorted(self.screen.words(nodes))}")
        self._choose(question, self.answers.get(question["id"]))
        self.picture("guide-question-" + question["id"])
        self._leave("guide-question")

    def _choose(self, owner, wanted):
        """Touches the wanted option of a question or field, or the first one that is shown."""
        options = {self.texts.pick(option["label"]): option["id"] for option in owner["options"]}
        name = next((label for label, identifier in options.items() if identifier == wanted), None)
        if name is None:
            nodes = self.screen.settle()
            name = next(node.name for node, _ in self.person.on_screen(nodes) if node.name in options and node.role in (CHECK, RADIO))
        self.screen.touch_paged(name, (CHECK, RADIO, TOGGLE, 43))
        self.person.wait(lambda nodes: any(self.person.is_on(node) for node in self.person.find(nodes, name, (CHECK, RADIO, TOGGLE))),
                         f"“{name}” chosen")

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
        """A card that is pulled away too soon, then one that is left there."""
        before = self.screen.signature(nodes)
        card = json.dumps(self.card, ensure_ascii=False)
        if "identify-pulled" not in self.seen:
            self.seen.append("identify-pulled")
            self.stack.reader("PULL-MID-READ")
            self.stack.reader("INSERT " + card)
            nodes = self.screen.wait_change(before, "a sentence about the card that was pulled away")
            wait_until(lambda: not json.loads(self.stack.reader("STATE"))["card"], "the card to be away")
            nodes = self.screen.settle()
            self.picture("identify-pulled")
            before = self.screen.signature(nodes)
        self.stack.reader("INSERT " + card)
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, "identify"), "the card to be read")
        self.stack.reader("REMOVE")

    def on_form(self, nodes):
        page = self.texts.page_shown(self.screen.words(nodes))
        if page is None:
            raise Failure(f"no page of the form is on the screen: {sorted(self.screen.words(nodes))}")
        if "form-errors" not in self.seen:
            self._show_errors()
        self._fill(page["fields"], page["id"])
        self._leave("form")

    def _show_errors(self):
        """Nothing filled in: what is missing is said, with the way to it."""
        self.seen.append("form-errors")
        nodes = self.screen.press_primary()
        if not self.screen.errors(nodes):
            raise Failure("an empty page of the form is let through without a word")
        self.picture("form-errors")

    def _fill(self, fields, name):
        for field in fields:
            label = self.texts.pick(field["label"])
            wanted = self.answers.get(field["id"])
            if field["type"] in ("choice", "choices", "yes-no"):
                if self._is_asked(field, label):
                    self._choose_field(field, wanted)
            else:
                self._type_field(field, label, wanted if wanted is not None else self._sample(field))
        self.keyboard.hide()
        self.picture(f"form-{name}-filled")

    def _is_asked(self, field, label):
        """Not what the card said already, nor what is hidden by an answer; it may be on another page of rows."""
        titles = {self.texts.pick(option["label"]) for option in field.get("options", [])} or \
            {self.texts["editor.yes"], self.texts["editor.no"]}
        return any(node.name in titles and node.role in (CHECK, RADIO) for node in self.screen.settle())

    def _choose_field(self, field, wanted):
        self.keyboard.hide()
        if field["type"] == "yes-no":
            words = {"yes": self.texts["editor.yes"], "no": self.texts["editor.no"]}
            field = {"options": [{"id": key, "label": {self.texts.language: word, "zh-CN": word}} for key, word in words.items()]}
        self._choose(field, wanted)

    def _sample(self, field):
        """What fits a field that people.py does not know."""
        samples = {"person-name": "甄小禾", "text": "青禾市", "mobile": "13800000417", "landline": "0000-1234567", "postcode": "000000",
                   "number": "1", "money": "100", "date": self.answers["child_birth_date"], "resident-id": self.card["number"],
                   "bank-card": self.answers["bank_card"], "address": self.answers["post_address"],
                   "other-document": "E00000001", "certificate-number": "000000017"}
        return samples.get(field["type"])

    def _type_field(self, field, label, value):
        """Types into the field of that label, if it is asked and not filled in already."""
        nodes = self.screen.settle()
        boxes = [node for node in nodes if node.role in TEXT_ROLES and (node.name == label or node.name.startswith(label + ", "))]
        if not boxes or value is None:
            return
        parts = value.split("-") if field["type"] == "date" else [value]
        parts = [part.lstrip("0") if field["type"] == "date" and number else part for number, part in enumerate(parts)]
        for index, part in enumerate(parts):
            name = boxes[min(index, len(boxes) - 1)].name
            box = self._reach_box(name)
            if self._is_filled(box):
                continue
            self.keyboard.type_into(box, part)
            if index == 0 and "keyboard" not in self.seen:
                self.seen.append("keyboard")
                self.picture("form-keyboard")

    def _reach_box(self, name):
        """The field, touchable: on another page of rows, or under the keyboard, it is brought up first."""
        for _ in range(10):
            nodes = self.screen.settle()
            found = [node for node in text_fields(self.screen, nodes) if node.name == name]
            if found and self.person.why_untouchable(nodes, found[0]) is None:
                return found[0]
            if not self.keyboard.hide() and not self.screen.turn_page(self.screen.settle()):
                break
        raise Failure(f"the field “{name}” cannot be touched")

    def _is_filled(self, box):
        """A field does not tell its text, and should not; the button that clears it can be touched when there is some."""
        return any(node.name == self.texts["editor.clear"] and node.is_in(SENSITIVE) for node in box.parent.descendants)

    def on_materials(self, nodes):
        """The first paper that may follow later follows later; the others are photographed."""
        later = [f"{self.texts['materials.bring-later']}: {self.texts.pick(material['name'])}" for material in self.texts.materials]
        if "materials-later" not in self.seen:
            for name in later:
                if self.person.find(nodes, name, (43,)):
                    self.seen.append("materials-later")
                    before = self.screen.signature(nodes)
                    self.screen.touch_paged(name, (43,), nodes)
                    self.screen.wait_change(before, "the paper that follows later")
                    return
        self._leave("materials")

    def on_capture(self, nodes):
        words = self.screen.words(nodes)
        material = next(m for m in self.texts.materials
                        if self.texts["capture.heading"].replace("{name}", self.texts.pick(m["name"])) in words)
        path = os.path.join(self.album.papers, f"{material['id']}.png")
        papers.draw_paper(path, self.texts.pick(material["name"]), [
            ("姓名", self.answers["child_name"]), ("母亲", self.card["name"]), ("住址", self.card["address"]),
            ("编号", self.answers["birth_certificate_no"])])
        self.stack.camera("SHOW " + path)
        self.picture("capture-preview")
        self.screen.press_primary()
        keep = self.texts["capture.keep"]
        self.person.wait(lambda later: self.person.find(later, keep, (43,)), "the picture that was taken")
        self.picture("capture-taken")
        self.captured.append(material["id"])
        self.screen.press_primary()
        nodes = self.screen.settle()
        if self.screen.page_of(nodes) == "capture":
            self.person.touch_named(self.texts["capture.enough"])
            self.person.wait(lambda later: self.screen.page_of(later) not in (None, "capture"), "the list of papers")
        self.stack.camera("BLANK")

    def on_delivery(self, nodes):
        deliveries = self.texts.item["delivery"]
        chosen = next((d for d in deliveries if d.get("fields")), deliveries[0])
        self._choose({"options": deliveries}, chosen["id"])
        self.picture("delivery-chosen")
        self._fill(chosen.get("fields", []), "delivery")
        self._leave("delivery")

    def on_sign(self, nodes):
        self._tick_all(nodes)
        nodes = self.screen.settle()
        pad = next((node for node in nodes if node.name in (self.texts["sign.pad"], "YjSignaturePad") and self.person.area(node)), None)
        if pad is None:
            raise Failure("there is nothing to sign on")
        why = self.person.why_untouchable(nodes, pad)
        if why:
            raise Failure(f"the pad cannot be signed on: {why}")
        self.person.draw(self.person.area(pad), STROKES)
        self.picture("sign-signed")
        self._leave("sign")

    def on_submit(self, nodes):
        """The machine's turn."""
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, "submit"), "the end of saving", 120)

    def on_evaluation(self, nodes):
        self.screen.touch_paged(self.texts["evaluation.grade.very-satisfied"], (CHECK, RADIO), nodes)
        self.picture("evaluation-chosen")
        self._leave("evaluation")
