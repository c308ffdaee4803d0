#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a program that meets the courier only through the client is linked with: no database, no network library."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import tap  # noqa: E402
from tap import check  # noqa: E402

APP = os.path.join(os.environ["YIJIAN_BUILD_DIR"], "app")
FORBIDDEN = ("libsqlite3", "libcurl", "libssl", "libgnutls", "libmicrohttpd")


def needed(program):
    """The libraries a program itself names; what those pull in is theirs."""
    out = subprocess.run(["readelf", "-d", os.path.join(APP, program)], capture_output=True, text=True, check=True).stdout
    return [line.split("[")[1].rstrip("]") for line in out.splitlines() if "(NEEDED)" in line]


def test_client():
    for program in ("yijianctl", "yijian-kiosk"):
        if os.path.exists(os.path.join(APP, program)):
            found = [name for name in needed(program) if name.startswith(FORBIDDEN)]
            check(not found, f"{program} is linked with {found}")


def test_courier():
    """The control: the one that keeps and sends is linked with both, so the test above can see them."""
    found = needed("yijian-courier")
    check(any(name.startswith("libsqlite3") for name in found) and any(name.startswith("libcurl") for name in found), str(found))
    check(not any("gtk" in name or "zbar" in name or "cups" in name for name in found), f"the courier sees no display and no device: {found}")


if __name__ == "__main__":
    sys.exit(tap.run("/links", [("the client brings neither database nor network", test_client),
                                ("the courier brings both and no display", test_courier)]))
