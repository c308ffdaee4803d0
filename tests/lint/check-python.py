#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What pyflakes finds in the scripts: an import that nothing uses, a name that nothing defines, a value that nothing reads."""
import ast
import os
import re
import sys

from pyflakes.checker import Checker

WANTED_FOR_ITS_EFFECT = re.compile(r"# noqa: F401\b")


def check(path, text):
    lines = text.split("\n")
    return [f"{path}:{message.lineno}: {message.message % message.message_args}"
            for message in sorted(Checker(ast.parse(text, path)).messages, key=lambda message: message.lineno)
            if not WANTED_FOR_ITS_EFFECT.search(lines[message.lineno - 1])]


def is_script(name, text):
    return name.endswith(".py") or text.startswith("#!/usr/bin/python3")


def check_tree(root):
    notes = []
    for directory, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith((".", "build"))]
        for path in (os.path.join(directory, name) for name in sorted(names) if os.path.splitext(name)[1] in (".py", "")):
            with open(path, encoding="utf-8", errors="replace") as file:
                text = file.read()
            if is_script(path, text):
                notes += check(os.path.relpath(path, root), text)
    return notes


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
