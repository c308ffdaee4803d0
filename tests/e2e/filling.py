# SPDX-License-Identifier: Apache-2.0
"""Answers fields by touch: one way for each kind of editor, found by the field's label."""
import json
import os

from accessibility import SENSITIVE
from screen import BUTTON, CHOICE, TEXT_ROLES
from stack import SOURCE

with open(os.path.join(SOURCE, "assets", "divisions", "divisions.json"), encoding="utf-8") as file:
    DIVISIONS = json.load(file)["divisions"]
CHOSEN = ("choice", "choices", "yes-no")
ELSEWHERE = ("signature", "photo")
LEVELS = ("province", "city", "county")


class Filling:
    def __init__(self, screen, keyboard, texts):
        self.screen, self.person, self.keyboard, self.texts = screen, screen.person, keyboard, texts
        self.after_first_key = None  # called once the keyboard is there

    def fill(self, fields, answers):
        """Answers those of @fields that are on the page; @answers by id, as they stand in the document."""
        for field in fields:
            if field["id"] in answers and field["type"] not in ELSEWHERE:
                self._answer(field, self.texts.pick(field["label"]), answers[field["id"]])
        self.keyboard.hide()

    def _answer(self, field, label, value):
        if field["type"] in CHOSEN:
            if self._group(self.screen.settle(), label):
                self.keyboard.hide()
                self.choose(self._options(field), self._ids(value), label)
        elif field["type"] == "address":
            self._answer_address(label, value)
        elif field["type"] == "date":
            year, month, day = value.split("-")
            for unit, part in (("year", year), ("month", month.lstrip("0")), ("day", day.lstrip("0"))):
                self._type(f"{label}, {self.texts['editor.' + unit]}", part)
        else:
            self._type(label, self._as_typed(field, value))

    @staticmethod
    def _as_typed(field, value):
        text = str(value)
        return text.removesuffix(".00") if field["type"] == "money" else text

    # ---- choosing ----

    def _group(self, nodes, label):
        """The list of that field's choices; None where it is not asked."""
        return next((node for node in nodes if node.name == label and any(child.role in CHOICE for child in node.descendants)), None)

    def _options(self, field):
        """{id: words}"""
        if field["type"] == "yes-no":
            return {answer: self.texts["editor." + answer] for answer in ("yes", "no")}
        return {option["id"]: self.texts.pick(option["label"]) for option in field["options"]}

    @staticmethod
    def _ids(value):
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        return value if isinstance(value, list) else [value]

    def choose(self, options, wanted, label=None):
        """Touches the options @wanted of {id: words}, in the list named @label or on the page itself."""
        def find_group(nodes):
            return self._group(nodes, label) if label else None

        def find(words):
            def one(nodes):
                return next(iter(self.person.find(nodes, words, CHOICE, within=find_group(nodes))), None)
            return one
        if label:  # the page is turned to the list, then the list to the option
            self.screen.reach(lambda nodes: next((node for node in find_group(nodes).descendants if node.role in CHOICE), None), f"“{label}”")
        for identifier in wanted:
            words = options[identifier]
            nodes, node = self.screen.reach(find(words), f"“{words}”", find_group if label else None)
            if not self.person.is_on(node):
                self.person.touch(nodes, node)
                self.person.wait(lambda later: (found := find(words)(later)) and self.person.is_on(found), f"“{words}” chosen")

    # ---- addresses ----

    def _answer_address(self, label, value):
        if self._box(self.screen.settle(), f"{label}, {self.texts['editor.address-detail']}") is None:
            return
        for level in LEVELS:
            if level in value:
                self._choose_division(label, level, DIVISIONS[value[level]])
        self._type(f"{label}, {self.texts['editor.address-detail']}", value["detail"])

    def _picker(self, nodes, label):
        editor = next((node for node in nodes if node.name == label and any(child.name == self.texts["editor.division"] for child in node.children)), None)
        return next((node for node in editor.descendants if node.name == self.texts["editor.division"]), None) if editor else None

    def _choose_division(self, label, level, name):
        """A step of the cascade opens its list; choosing in it opens the next."""
        word = self.texts["editor." + level]

        def find_step(nodes):
            steps = [node for node in self._picker(nodes, label).descendants if node.role == BUTTON]
            return next((node for node in steps if node.name == word or node.name.startswith(word + ": ")), None)

        def find_division(nodes):
            return next(iter(self.person.find(nodes, name, (BUTTON,), within=self._picker(nodes, label))), None)
        self.keyboard.hide()
        if not find_division(self.screen.settle()):
            nodes, step = self.screen.reach(find_step, f"“{word}”")
            if step.name == f"{word}: {name}":
                return
            before = self.screen.signature(nodes)
            self.person.touch(nodes, step)
            self.screen.wait_change(before, f"the list of “{word}”")
        nodes, division = self.screen.reach(find_division, f"“{name}”", lambda shown: self._picker(shown, label))
        self.person.touch(nodes, division)
        self.person.wait(lambda later: (step := find_step(later)) and step.name == f"{word}: {name}", f"“{name}” chosen")

    # ---- typing ----

    def _box(self, nodes, name):
        return next((node for node in nodes if node.role in TEXT_ROLES and node.name == name), None)

    def _type(self, name, text):
        """Types into the field of that name, if it is asked; what it proposes already stays when it is the same."""
        if self._box(self.screen.settle(), name) is None:
            return
        nodes, box = self._reach_box(name)
        clear = self._clear_button(box)
        if clear is not None and clear.is_in(SENSITIVE):
            return  # a proposal: whether it is the right one is seen at central
        self.keyboard.type_into(nodes, box, text)
        if self.after_first_key:
            self.after_first_key()
            self.after_first_key = None

    def _reach_box(self, name):
        """The field, touchable: on another page of rows, or under the keyboard, it is brought up first."""
        nodes = self.screen.settle()
        box = self._box(nodes, name)
        if self.person.why_untouchable(nodes, box) is None:
            return nodes, box
        self.keyboard.hide()
        return self.screen.reach(lambda shown: self._box(shown, name), f"the field “{name}”")

    def _clear_button(self, box):
        """It can be touched when there is some text: a field does not tell its text, and should not."""
        return next((node for node in box.parent.descendants if node.name == self.texts["editor.clear"]), None)

    def needs(self, nodes, fields):
        """Whether one of @fields that must be answered stands empty on the page: so going on is refused."""
        for field in fields:
            box = self._box(nodes, self.texts.pick(field["label"]))
            if field.get("required", True) and box is not None:
                clear = self._clear_button(box)
                return clear is None or not clear.is_in(SENSITIVE)
        return False

