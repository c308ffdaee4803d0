# SPDX-License-Identifier: Apache-2.0
"""Somebody before the kiosk: reads the screen by accessible names, and touches the middle of what is seen.

Nothing is activated by name: the pointer goes to a place on the glass, and only if a touch there would meet
the widget. What is covered, cut off or off the screen fails."""
import os
import subprocess
import time

from accessibility import CHECKED, COMPONENT, PRESSED, SELECTED, SENSITIVE, Gone, Tree
from processes import LONGEST_WAIT_SECONDS, Failure
from rest import wait_rest

TOUCHABLE = (7, 43, 44, 62, 88)  # check box, button, radio button, toggle button, link
EDGE_PX = 5
TRIES = 50


class Untouchable(Failure):
    """A touch would not meet it."""


class Person:
    def __init__(self, environment, size, session_bus, pid, display_pid):
        self.environment, self.pid, self.display_pid = environment, pid, display_pid
        self.width, self.height = size
        self.tree = Tree(session_bus)
        self.tree.find_application("yijian-kiosk")
        self.origin = self._find_window()
        self.touches = 0

    def _x(self, *command):
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=LONGEST_WAIT_SECONDS, check=False)
        if done.returncode != 0:
            raise Failure(f"{' '.join(command[:3])}: {done.stderr.strip()}")
        return done.stdout

    def _find_window(self):
        """Where the kiosk's window stands on the screen: what its own coordinates are relative to."""
        for window in self._x("xdotool", "search", "--sync", "--onlyvisible", "--pid", str(self.pid)).split():
            shell = self._x("xdotool", "getwindowgeometry", "--shell", window)
            found = dict(line.split("=", 1) for line in shell.split() if "=" in line)
            if int(found["WIDTH"]) > 1:  # GTK keeps windows of one pixel for itself
                return int(found["X"]), int(found["Y"])
        raise Failure("the kiosk shows no window")

    # ---- seeing ----

    def look(self):
        """The nodes of the tree now."""
        return self.tree.read()

    def wait_rest(self):
        """Until the screen has nothing left to lay out; False where something moves by itself."""
        return wait_rest((self.pid, self.display_pid), LONGEST_WAIT_SECONDS)

    def window(self, nodes):
        return next(node for node in nodes if node.role_name == "window")

    def area(self, node):
        """x, y, width, height on the screen; None where it has no place."""
        if COMPONENT not in node.interfaces:
            return None
        try:
            x, y, width, height = self.tree.extents(node)
        except Gone:
            return None
        return (x + self.origin[0], y + self.origin[1], width, height) if width > 0 and height > 0 else None

    def on_screen(self, nodes):
        """Those of @nodes that lie on the screen, with their areas: hidden pages of a stack have none."""
        nodes = [node for node in nodes if COMPONENT in node.interfaces]
        seen = []
        for node, area in zip(nodes, self.tree.all_extents(nodes)):
            if area and area[2] > 0 and area[3] > 0 and area[0] + area[2] > 0 and area[1] + area[3] > 0:
                seen.append((node, (area[0] + self.origin[0], area[1] + self.origin[1], area[2], area[3])))
        return seen

    def texts(self, nodes):
        return [node.name for node in nodes if node.name]

    def why_untouchable(self, nodes, node):
        """None, or what keeps a touch on the middle of @node from meeting it."""
        area = self.area(node)
        if area is None:
            return "it is not shown"
        x, y, width, height = area
        if x < 0 or y < 0 or x + width > self.width or y + height > self.height:
            return f"it lies off the screen: {area}"
        if not node.is_in(SENSITIVE):
            return "it cannot be touched now"
        across, down = x - self.origin[0], y - self.origin[1]
        window, inside = self.window(nodes), {node.ref} | {child.ref for child in node.descendants}
        met = self.tree.at_point(window, across + width // 2, down + height // 2)
        if met in inside or (not met[0] and self._is_around(window, inside, (across, down, width, height))):
            return None
        other = next((other for other in nodes if other.ref == met), None)
        return f"{other or met} lies over it at {x + width // 2}, {y + height // 2}"

    def _is_around(self, window, inside, area):
        """A sign in a button is no node: then the button's own edge, just outside of what it holds, must be met there."""
        x, y, width, height = area
        edge = [(x - EDGE_PX, y + height // 2), (x + width + EDGE_PX, y + height // 2), (x + width // 2, y - EDGE_PX),
                (x + width // 2, y + height + EDGE_PX)]
        return any(self.tree.at_point(window, *point) in inside for point in edge)

    def find(self, nodes, name, roles=TOUCHABLE, within=None):
        """The shown nodes of that name; @within: only below this node."""
        found = [node for node in nodes if node.name == name and (roles is None or node.role in roles) and
                 (within is None or within in node.ancestors)]
        return [node for node, _ in self.on_screen(found)]

    def wait(self, condition, what, seconds=LONGEST_WAIT_SECONDS):
        """@condition (nodes) gives something true; what it gave. Asked again whenever the tree has been read."""
        deadline = time.monotonic() + seconds
        while True:
            nodes = self.look()
            try:
                value = condition(nodes)
            except Gone:  # a widget went while it was looked at
                value = None
            if value:
                return value
            if time.monotonic() > deadline:
                shown = "; ".join(dict.fromkeys(self.texts(nodes)))
                raise Failure(f"waited too long: {what}. On the screen: {shown}")
            time.sleep(0.03)

    # ---- touching ----

    def aim(self, nodes, node):
        """The middle of @node on the screen, where a touch meets it."""
        why, area = self.why_untouchable(nodes, node), self.area(node)
        if why or area is None:
            raise Untouchable(f"{node} cannot be touched: {why or 'it has gone'}")
        x, y, width, height = area
        return x + width // 2, y + height // 2

    def touch(self, nodes, node):
        """What is being laid out anew has no place for a moment: a person's finger waits too."""
        for rest in reversed(range(TRIES)):
            try:
                point = self.aim(nodes, node)
                break
            except Untouchable:
                if rest == 0:
                    raise
                time.sleep(0.1)
        self.tap(*point)

    def tap(self, x, y):
        self._x("xdotool", "mousemove", str(x), str(y), "click", "1")
        self.touches += 1

    def touch_named(self, name, roles=TOUCHABLE, within=None):
        """Waits until something of that name can be touched, and touches it."""
        reason = [f"there is no “{name}”"]

        def touchable(nodes):
            for node in self.find(nodes, name, roles, within):
                try:
                    return node, self.aim(nodes, node)
                except Failure as failure:
                    reason[0] = str(failure)
            return None
        try:
            self.wait(touchable, f"“{name}” to touch")
            self.wait_rest()  # it may still be on its way to its place
            node, point = self.wait(touchable, f"“{name}” to touch")
        except Failure as failure:
            raise Failure(f"{failure} ({reason[0]})") from None
        self.tap(*point)
        return node

    def is_on(self, node):
        return node.is_in(CHECKED) or node.is_in(PRESSED) or node.is_in(SELECTED)

    def draw(self, area, strokes):
        """Strokes of points from 0 to 1 in @area, with the button held down as a finger is."""
        x, y, width, height = area
        for stroke in strokes:
            words = []
            for number, (across, down) in enumerate(stroke):
                words += ["mousemove", str(int(x + across * width)), str(int(y + down * height))]
                if number == 0:
                    words += ["mousedown", "1"]
                words += ["sleep", "0.01"]
            self._x("xdotool", *words, "mouseup", "1")

    # ---- pictures ----

    def picture(self, path):
        self._x("import", "-window", "root", "-strip", path)
        if os.path.getsize(path) < 2000:
            raise Failure(f"{path} shows nothing")
