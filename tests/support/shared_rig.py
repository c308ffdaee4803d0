# SPDX-License-Identifier: Apache-2.0
"""One rig for all tests of a program: made when the first of them asks for it, stopped when they are over."""
import sys

import tap


class SharedRig:
    def __init__(self, make, begin=lambda rig: None):
        self.make, self.begin, self.made = make, begin, None

    def __call__(self):
        if self.made is None:
            self.made = self.make()
            self.begin(self.made)  # what it raises is the test's, and the rig is stopped all the same
        return self.made

    def run(self, prefix, tests):
        """As tap.run(); with -v the rig's log is told in the end."""
        try:
            return tap.run(prefix, tests)
        finally:
            if self.made is not None:
                if "-v" in sys.argv:
                    tap.note(self.made.log())
                self.made.stop()
