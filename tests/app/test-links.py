#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What each program loads, by ldd: the kiosk reaches no network and no database, also not through a library of a library."""
import argparse
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

DATABASES, NETWORK = ("libsqlite3", "libpq"), ("libcurl", "libmicrohttpd", "libsoup", "libnghttp2", "libssl")
DISPLAY, DEVICES = ("libgtk-4", "libwayland-client"), ("libgstreamer", "libzbar", "libcups", "libespeak-ng", "librime")
# program: (what it must load, so that the reading itself is tested; what it must not)
PROGRAMS = {
    "yijian-kiosk": (("libgtk-4", "libgstreamer", "libzbar", "libcups"), DATABASES + NETWORK),
    "yijian-courier": (("libsqlite3", "libcurl"), ("libmicrohttpd",) + DISPLAY + DEVICES),
    "yijian-central": (("libsqlite3", "libmicrohttpd"), ("libcurl",) + DISPLAY + DEVICES),
    "yijianctl": (("libgstreamer", "libcups"), DISPLAY + DATABASES + NETWORK),
}


def list_libraries(path):
    """The names of all libraries that the loader would load for the program at @path."""
    text = subprocess.run(["ldd", path], check=True, capture_output=True, text=True).stdout
    return sorted(set(re.findall(r"^\s*(?:\S*/)?(\S+)\.so", text, re.MULTILINE)))


def test_program(build, name):
    needed, forbidden = PROGRAMS[name]
    libraries = list_libraries(os.path.join(build, "app", name))
    for stem in needed:
        tap.check(any(library.startswith(stem) for library in libraries), f"{name} does not load {stem}")
    found = [library for library in libraries if library.startswith(forbidden)]
    tap.check(not found, f"{name} loads {found}")
    tap.note(f"{name}: {len(libraries)} libraries, none of {', '.join(forbidden)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    tests = [(f"{name} loads only what it may", lambda name=name: test_program(options.build, name)) for name in PROGRAMS]
    return tap.run("/links", tests)


if __name__ == "__main__":
    sys.exit(main())
