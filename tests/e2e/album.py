# SPDX-License-Identifier: Apache-2.0
"""Numbered pictures of a tour, and a sheet of all of them."""
import os
import subprocess


class Album:
    def __init__(self, output, papers):
        self.output, self.papers = output, papers
        self.names = []
        os.makedirs(output, exist_ok=True)
        for entry in os.scandir(output):
            if entry.is_file():  # folders are tours of their own
                os.unlink(entry.path)

    def take(self, screen, name):
        """NN-<name>.png; the same page again gets the next number."""
        self.names.append(name)
        screen.picture_at_rest(os.path.join(self.output, f"{len(self.names):02d}-{name}.png"))

    def sheet(self, columns=8):
        """All pictures on one, to look at in one go."""
        # Made small as they are read: a hundred screens are more than montage may hold.
        pictures = [os.path.join(self.output, f"{number:02d}-{name}.png[270x480]") for number, name in enumerate(self.names, 1)]
        subprocess.run(["montage", *pictures, "-tile", f"{columns}x", "-geometry", "+8+8", "-background", "#888",
                        "-strip", os.path.join(self.output, "all.png")], check=True, timeout=300)
