#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The contract of every optional matter of every shipped item: a hall may switch it off, and the item that is left is whole.
So may a hall that offers none of them. Output is TAP."""
import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
SOURCE, BUILD = os.environ["YIJIAN_SOURCE_DIR"], os.environ["YIJIAN_BUILD_DIR"]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
import tap  # noqa: E402

SHIPPED = os.path.join(SOURCE, "assets", "catalog")


def list_optional():
    """By item, the matters that a person may leave out."""
    found = {}
    for path in sorted(glob.glob(os.path.join(SHIPPED, "items", "*.json"))):
        with open(path, encoding="utf-8") as file:
            item = json.load(file)
        found[item["id"]] = [matter["code"] for matter in item["matters"] if matter.get("optional")]
    return found


def check_halls(switched_off):
    """Errors of a catalogue with one hall for each of @switched_off."""
    with tempfile.TemporaryDirectory(prefix="yijian-halls-") as folder:
        here = os.path.join(folder, "c")
        shutil.copytree(SHIPPED, here)
        for number, members in enumerate(switched_off):
            code = f"43{1 + number // 90:02}{1 + number % 90:02}"
            with open(os.path.join(here, "regions", code + ".json"), "w", encoding="utf-8") as file:
                json.dump({"code": code, "switched_off": members, "source": "assumed"}, file)
        done = subprocess.run([os.path.join(BUILD, "app", "yijianctl"), "--json", "catalog", "check", here], capture_output=True, text=True)
    found = json.loads(done.stdout)["findings"]
    return [finding for finding in found if finding["severity"] == "error"]


def each_alone():
    halls = [{item: [code]} for item, codes in list_optional().items() for code in codes]
    tap.check(len(halls) > 50, f"only {len(halls)} optional matters")
    tap.check_equal(check_halls(halls), [], "errors")
    tap.note(f"{len(halls)} halls, each without one matter: every item is whole")


def all_together():
    halls = [{item: codes} for item, codes in list_optional().items() if codes]
    tap.check_equal(check_halls(halls), [], "errors")
    tap.note(f"{len(halls)} halls, each with the obligatory matters of an item alone: every item is whole")


if __name__ == "__main__":
    sys.exit(tap.run("/switching-off", [("any optional matter may be switched off", each_alone),
                                        ("all optional matters may be switched off", all_together)]))
