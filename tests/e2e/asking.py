# SPDX-License-Identifier: Apache-2.0
"""Which paper the kiosk asks for now: read from its screen as an assistive program reads it, since it tells nobody else."""
from accessibility import Tree
from screen import HEADING


class Asking:
    def __init__(self, session_bus, texts):
        """@texts: of every language that the kiosk may speak."""
        self.session_bus, self.texts, self.tree = session_bus, texts, None

    def _headings(self):
        """What is shown above the page; a heading of a hidden page has no place."""
        if self.tree is None:
            tree = Tree(self.session_bus)
            tree.find_application("yijian-kiosk")
            self.tree = tree
        nodes = [node for node in self.tree.read() if node.role == HEADING]
        return {node.name for node, area in zip(nodes, self.tree.all_extents(nodes)) if area and area[2] > 0 and area[3] > 0}

    def find_paper(self, items):
        """(item, material) of the page that takes photographs; None on every other page. Where several of
        @items name a paper so, it is the first's."""
        shown = self._headings()
        for item in items:
            for material in item.materials:
                if any(text.format("capture.heading", name=text.pick(material["name"])) in shown for text in self.texts.values()):
                    return item, material
        return None
