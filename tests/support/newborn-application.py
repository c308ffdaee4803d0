#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Writes newborn-application.json with a new id and with days that fit today, so that it never grows too old.

newborn-application.py [--today YYYY-MM-DD] [FILE]     without FILE: to standard output"""
import argparse
import datetime
import json
import os
import secrets
import time


def uuid7(milliseconds):
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def fresh(today):
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "newborn-application.json"), encoding="utf-8") as file:
        application = json.load(file)
    application["id"] = uuid7(time.time_ns() // 1_000_000)
    application["started"] = f"{today}T02:03:04Z"
    application["finished"] = f"{today}T02:11:40Z"
    for answer in application["answers"]:
        if answer["id"] == "child_birth_date":
            answer["value"] = str(today - datetime.timedelta(days=20))
    return application


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--today", type=datetime.date.fromisoformat, default=datetime.date.today())
    parser.add_argument("file", nargs="?", default="/dev/stdout")
    options = parser.parse_args()
    with open(options.file, "w", encoding="utf-8") as file:
        json.dump(fresh(options.today), file, ensure_ascii=False, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main()
