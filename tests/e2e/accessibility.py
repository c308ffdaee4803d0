# SPDX-License-Identifier: Apache-2.0
"""What an assistive program sees of a window: its tree over AT-SPI, asked on the run's own bus.

Asked over D-Bus and not through libatspi, whose cache answers from the past. Facts of GTK 4.8 on X11:
extents are right only in WINDOW coordinates (SCREEN warns and answers the same); they are those of the
content, without padding; SHOWING is set on the window alone, so what can be touched is found out by
GetAccessibleAtPoint, which picks as a touch does.
"""
from gi.repository import Gio, GLib

from processes import wait_until

ACCESSIBLE, COMPONENT = "org.a11y.atspi.Accessible", "org.a11y.atspi.Component"
PROPERTIES = "org.freedesktop.DBus.Properties"
WINDOW_COORDINATES = 1
CALL_MSEC = 20000
SENSITIVE, CHECKED, FOCUSED, PRESSED, SELECTED, VISIBLE = 24, 4, 12, 20, 23, 30
ROLES = {7: "check box", 16: "dialog", 27: "image", 29: "label", 31: "list", 32: "list item", 39: "group", 42: "progress bar",
         43: "button", 44: "radio button", 61: "text", 62: "toggle button", 75: "application", 79: "entry", 83: "heading",
         84: "page", 98: "grouping", 23: "window", 69: "window", 2: "alert", 101: "notification"}


def connect(address):
    flags = Gio.DBusConnectionFlags
    return Gio.DBusConnection.new_for_address_sync(address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)


class Node:
    """A widget as it was when the tree was asked for."""

    def __init__(self, ref, parent):
        self.ref, self.parent, self.children = ref, parent, []
        self.name = self.description = ""
        self.role, self.states, self.interfaces = 0, (0, 0), ()

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
        session = connect(session_bus)
        address = session.call_sync("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", None, None, 0, CALL_MSEC,
                                    None).unpack()[0]
        session.close_sync(None)
        self.bus = connect(address)
        self.application = None

    def call(self, ref, interface, method, arguments=None):
        answer = self.bus.call_sync(ref[0], ref[1], interface, method, arguments, None, 0, CALL_MSEC, None)
        if answer is None:
            raise GLib.Error(f"{method} has no answer")
        return answer.unpack()

    def find_application(self, name, seconds=60):
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")

        def present():
            for ref in self.call(root, ACCESSIBLE, "GetChildren")[0]:
                try:
                    if name in self.call(ref, PROPERTIES, "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name")))[0]:
                        return ref
                except GLib.Error:
                    continue
            return None
        self.application = wait_until(present, f"{name} on the accessibility bus", seconds)

    def _ask_all(self, questions):
        """Every question at once; answers in order, None where the widget has gone meanwhile."""
        answers, left = [None] * len(questions), [len(questions)]

        def take(index):
            def done(bus, result):
                try:
                    answers[index] = bus.call_finish(result).unpack()
                except GLib.Error:
                    pass
                left[0] -= 1
            return done
        for index, (ref, interface, method, arguments) in enumerate(questions):
            self.bus.call(ref[0], ref[1], interface, method, arguments, None, 0, CALL_MSEC, None, take(index))
        context = GLib.MainContext.default()
        while left[0]:
            context.iteration(True)
        return answers

    def read(self):
        """Every node below the application, in order. Levels are asked at once, so a tree costs a few round trips."""
        level = [Node(self.application, None)]
        everything = []
        while level:
            questions = []
            for node in level:
                questions += [(node.ref, PROPERTIES, "Get", GLib.Variant("(ss)", (ACCESSIBLE, "Name"))),
                              (node.ref, ACCESSIBLE, "GetRole", None), (node.ref, ACCESSIBLE, "GetState", None),
                              (node.ref, ACCESSIBLE, "GetInterfaces", None), (node.ref, ACCESSIBLE, "GetChildren", None)]
            answers = self._ask_all(questions)
            below = []
            for index, node in enumerate(level):
                name, role, states, interfaces, children = answers[index * 5:index * 5 + 5]
                if None in (name, role, children):
                    continue
                node.name, node.role = name[0], role[0]
                node.states = tuple(states[0]) if states and len(states[0]) == 2 else (0, 0)
                node.interfaces = interfaces[0] if interfaces else ()
                node.children = [Node(tuple(ref), node) for ref in children[0]]
                everything.append(node)
                below += node.children
            level = below
        return everything

    def extents(self, node):
        """x, y, width, height in the window."""
        return self.call(node.ref, COMPONENT, "GetExtents", GLib.Variant("(u)", (WINDOW_COORDINATES,)))[0]

    def all_extents(self, nodes):
        questions = [(node.ref, COMPONENT, "GetExtents", GLib.Variant("(u)", (WINDOW_COORDINATES,))) for node in nodes]
        return [answer[0] if answer else None for answer in self._ask_all(questions)]

    def at_point(self, window, x, y):
        """The reference of the widget that a touch there would meet; its first part is empty where that is no node."""
        return tuple(self.call(window.ref, COMPONENT, "GetAccessibleAtPoint", GLib.Variant("(iiu)", (x, y, WINDOW_COORDINATES)))[0])
