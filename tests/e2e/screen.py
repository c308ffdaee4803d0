# SPDX-License-Identifier: Apache-2.0
"""The kiosk's screen as its pages: which page is shown, its primary action, its fields, its keyboard."""
import hashlib
import re

from accessibility import SENSITIVE
from processes import Failure, wait_until

PAGE = re.compile(r"^Yj(\w+)Page$")
TIME = re.compile(r"\b\d\d:\d\d$")
BUTTON, CHECK, RADIO, TOGGLE, GROUP = 43, 7, 44, 62, 39
TEXT_ROLES = (61, 79)
PICTURES_AT_REST = 2


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


class Screen:
    def __init__(self, person, texts):
        self.person, self.texts = person, texts

    def look(self):
        """The nodes that lie on the screen, in reading order, with the page's id; waits until there is one."""
        def shown(nodes):
            return nodes if self.page_of(nodes) else None
        return self.person.wait(shown, "a page")

    def page_of(self, nodes):
        """A page has no name of its own, so that GTK names it after its type."""
        for node in nodes:
            match = PAGE.match(node.name)
            if match:
                return kebab(match.group(1))
        return None

    def words(self, nodes):
        """What stands on the screen, as a set; but for the time, which changes by itself."""
        return {node.name for node, _ in self.person.on_screen(nodes) if node.name and not node.name.startswith("Yj") and
                not TIME.search(node.name)}

    def signature(self, nodes):
        return self.page_of(nodes), frozenset(self.words(nodes))

    def settle(self, nodes=None):
        """The nodes when two readings in a row agree."""
        nodes = nodes or self.look()
        for _ in range(100):
            again = self.look()
            if self.signature(again) == self.signature(nodes):
                return again
            nodes = again
        raise Failure("the screen does not come to rest")

    def wait_change(self, before, what, seconds=60):
        """Until page or words differ from the signature @before."""
        self.person.wait(lambda nodes: self.page_of(nodes) and self.signature(nodes) != before, what, seconds)
        return self.settle()

    def below(self, nodes, type_name):
        """The shown buttons below the widget of that type."""
        holder = next((node for node in nodes if node.name == type_name), None)
        if holder is None:
            return []
        inside = [node for node in holder.descendants if node.role in (BUTTON, TOGGLE)]
        return [node for node, area in sorted(self.person.on_screen(inside), key=lambda pair: pair[1][:2])]

    def primary(self, nodes):
        """The action that reaches to the right margin; None while the machine waits for something else."""
        for node in reversed(self.below(nodes, "YjActionBar")):
            area = self.person.area(node)
            reaches = area and area[0] + area[2] > self.person.width * 0.85
            if reaches and node.is_in(SENSITIVE) and node.name != self.texts["action.back"]:
                return node
        return None

    def press_primary(self, nodes=None, seconds=60):
        """Touches the primary action; the nodes of what came of it."""
        nodes = nodes or self.settle()
        button = self.primary(nodes)
        if button is None:
            raise Failure(f"“{self.page_of(nodes)}” has no primary action: {sorted(self.words(nodes))}")
        before = self.signature(nodes)
        self.person.touch(nodes, button)
        return self.wait_change(before, f"something after “{button.name}” on “{self.page_of(nodes)}”", seconds)

    def errors(self, nodes):
        """The sentences of the error summary, if it is shown."""
        pattern = re.compile("^" + re.escape(self.texts["page.errors"]).replace(r"\{n\}", r"\d+") + "$")
        words = [node.name for node, _ in self.person.on_screen(nodes) if node.name]
        start = next((index for index, word in enumerate(words) if pattern.match(word)), None)
        return [] if start is None else list(dict.fromkeys(words[start + 1:start + 12]))

    def turn_page(self, nodes):
        """Touches “next page” where there is one that can be touched; whether it did."""
        for node in self.person.find(nodes, self.texts["action.next-page"], (BUTTON,)):
            if node.is_in(SENSITIVE) and self.person.why_untouchable(nodes, node) is None:
                before = self.signature(nodes)
                self.person.touch(nodes, node)
                self.wait_change(before, "the next page of rows")
                return True
        return False

    def touch_paged(self, name, roles, nodes=None):
        """Touches the thing of that name, turning pages until it is there."""
        nodes = nodes or self.settle()
        for _ in range(30):
            for node in self.person.find(nodes, name, roles):
                if self.person.why_untouchable(nodes, node) is None:
                    self.person.touch(nodes, node)
                    return node
            if not self.turn_page(nodes):
                raise Failure(f"“{name}” is on no page of “{self.page_of(nodes)}”: {sorted(self.words(nodes))}")
            nodes = self.settle()
        raise Failure(f"“{name}” was not found on 30 pages")

    def picture_at_rest(self, path):
        """A picture when two in a row are the same; what moves by itself may keep moving for a second."""
        before = None

        def still():
            nonlocal before
            self.person.picture(path)
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).digest()
            same, before = digest == before, digest
            return same
        try:
            wait_until(still, "a still screen", 2)
        except Failure:
            pass  # a camera's picture moves: the last one is as good
