# SPDX-License-Identifier: Apache-2.0
"""A visitor of the demonstration: touches the kiosk's screen, and moves what is around it by the controls alone."""
from processes import Failure
from visit import Visit


class DemoVisit(Visit):
    """@browser presses the controls; @who: the card that is laid on the reader."""

    def __init__(self, stack, plan, browser, who):
        super().__init__(stack, plan, None)
        self.browser, self.who = browser, who
        self.laid = set()  # what lay under the camera when the kiosk asked for a paper

    def on_choose(self, nodes):
        """The code of the leaflet instead of the list."""
        before = self.screen.page_of(nodes)
        self.person.touch_named(self.texts["choose.scan"])
        self.browser.press("show-guide-code", self.plan.item.id)
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, before), "the life event that the code opens")
        self.browser.press("take-away")

    def on_identify(self, nodes):
        self.browser.press("lay-card", self.who)
        self.person.wait(lambda later: self.screen.page_of(later) not in (None, "identify"), "the card to be read")
        self.browser.press("lift-card")

    def lay_paper(self, material):
        """Without a word of which: the control asks the kiosk."""
        lies = self.browser.press("show-wanted", self.plan.item.id)["camera"]
        if lies != f"{self.plan.item.id}/{material['id']}":
            raise Failure(f"the kiosk asks for “{material['id']}”, and “{lies}” was laid there")
        self.laid.add(material["id"])

    def take_paper_away(self):
        self.browser.press("take-away")
