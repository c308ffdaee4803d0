# SPDX-License-Identifier: Apache-2.0
"""A test that is one run of the real programs, step by step: its option, its folder outside of them, and its end."""
import argparse
import os
import tempfile

import tap


def run(path, make_run, list_steps, stop_at_first=True):
    """@make_run (build, folder) gives what @list_steps makes [(sentence, function)] of, and what ends with end (). The exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.environ.get("YIJIAN_BUILD_DIR", "build"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="yijian-people-") as outside:
        one = make_run(options.build, outside)
        try:
            return tap.run(path, list_steps(one), stop_at_first=stop_at_first)
        finally:
            one.end()
