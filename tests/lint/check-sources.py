#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Rules every tracked text file keeps: licence line, an opening comment, no marks of unfinished work,
no machine's paths, and no resident number that could be somebody's."""
import os
import re
import subprocess
import sys

MARKS = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX", "HA" + "CK"]) + r")\b")
BLOCKED = {
    re.compile(r"\bg_error \("): "g_error () ends the program: return a GError",
    re.compile(r"\bgoto \w+;"): "no goto: return early",
    re.compile(r"\b(strcpy|strcat|sprintf|gets) \("): "no unbounded copy",
}
# 18 characters whose check digit holds, and whose area exists. The published specimens are allowed.
NUMBER = re.compile(r"(?<![0-9A-Za-z])([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx])(?![0-9A-Za-z])")
SPECIMENS = {"11010519491231002X", "440524188001010014", "810000199408230021", "830000199201300022",
             "110101199003071348", "911124198108030024"}
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_valid_number(text):
    return "10X98765432"[sum(int(c) * w for c, w in zip(text, WEIGHTS)) % 11] == text[17].upper()


def check_text(path, text):
    findings = []
    is_code = path.endswith((".c", ".h"))
    product = not path.startswith("tests/")
    if is_code and not text.startswith("/* SPDX-License-Identifier: Apache-2.0 */\n"):
        findings.append((1, "the first line is not the SPDX line"))
    if is_code and product and not text.split("\n", 2)[1].startswith("/*"):
        findings.append((2, "no comment says what this file owns"))
    for number, line in enumerate(text.split("\n"), 1):
        if MARKS.search(line):
            findings.append((number, "a mark of unfinished work"))
        if is_code and product:
            findings += [(number, reason) for rule, reason in BLOCKED.items() if rule.search(line)]
        if not path.startswith("tests/lint/"):
            findings += [(number, "a resident number that could be somebody's") for match in NUMBER.findall(line)
                         if is_valid_number(match) and match.upper() not in SPECIMENS]
    return findings


def tracked(root):
    try:
        out = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=True).stdout
        return [name for name in out.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        return [os.path.relpath(os.path.join(d, n), root) for d, _, names in os.walk(root) for n in names
                if "/.git/" not in d + "/" and "/build" not in d]


def main(root):
    bad = 0
    for path in tracked(root):
        full = os.path.join(root, path)
        if path.startswith("tests/lint/data/") or not os.path.isfile(full):
            continue
        try:
            with open(full, encoding="utf-8") as file:
                text = file.read()
        except UnicodeDecodeError:
            continue
        for number, reason in check_text(path, text):
            bad += 1
            print(f"{path}:{number}: {reason}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
