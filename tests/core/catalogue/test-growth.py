#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a hall loads grows with what that hall uses, and with nothing else: work is counted in files and bytes, not in seconds."""
import json
import os
import subprocess
import sys
import tempfile

SOURCE, BUILD = os.environ["YIJIAN_SOURCE_DIR"], os.environ["YIJIAN_BUILD_DIR"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))

import province_catalogue  # noqa: E402
import tap  # noqa: E402

MEASURED = {}


def measure(themes, counties, region=province_catalogue.HALL):
    if (themes, counties, region) not in MEASURED:
        with tempfile.TemporaryDirectory(prefix="yijian-province-") as folder:
            province_catalogue.write(os.path.join(folder, "c"), themes, counties)
            done = subprocess.run([os.path.join(BUILD, "tests", "support", "load-catalogue"), os.path.join(folder, "c"), region, "1"],
                                  capture_output=True, text=True)
            tap.check(done.returncode == 0, done.stderr)
        MEASURED[themes, counties, region] = found = json.loads(done.stdout)
        tap.note(f"{themes:>3} themes × {counties:>3} counties, hall {region}: {found['parsed_files']:>3} files parsed, "
                 f"{found['heap_bytes'] / 1024:>8.0f} KiB kept, bundle {found['bundle_bytes'] / 1024:>6.0f} KiB")
    return MEASURED[themes, counties, region]


def whole_province_fits():
    """58 themes and 136 counties, the size that one province runs."""
    found = measure(58, 136)
    tap.check_equal((found["items"], found["parsed_files"]), (58, 1 + 58 + 2), "catalog.json, the themes, province and county")


def others_cost_nothing():
    """135 more counties are no file more, and no byte that is kept."""
    one, all_ = measure(58, 1), measure(58, 136)
    tap.check_equal(all_["parsed_files"], one["parsed_files"], "files that are parsed")
    tap.check(abs(all_["heap_bytes"] - one["heap_bytes"]) <= one["heap_bytes"] / 100, f"{one['heap_bytes']} and {all_['heap_bytes']} bytes")


def grows_in_a_line():
    """Four times the themes are four times the files, and not more than four times the memory and a twentieth."""
    small, large = measure(13, 136), measure(52, 136)
    tap.check_equal((large["parsed_files"] - 3, small["parsed_files"] - 3), (52, 13), "files of items")
    tap.check(large["heap_bytes"] <= small["heap_bytes"] * 4 * 1.05, f"{small['heap_bytes']} and {large['heap_bytes']} bytes")


def province_hall_has_no_county():
    """A hall of a division without a file of its own has what its province says."""
    tap.check_equal(measure(13, 136, "439901")["parsed_files"], 1 + 13 + 1, "files")


sys.exit(tap.run("/catalogue-growth", [
    ("the catalogue of a whole province fits", whole_province_fits),
    ("other counties cost nothing", others_cost_nothing),
    ("it grows no worse than in a line with its themes", grows_in_a_line),
    ("a hall without a file of its own", province_hall_has_no_county),
]))
