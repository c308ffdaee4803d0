# SPDX-License-Identifier: Apache-2.0
"""Typing on the keyboard of the screen, key by key, with pinyin for Han letters."""
from people import PINYIN
from processes import Failure
from screen import BUTTON, GROUP, TOGGLE


class Keyboard:
    def __init__(self, screen):
        self.screen, self.person, self.texts = screen, screen.person, screen.texts
        self.nodes, self.keys = None, {}

    def _read(self, nodes=None):
        """The keys of the layout that is shown: {name: node}."""
        self.nodes = nodes or self.person.look()
        inside = [node for node in self._all(self.nodes) if node.role in (BUTTON, TOGGLE) and node.name]
        self.keys = {node.name: node for node, _ in self.person.on_screen(inside)}
        return self.keys

    def _all(self, nodes):
        """Everything below the keyboard, which has a name of its own."""
        holder = next((node for node in nodes if node.name == self._key("title") and node.role == GROUP), None)
        return list(holder.descendants) if holder else []

    def _key(self, identifier):
        return self.texts[f"keyboard.{identifier}"]

    def _press(self, name):
        self.person.touch(self.nodes, self.keys[name])

    def _switch(self, identifier):
        """Another layout; the keys are read anew when they have changed."""
        before = set(self.keys)
        self._press(self._key(identifier))
        self.person.wait(lambda nodes: set(self._read(nodes)) not in (before, set()), f"the keys after “{self._key(identifier)}”")

    @property
    def _is_pinyin(self):
        return self._key("separator") in self.keys and "q" in self.keys

    @property
    def _is_latin(self):
        return self._key("shift") in self.keys

    def _reach(self, wanted):
        """Switches until @wanted () holds: from a layout to any other are two touches."""
        for _ in range(3):
            if wanted():
                return
            for identifier in ("chinese", "letters", "numbers", "latin"):
                if self._key(identifier) in self.keys and self._leads(identifier, wanted):
                    self._switch(identifier)
                    break
            else:
                break
        if not wanted():
            raise Failure(f"the keyboard has no layout for it: {sorted(self.keys)}")

    def _leads(self, identifier, wanted):
        goals = {"chinese": self._wants_pinyin, "letters": not self._wants_symbols, "numbers": self._wants_symbols,
                 "latin": self._wants_latin}
        return goals[identifier]

    def type_into(self, nodes, node, text):
        """Touches the field and types @text; the keyboard stays."""
        self.person.touch(nodes, node)
        self.person.wait(lambda later: self._read(later), "the keyboard")
        self._read(self.screen.settle())  # that of the field before may still be there
        for letter in text:
            self._type(letter)

    def _type(self, letter):
        self._wants_pinyin = letter in PINYIN
        self._wants_latin = letter.isascii() and letter.isalpha()
        self._wants_symbols = not self._wants_pinyin and not self._wants_latin and letter != " "
        if self._wants_pinyin:
            self._reach(lambda: self._is_pinyin)
            self._compose(letter)
        elif letter == " ":
            self._press(self._key("space"))
        elif self._wants_latin:
            self._type_latin(letter)
        else:
            self._reach(lambda: letter in self.keys)
            self._press(letter)

    def _type_latin(self, letter):
        """Codes have capitals only; elsewhere the keys show in which case they write."""
        self._reach(lambda: self._is_latin or (letter.upper() in self.keys and not self._is_pinyin))
        if not self._is_latin:
            self._press(letter.upper())
            return
        if letter not in self.keys:  # in a name the keyboard may have turned to capitals by itself
            self._read(self.screen.settle())
        if letter not in self.keys:
            self._press(self._key("shift"))
            self._wait_key(letter)
        self._press(letter)
        if letter.isupper():
            self._leave_capitals(letter.lower())

    def _leave_capitals(self, small):
        """After one capital the keys are small again; two touches of the shift meant them to stay."""
        locked = self._key("shift-locked")
        self.person.wait(lambda nodes: not {small, locked}.isdisjoint(self._read(nodes)), f"the key “{small}”")
        if locked in self.keys:
            self._press(locked)
            self._wait_key(small)

    def _wait_key(self, name):
        self.person.wait(lambda nodes: name in self._read(nodes), f"the key “{name}”")

    def _compose(self, letter):
        for key in PINYIN[letter]:
            self._press(key)
        for _ in range(40):
            found = self.person.wait(lambda nodes: self._candidates(nodes, letter), f"candidates for {PINYIN[letter]}")
            if found[0]:
                self.person.touch(found[2], found[0])
                break
            self.person.touch(found[2], found[1])
        else:
            raise Failure(f"no candidate is the letter for {PINYIN[letter]}")
        self.person.wait(lambda nodes: self._read(nodes) and not self._is_composing(nodes), "the letter to be taken")

    def _candidates(self, nodes, letter):
        """(candidate or None, the button that shows more, nodes) once candidates are shown."""
        more = self.person.find(nodes, self._key("more"), (BUTTON, TOGGLE)) or \
            self.person.find(nodes, self.texts["action.next-page"], (BUTTON,))
        touchable = [node for node in self.person.find(nodes, letter, (BUTTON, TOGGLE)) if self.person.why_untouchable(nodes, node) is None]
        if touchable:
            return touchable[0], None, nodes
        turnable = [node for node in more if self.person.why_untouchable(nodes, node) is None]
        return (None, turnable[-1], nodes) if turnable else None

    def _is_composing(self, nodes):
        return bool(self.person.find(nodes, self._key("candidates"), None))

    def hide(self):
        """Puts it away, so that what it covered can be touched; whether it was there."""
        nodes = self.person.look()
        if self._read(nodes) and self._key("hide") in self.keys:
            self._press(self._key("hide"))
            self.person.wait(lambda later: not self._read(later), "the keyboard to go")
            return True
        return False

