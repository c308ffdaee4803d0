#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The table of invariants in docs/architecture.md: every invariant names tests, and every test that it names is there, under the
sentence that it is called by."""
import os
import re
import sys

PAGE = "docs/architecture.md"
ROW = re.compile(r"^\| (I\d+) \|[^|]*\|([^|]*)\|$", re.MULTILINE)
PROOF = re.compile(r"`(tests/[^`]+)`: ([^;]+)")
WANTED = [f"I{number}" for number in range(1, 14)]


def plain(text):
    """As a sentence, as a name with dashes and over the break of a string of the source: all the same."""
    return re.sub(r"[^a-z0-9']+", " ", text.lower()).strip()


def check(page, read):
    """@read: the text of a file of the tests, or None."""
    rows = dict(ROW.findall(page))
    notes = [f"{PAGE}: {name} has no row" for name in WANTED if name not in rows]
    for name, proofs in rows.items():
        found = PROOF.findall(proofs)
        if not found:
            notes.append(f"{PAGE}: {name} names no test")
        for path, sentence in found:
            text = read(path)
            if text is None:
                notes.append(f"{PAGE}: {name} names {path}, which is not there")
            elif plain(sentence) not in plain(text):
                notes.append(f"{PAGE}: {name}: {path} has no test “{sentence.strip()}”")
    return notes


def check_tree(root):
    def read(path):
        try:
            with open(os.path.join(root, path), encoding="utf-8") as file:
                return file.read()
        except FileNotFoundError:
            return None
    with open(os.path.join(root, PAGE), encoding="utf-8") as file:
        return check(file.read(), read)


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
