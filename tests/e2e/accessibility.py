# SPDX-License-Identifier: Apache-2.0
"""What an assistive program sees of a window: its tree over AT-SPI, asked on the run's own bus.

Asked over D-Bus and not through libatspi, whose cache answers from the past. Facts of GTK 4.8 on X11: what it calls its
cache is the living widgets, as far as somebody has asked for them, in one answer; extents are right only in WINDOW
coordinates (SCREEN warns and answers the same); they are those of the content, without padding; SHOWING is set on the
window alone, so what can be touched is found out by GetAccessibleAtPoint, which picks as a touch does.
"""
import dbus
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

from processes import LONGEST_WAIT_SECONDS, wait_until

ACCESSIBLE, COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
CACHE, CACHE_PATH = "org.a11y.atspi.Cache", "/org/a11y/atspi/cache"
# What GetItems tells of a widget: (ref, application, parent, index, count of children, interfaces, name, role, description, states).
REF, COUNT, INTERFACES = 0, 4, 5
PROPERTIES = "org.freedesktop.DBus.Properties"
WINDOW_COORDINATES = 1
SENSITIVE, CHECKED, FOCUSED, PRESSED, SELECTED, VISIBLE = 24, 4, 12, 20, 23, 30
ROLES = {7: "check box", 16: "dialog", 27: "image", 29: "label", 31: "list", 32: "list item", 39: "group", 42: "progress bar",
         43: "button", 44: "radio button", 61: "text", 62: "toggle button", 75: "application", 79: "entry", 83: "heading",
         84: "page", 98: "grouping", 23: "window", 69: "window", 2: "alert", 101: "notification"}


class Gone(Exception):
    """A widget that was asked is no longer there."""


class Node:
    """A widget as it was when the tree was asked for."""

    def __init__(self, ref, parent, item):
        self.ref, self.parent, self.children = ref, parent, []
        self.interfaces, name, role, _, states = item[INTERFACES:]
        self.name, self.role = str(name), int(role)
        self.states = tuple(map(int, states)) if len(states) == 2 else (0, 0)

    def is_in(self, state):
        return bool(self.states[state // 32] >> state % 32 & 1)

    @property
    def role_name(self):
        return ROLES.get(self.role, str(self.role))

    @property
    def ancestors(self):
        node = self.parent
        while node:
            yield node
            node = node.parent

    @property
    def descendants(self):
        for child in self.children:
            yield child
            yield from child.descendants

    def __repr__(self):
        return f"{self.role_name} “{self.name}”"


class Tree:
    def __init__(self, session_bus):
        session = dbus.bus.BusConnection(session_bus)
        address = session.call_blocking("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", "", ())
        session.close()
        self.bus = dbus.bus.BusConnection(address, mainloop=DBusGMainLoop())
        self.application = None

    def call(self, ref, interface, method, signature="", arguments=()):
        try:
            return self.bus.call_blocking(ref[0], ref[1], interface, method, signature, arguments, timeout=LONGEST_WAIT_SECONDS)
        except dbus.DBusException as error:
            raise Gone(f"{method}: {error}") from error

    def find_application(self, name):
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")

        def present():
            for ref in self.call(root, ACCESSIBLE, "GetChildren"):
                try:
                    if name in self.call(ref, PROPERTIES, "Get", "ss", (ACCESSIBLE, "Name")):
                        return tuple(map(str, ref))
                except Gone:
                    continue
            return None
        self.application = wait_until(present, f"{name} on the accessibility bus")

    def _ask_all(self, refs, interface, method, signature="", arguments=()):
        """All of @refs at once; answers in order, None where the widget has gone meanwhile."""
        answers, left = [None] * len(refs), [len(refs)]

        def take(index):
            def done(answer):
                answers[index] = answer
                left[0] -= 1
            return done

        def fail(_):
            left[0] -= 1
        for index, ref in enumerate(refs):
            self.bus.call_async(ref[0], ref[1], interface, method, signature, arguments, take(index), fail, timeout=LONGEST_WAIT_SECONDS)
        context = GLib.MainContext.default()
        while left[0]:
            context.iteration(True)
        return answers

    def _list_items(self):
        """{ref: item} of every widget that somebody has asked for, hidden ones too."""
        return {tuple(item[REF]): item for item in self.call((self.application[0], CACHE_PATH), CACHE, "GetItems")}

    def _list_below(self, items):
        """{ref: refs of its children}: of what is not hidden, a few round trips, one a level."""
        below, level = {}, [self.application]
        while level:
            parents = [ref for ref in level if ref not in items or ref == self.application or items[ref][COUNT] > 0]
            for ref, answer in zip(parents, self._ask_all(parents, ACCESSIBLE, "GetChildren")):
                below[ref] = [tuple(child) for child in answer or ()]
            level = [child for ref in parents for child in below[ref] if child not in below]
        return below

    def read(self):
        """Every node below the application, level by level."""
        items = self._list_items()
        below = self._list_below(items)
        if any(child not in items for children in below.values() for child in children) or self.application not in items:
            items = self._list_items()
        nodes, level = [], [(self.application, None)]
        while level:
            following = []
            for ref, parent in level:
                if ref not in items:  # it has gone meanwhile
                    continue
                node = Node(ref, parent, items[ref])
                nodes.append(node)
                if parent:
                    parent.children.append(node)
                following += [(child, node) for child in below.get(ref, [])]
            level = following
        return nodes

    def extents(self, node):
        """x, y, width, height in the window."""
        return tuple(map(int, self.call(node.ref, COMPONENT, "GetExtents", "u", (WINDOW_COORDINATES,))))

    def all_extents(self, nodes):
        answers = self._ask_all([node.ref for node in nodes], COMPONENT, "GetExtents", "u", (WINDOW_COORDINATES,))
        return [tuple(map(int, answer)) if answer is not None else None for answer in answers]

    def at_point(self, window, x, y):
        """The reference of the widget that a touch there would meet; its first part is empty where that is no node."""
        return tuple(map(str, self.call(window.ref, COMPONENT, "GetAccessibleAtPoint", "iiu", (x, y, WINDOW_COORDINATES))))
