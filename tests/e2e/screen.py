# SPDX-License-Identifier: Apache-2.0
"""The kiosk's screen as its pages: which page is shown, its heading, its primary action, its pages of rows."""
import hashlib
import re

from accessibility import SENSITIVE
from person import Untouchable
from processes import LONGEST_WAIT_SECONDS, Failure, wait_until

PAGE = re.compile(r"^Yj(\w+)Page$")
TIME = re.compile(r"\b\d\d:\d\d$")
BUTTON, CHECK, RADIO, TOGGLE, GROUP, HEADING = 43, 7, 44, 62, 39, 83
CHOICE = (CHECK, RADIO)
BUTTONS = (BUTTON, TOGGLE)  # one that stays pressed is told as either, and its state says it
TEXT_ROLES = (61, 79)
NEXT_PAGE, PREVIOUS_PAGE = "action.next-page", "action.previous-page"
LABEL_DEPTH = 3
PRESSES = 10
BAR_DEPTH = 5  # a page's own bar stands in its pager; those of long lists stand deeper


def kebab(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def is_page(node):
    return PAGE.match(node.name) is not None


class Screen:
    def __init__(self, person, texts):
        self.person, self.texts = person, texts
        self.read = (None, None)  # the tree that was read last, and its words

    def look(self):
        """The nodes that lie on the screen, in reading order, with the page's id; waits until there is one."""
        def shown(nodes):
            return nodes if self.page_of(nodes) else None
        return self.person.wait(shown, "a page")

    def page_of(self, nodes):
        """A page has no name of its own, so that GTK names it after its type."""
        page = next(filter(is_page, nodes), None)
        return kebab(PAGE.match(page.name).group(1)) if page else None

    def heading(self, nodes):
        """The words above the page."""
        headings = [node for node in nodes if node.role == HEADING]
        return next((node.name for node, _ in self.person.on_screen(headings)), None)

    def words(self, nodes):
        """What stands on the screen, as a set; but for the time, which changes by itself."""
        if self.read[0] is not nodes:
            named = [node for node in nodes if node.name and not node.name.startswith("Yj") and not TIME.search(node.name)
                     and not self._is_said_above(node)]
            self.read = nodes, {node.name for node, _ in self.person.on_screen(named)}
        return self.read[1]

    @staticmethod
    def _is_said_above(node):
        """The words of a button are those of the button."""
        return any(above.name == node.name for above, _ in zip(node.ancestors, range(LABEL_DEPTH)))

    def signature(self, nodes):
        return self.page_of(nodes), frozenset(self.words(nodes))

    def settle(self):
        """The nodes when all that has changed is laid out; where something moves by itself, when two readings in a row agree."""
        before = None
        for _ in range(100):
            rests = self.person.wait_rest()
            nodes = self.look()
            now = self.page_of(nodes), self._places(nodes)
            if rests or now == before:
                return nodes
            before = now
        raise Failure("the screen does not come to rest")

    def _places(self, nodes):
        """Every word with its place."""
        return frozenset((node.name, area) for node, area in self.person.on_screen([node for node in nodes if node.name]) if not TIME.search(node.name))

    def wait_change(self, before, what, seconds=LONGEST_WAIT_SECONDS):
        """Until page or words differ from the signature @before."""
        self.person.wait(lambda nodes: self.page_of(nodes) and self.signature(nodes) != before, what, seconds)
        return self.settle()

    def below(self, nodes, type_name):
        """The shown buttons below the widget of that type."""
        holder = next((node for node in nodes if node.name == type_name), None)
        if holder is None:
            return []
        inside = [node for node in holder.descendants if node.role in BUTTONS]
        return [node for node, area in sorted(self.person.on_screen(inside), key=lambda pair: pair[1][:2])]

    def primary(self, nodes):
        """The action that reaches to the right margin; None while the machine waits for something else."""
        for node in reversed(self.below(nodes, "YjActionBar")):
            area = self.person.area(node)
            reaches = area and area[0] + area[2] > self.person.width * 0.85
            if reaches and node.is_in(SENSITIVE) and node.name != self.texts["action.back"]:
                return node
        return None

    def press_primary(self, nodes=None):
        """Touches the primary action; the nodes of what came of it."""
        nodes, why = nodes or self.settle(), "there is none"
        for _ in range(PRESSES):
            button, before = self.primary(nodes), self.signature(nodes)
            try:
                if button:
                    self.person.touch(nodes, button)
                    return self.wait_change(before, f"something after “{button.name}” on “{self.page_of(nodes)}”")
            except Untouchable as reason:  # the bar was made anew while it was looked at
                why = reason
            nodes = self.settle()
        raise Failure(f"the primary action of “{self.page_of(nodes)}” cannot be touched: {why}; {sorted(self.words(nodes))}")

    def errors(self, nodes):
        """The sentences of the error summary, if it is shown."""
        pattern = re.compile("^" + re.escape(self.texts["page.errors"]).replace(r"\{n\}", r"\d+") + "$")
        words = [node.name for node, _ in self.person.on_screen(nodes) if node.name]
        start = next((index for index, word in enumerate(words) if pattern.match(word)), None)
        return [] if start is None else list(dict.fromkeys(words[start + 1:start + 12]))

    # ---- pages of rows, and of long lists ----

    def _is_bar_of(self, button, holder):
        if holder:
            return holder in button.ancestors
        return any(is_page(node) for node, _ in zip(button.ancestors, range(BAR_DEPTH)))

    def turn_page(self, nodes, name=NEXT_PAGE, holder=None):
        """Touches “next page” of the page, or of the list that @holder is, where it can be touched; whether it did."""
        for node in self.person.find(nodes, self.texts[name], (BUTTON,)):
            if self._is_bar_of(node, holder) and node.is_in(SENSITIVE) and self.person.why_untouchable(nodes, node) is None:
                before = self.signature(nodes)
                self.person.touch(nodes, node)
                self.wait_change(before, "another page of rows")
                return True
        return False

    def reach(self, wanted, what, find_holder=None, nodes=None):
        """(nodes, node) when what @wanted (nodes) gives can be touched: pages are turned on to the last, then back.
        @find_holder (nodes): the list that is turned; without it the page is."""
        why = "it is not there"
        for name in (NEXT_PAGE, PREVIOUS_PAGE):
            while True:
                nodes = nodes or self.settle()
                node = wanted(nodes)
                why = self.person.why_untouchable(nodes, node) if node else "it is not there"
                if why is None:
                    return nodes, node
                if not self.turn_page(nodes, name, find_holder(nodes) if find_holder else None):
                    break
                nodes = None
        nodes = self.settle()
        raise Failure(f"{what} cannot be touched on “{self.page_of(nodes)}”: {why}; {sorted(self.words(nodes))}")

    def touch_paged(self, name, roles, nodes=None):
        """Touches the thing of that name, turning pages until it is there."""
        nodes, node = self.reach(lambda shown: next(iter(self.person.find(shown, name, roles)), None), f"“{name}”", nodes=nodes)
        self.person.touch(nodes, node)
        return node

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
