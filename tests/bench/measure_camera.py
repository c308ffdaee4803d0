# SPDX-License-Identifier: Apache-2.0
"""What the camera costs: the main loop for each frame that is shown, a look for a paper, a still of 12 megapixels. All in the program's own
time."""
import json
import os
import subprocess

SECONDS = 6


def run(build, words, display=False):
    program = [os.path.join(build, "tests", "bench", "camera-time"), *words]
    before = [os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support", "with-display")] if display else []
    done = subprocess.run(before + program, env=dict(os.environ, GSK_RENDERER="cairo"), capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])["msec"]


def measure(figures, build):
    for preview, shown in (("1280", "1280 x 720"), ("960", "960 x 540")):
        figures.add(f"camera: main loop for a frame that is shown at {shown}", run(build, ["frames", str(SECONDS), preview], display=True), "ms", at_most=33.3)
    figures.add("camera: a look at such a frame for a paper, five a second, beside the main loop", run(build, ["look"]), "ms", at_most=40.0)
    figures.add("camera: a still of 12 megapixels, cut out and judged, beside the main loop", run(build, ["still"]), "ms", at_most=1500.0)
