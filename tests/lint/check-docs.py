#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the pages for people name is there: files, links, commands of the programs and their options, targets of make."""
import os
import re
import subprocess
import sys

CTL, CENTRAL = "app/ctl.c", "sync/central/yj-central-commands.c"
COURIER, KIOSK = "app/courier.c", "app/kiosk.c"
PATH = re.compile(r"(?<![\w/.$~-])((?:app|assets|core|docs|drivers|packaging|sync|tests|ui)/[\w./<>*{},-]+)")
PLACEHOLDER = re.compile(r"[<>*{},]")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
CODE = re.compile(r"^```\w*\n(.*?)^```|`([^`\n]+)`", re.MULTILINE | re.DOTALL)
CALL = re.compile(r"^ *(?:sudo )?(yijianctl|yijian-central|yijian-courier|yijian-kiosk|make)((?: +[^\s|;&#]+)*)", re.MULTILINE)
OPTION = re.compile(r"--[a-z][a-z-]+")
WORD = re.compile(r"[a-z][a-z-]+$")
# What a reader of docs/devices.md writes, step by step.
WRITTEN_BY_THE_READER = {"drivers/codes/yj-badge-reader.c", "tests/drivers/contract/rig-badge-reader.c"}


def read_ctl(text):
    """{command: [words after it]}: usages are "name first ARGUMENT | second"."""
    usages = re.findall(r'^  \{ "([a-z]+)", yj_ctl_\w+, "\1([^"]*)" \},$', text, re.MULTILINE)
    return {name: [part.split()[0] for part in rest.split("|") if part.split()] for name, rest in usages}


def read_central(text):
    commands = {}
    for words in re.findall(r'^  \{ "([a-z -]+)", "[^"]*", "[^"]+", \d, \w+(?:, TRUE)? \},$', text, re.MULTILINE):
        first, _, second = words.partition(" ")
        commands.setdefault(first, []).extend([second] if second else [])
    return commands


def read_options(text):
    """By GOption's tables, by comparisons and by usages; of the libraries --help."""
    return {"--" + name for name in re.findall(r'^ *\{ "([a-z-]+)", (?:\'.\'|0), ', text, re.MULTILINE)} | set(OPTION.findall(text)) | {"--help"}


def check_call(program, words, known):
    """What is wrong with one call, or None. @known: {program: ({command: [words]} or None, options)}."""
    commands, options = known[program]
    for option in (word.split("=")[0] for word in words if OPTION.match(word)):
        if program != "make" and option not in options:
            return f"{program} has no option {option}"
    plain = [word for word in words if WORD.match(word)]
    if commands is None or not plain or words[0] != plain[0]:
        return None
    if plain[0] not in commands:
        return f"{program} has no command {plain[0]}"
    seconds = [word for word in commands[plain[0]] if WORD.match(word)]
    if seconds and len(words) > 1 and WORD.match(words[1]) and words[1] not in seconds:
        return f"{program} {plain[0]} has no {words[1]}"
    return None


def check_page(page, text, exists, known):
    notes = [f"{page}: {path} is not there" for path in (found.rstrip(".,/-") for found in PATH.findall(text))
             if not PLACEHOLDER.search(path) and path not in WRITTEN_BY_THE_READER and not any(exists(path + end) for end in ("", ".c", ".h"))
             and not exists(os.path.normpath(os.path.join(os.path.dirname(page), path)))]
    notes += [f"{page}: the link to {path} leads nowhere" for path in LINK.findall(text)
              if not exists(os.path.normpath(os.path.join(os.path.dirname(page), path)))]
    for block, inline in CODE.findall(text):
        for program, rest in CALL.findall(block or inline):
            note = check_call(program, rest.split(), known)
            if note:
                notes.append(f"{page}: {note}")
    return notes


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def read_known(root):
    ctl = read(root, CTL) + "".join(read(root, f"app/ctl/{name}") for name in sorted(os.listdir(os.path.join(root, "app/ctl"))))
    kiosk = read(root, KIOSK) + "".join(read(root, f"app/kiosk/{name}") for name in sorted(os.listdir(os.path.join(root, "app/kiosk"))))
    central, courier = read(root, CENTRAL), read(root, COURIER)
    targets = {name: [] for name in re.findall(r"^([a-z-]+):", read(root, "Makefile"), re.MULTILINE)}
    return {"yijianctl": (read_ctl(ctl), read_options(ctl)), "yijian-central": (read_central(central), read_options(central)),
            "yijian-courier": (None, read_options(courier)), "yijian-kiosk": (None, read_options(kiosk)), "make": (targets, set())}


def list_pages(root):
    try:
        return subprocess.run(["git", "-C", root, "ls-files", "*.md"], check=True, capture_output=True, text=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        pass  # a copy without its history, or a machine without git
    return [os.path.relpath(os.path.join(directory, name), root) for directory, folders, names in os.walk(root)
            for name in names if name.endswith(".md") and "/build" not in directory]


def check_tree(root):
    known = read_known(root)
    return [note for page in sorted(list_pages(root))
            for note in check_page(page, read(root, page), lambda path: os.path.exists(os.path.join(root, path)), known)]


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
