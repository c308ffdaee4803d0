#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a header publishes, another file calls: a function that only its own file uses is static."""
import os
import re
import sys

FOLDERS = ("app", "core", "drivers", "sync", "tests", "ui")
NO_CODE = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.DOTALL)
WORD = re.compile(r"\b[A-Za-z_]\w*\b")
# A declaration begins at the left edge, and its name stands before the first parenthesis.
DECLARED = re.compile(r"^(?!typedef\b|#)[A-Za-z_][\w *]*?[ *](\w+) \((?=[^()]*(?:\([^()]*\)[^()]*)*\)[^;{]*;)", re.MULTILINE)
# Called by what is not of this tree.
CALLED_FROM_OUTSIDE = {"LLVMFuzzerTestOneInput": "libFuzzer calls it"}


def check(texts):
    """@texts: {path: text} of the sources. A name that its header says twice is what a macro there calls: a cleanup, a type."""
    words, defined = {}, {}
    codes = {path: NO_CODE.sub(" ", text) for path, text in texts.items()}
    for path, code in codes.items():
        for word in set(WORD.findall(code)):
            words.setdefault(word, set()).add(path)
        for name in re.findall(r"^(\w+) \(", code, re.MULTILINE):
            defined.setdefault(name, set()).add(path)
    notes = []
    for path, code in codes.items():
        for name in DECLARED.findall(code) if path.endswith(".h") else ():
            callers = words[name] - defined.get(name, set()) - {path}
            if not callers and name not in CALLED_FROM_OUTSIDE and len(re.findall(rf"\b{name}\b", code)) == 1:
                notes.append(f"{path}: {name} () is used by its own file alone")
    return notes


def check_tree(root):
    texts = {}
    for folder in FOLDERS:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                if name.endswith((".c", ".h", ".c.in")):
                    path = os.path.join(directory, name)
                    with open(path, encoding="utf-8") as file:
                        texts[os.path.relpath(path, root)] = file.read()
    return check(texts)


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
