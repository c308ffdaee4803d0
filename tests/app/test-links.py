#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What each program loads, by ldd: the kiosk reaches no network and no database, also not through a library of a library. And what it
carries, by nm: the courier, which keeps and sends what is sealed, has no code that could seal or open it, nor any that unpacks archives."""
import argparse
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

DATABASES, NETWORK = ("libsqlite3", "libpq"), ("libcurl", "libmicrohttpd", "libsoup", "libnghttp2", "libssl")
ARCHIVES = ("libarchive", "libxml2", "libicu")
DISPLAY, DEVICES = ("libgtk-4", "libwayland-client"), ("libgstreamer", "libzbar", "libcups", "libespeak-ng", "librime")
# program: (what it must load, so that the reading itself is tested; what it must not)
PROGRAMS = {
    "yijian-kiosk": (("libgtk-4", "libgstreamer", "libzbar", "libcups"), DATABASES + NETWORK),
    "yijian-courier": (("libsqlite3", "libcurl"), ("libmicrohttpd",) + ARCHIVES + DISPLAY + DEVICES),
    "yijian-central": (("libsqlite3", "libmicrohttpd"), ("libcurl",) + DISPLAY + DEVICES),
    "yijianctl": (("libgstreamer", "libcups"), DISPLAY + DATABASES + NETWORK),
}


OPENING = ("yj_seal_bytes", "yj_seal_open", "yj_age_seal", "yj_age_open", "yj_gm_seal", "yj_gm_open", "yj_envelope_open", "yj_archive_unpack")


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


def list_functions(build, name):
    text = subprocess.run(["nm", "--defined-only", os.path.join(build, "app", name)], check=True, capture_output=True, text=True).stdout
    return {line.split()[-1] for line in text.splitlines()}


def test_courier_cannot_open(build):
    """Central's program, which has a command that opens, is the control."""
    missed = set(OPENING) - list_functions(build, "yijian-central")
    tap.check(not missed, f"this reading does not see {missed} in yijian-central")
    carried = list_functions(build, "yijian-courier")
    tap.check(carried.isdisjoint(OPENING), f"yijian-courier carries {carried.intersection(OPENING)}")
    tap.note(f"yijian-courier: {len(carried)} symbols, none of {', '.join(OPENING)}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    tests = [(f"{name} loads only what it may", lambda name=name: test_program(options.build, name)) for name in PROGRAMS]
    tests.append(("the courier carries no code that seals or opens", lambda: test_courier_cannot_open(options.build)))
    return tap.run("/links", tests)


if __name__ == "__main__":
    sys.exit(main())
