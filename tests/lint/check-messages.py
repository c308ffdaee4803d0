#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Words on the screen: every id that the code names has a text in every language, and every text is named by the code.

An id stands in the code as one string, or as a beginning ("gate.", "stage.%d", "evaluation.grade.%s") whose rest
is a number or another string of the code ("disk", "very-satisfied"), or a symbol that a page of docs/ names; or as a string
that another one ends (".text").
"""
import json
import os
import re
import sys

STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INCLUDE = re.compile(r"^\s*#\s*include.*$", re.MULTILINE)
ID = re.compile(r"[a-z]+(?:-[a-z]+)*(?:\.[a-z0-9-]+)+")
BEGINNING = re.compile(r"[a-z]+(?:-[a-z]+)*\.(?:[a-z0-9-]+\.)*(?:|%[sdu](?:\.[a-z-]+)*)")
ENDING = re.compile(r"\.[a-z-]+")
FOLDERS = ("core", "drivers", "ui", "app")
# They begin like an id and are none.
FILES = (".json", ".conf", ".css", ".ui")
# Rests that come from outside the code: the page that names them.
OUTSIDE = {"case.reason.": "docs/administrator.md"}


def read_strings(root):
    """Each string of the sources, with the files that it stands in."""
    strings = {}
    for folder in FOLDERS:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            for name in names:
                if not name.endswith((".c", ".h")):
                    continue
                path = os.path.join(directory, name)
                with open(path, encoding="utf-8") as file:
                    text = INCLUDE.sub("", COMMENT.sub("", file.read()))
                for string in STRING.findall(text):
                    strings.setdefault(string, set()).add(os.path.relpath(path, root))
    return strings


def read_languages(root):
    folder = os.path.join(root, "assets", "translations")
    languages = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            languages[name[:-len(".json")]] = set(json.load(file))
    return languages


def read_symbols(root):
    """What pages of docs/ name between back quotes, by the beginning that it completes."""
    symbols = {}
    for beginning, page in OUTSIDE.items():
        with open(os.path.join(root, page), encoding="utf-8") as file:
            symbols[beginning] = set(re.findall(r"`([a-z0-9.-]+)`", file.read()))
    return symbols


def find_missing(strings, languages):
    """An id of the code is one that begins as a text of any language does."""
    families = {id.split(".")[0] for ids in languages.values() for id in ids}
    return [f"{'; '.join(sorted(files))}: {string} has no text in {language}" for string, files in sorted(strings.items())
            if ID.fullmatch(string) and string.split(".")[0] in families and not string.endswith(FILES)
            for language, ids in languages.items() if string not in ids]


def compose(strings):
    """One expression for each beginning; its group is what must be a number or a string of the code."""
    for string in strings:
        if BEGINNING.fullmatch(string):
            if "%" not in string:
                yield re.compile(re.escape(string) + "(.+)")
            else:
                before, kind, after = re.fullmatch("(.*)%(.)(.*)", string).groups()
                yield re.compile(re.escape(before) + ("(.+)" if kind == "s" else "([0-9]+)") + re.escape(after))


def find_unused(strings, languages, symbols):
    composed = list(compose(strings))
    endings = [string for string in strings if ENDING.fullmatch(string)]

    def is_named(id):
        if id in strings or any(id.removeprefix(beginning) in names for beginning, names in symbols.items()):
            return True
        if any(id.endswith(ending) and id.removesuffix(ending) in strings for ending in endings):
            return True
        rests = [match.group(1) for match in (expression.fullmatch(id) for expression in composed) if match]
        return any(rest.isdigit() or rest in strings for rest in rests)

    return [f"assets/translations/{language}.json: no code names {id}" for language, ids in languages.items()
            for id in sorted(ids) if not is_named(id)]


def check(strings, languages, symbols):
    return find_missing(strings, languages) + find_unused(strings, languages, symbols)


def check_tree(root):
    return check(read_strings(root), read_languages(root), read_symbols(root))


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
