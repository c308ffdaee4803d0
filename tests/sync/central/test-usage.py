#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What yijian-central says to an administrator who mistypes: one sentence that names the mistake and the next step, the exit code that --help
promises, and nothing made or changed."""
import contextlib
import os
import re
import shutil
import sqlite3
import sys

from central_rig import Central
import tap
from tap import check, check_equal, note

COMMANDS = [["serve"], ["keys", "init", "DIR"], ["keys", "rotate-receipt", "DIR"], ["enrol-token"], ["department-cert", "CODE"], ["unseal"],
            ["export", "DIR"], ["import", "DIR"], ["backup", "DIR"], ["relay"], ["catalog", "publish", "FILE"], ["case", "list"],
            ["case", "set", "CASE"], ["kiosk", "list"], ["kiosk", "revoke", "CODE"], ["kiosk", "rotate-key", "CODE"], ["database", "restored"]]
FINDS = ["backup", "case list", "case set", "database restored", "import", "kiosk list", "kiosk revoke", "kiosk rotate-key", "unseal"]


def words_of(command):
    return [word for word in command if word.islower()]


def run(central, *words):
    done = central.command(*words, check=False, database=False)
    return done.returncode, done.stdout, done.stderr


def sentence(said):
    """The one line that it is."""
    check(re.fullmatch(r"yijian-central: [^\n\t]+\n", said), f"not one sentence: {said!r}")
    return said


def test_help(central):
    """--help after any command, and alone, names every command, every option and the exit codes"""
    _, alone, _ = run(central, "--help")
    for command in COMMANDS:
        code, out, said = run(central, *words_of(command), "--help")
        check_equal((code, out, said), (0, alone, ""), str(command))
        check(re.search(rf"^  {re.escape(' '.join(command))} +\S", alone, re.M), f"{command} is not listed")
    listed = re.findall(r"^  ([a-z][a-z -]*[a-z])(?: [A-Z]+)?  +\S", alone, re.M)
    check_equal(sorted(listed), sorted(" ".join(words_of(command)) for command in COMMANDS), "commands that are listed")
    for said in ("0  ", "1  ", "2  ", "postgresql://"):
        check(said in alone, said)


def test_words(central):
    """A word that is none, one too few or too many: what is meant is named, with 2"""
    for words, wanted in ((["frobnicate"], "no command frobnicate"), (["case"], "case needs list or set"), (["case", "frobnicate"], "case needs list or set"),
                          (["keys"], "keys needs init or rotate-receipt"), (["case", "set"], "case set needs CASE"), (["import"], "import needs DIR"),
                          (["case", "list", "x"], "case list takes no further word"), (["import", "a", "b"], "import takes DIR alone"),
                          (["case", "list", "--frobnicate"], "--frobnicate"), (["case", "list", "--number"], "--number")):
        code, out, said = run(central, *words)
        check_equal((code, out), (2, ""), str(words))
        check(wanted in sentence(said) and "--help" in said, f"{words}: {said}")
    code, out, said = run(central)
    check_equal((code, out, all(" ".join(command) in said for command in COMMANDS)), (2, "", True), said)


def test_no_database(central):
    """A database that is not there is not made by a command that looks for something in it"""
    for command in COMMANDS:
        words = words_of(command)
        if " ".join(words) not in FINDS:
            continue
        more = [central.directory] * (len(command) - len(words)) + (["--identity", central.path("keys", "unseal", "service.key")] if words == ["unseal"] else [])
        path = central.path("absent", "central.db")
        os.makedirs(os.path.dirname(path), exist_ok=True)
        code, out, said = run(central, *words, *more, "--database", "sqlite:" + path)
        check_equal((code, out, os.listdir(os.path.dirname(path))), (1, "", []), str(words))
        check(f"{path}: there is no database" in sentence(said) and "serve" in said, said)
    note(f"{len(FINDS)} commands made no database")


def test_wrong_place(central):
    """A folder that is missing, a server that is away, an address that is none"""
    missing = "sqlite:" + central.path("nowhere", "central.db")
    for words, wanted in ((["enrol-token", "--database", missing], "folder"), (["case", "list", "--database", "mysql:x"], "sqlite:PATH or postgresql://"),
                          (["case", "list", "--database", "sqlite:"], "sqlite:PATH or postgresql://"),
                          (["case", "list", "--database", "postgresql:///x?host=" + central.path("nowhere")], "server"),
                          (["serve", "--listen", "127.0.0.1:0", "--keys", central.path("nowhere"), "--database", missing], "keys init"),
                          (["import", central.path("nowhere"), "--database", missing], "nowhere")):
        code, out, said = run(central, *words)
        check_equal((code, out), (1, ""), str(words))
        check(wanted in sentence(said), f"{words}: {said}")


def test_future(central):
    """A database of a later version, and a file of something else, are told apart and not touched"""
    path = central.path("later.db")
    run(central, "enrol-token", "--database", "sqlite:" + path)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    other = central.path("other.db")
    with contextlib.closing(sqlite3.connect(other)) as database:
        database.execute("CREATE TABLE invoice (n)")
    text = central.path("text.db")
    with open(text, "w", encoding="ascii") as file:
        file.write("nothing that SQLite knows\n" * 1000)
    for name, wanted in ((path, "later version of central"), (other, "another program"), (text, "not a database")):
        shutil.copyfile(name, name + ".before")
        for words in (["case", "list"], ["backup", central.path("copy")], ["serve", "--listen", "127.0.0.1:0", "--keys", os.path.join(central.keys, "serve")]):
            code, out, said = run(central, *words, "--database", "sqlite:" + name)
            check_equal((code, out), (1, ""), f"{name} {words}")
            check(wanted in sentence(said.splitlines(True)[-1]), said)
        with open(name, "rb") as file, open(name + ".before", "rb") as before:
            check(file.read() == before.read(), f"{name} was changed")


if __name__ == "__main__":
    sys.exit(tap.run("central-usage", tap.list_tests(__name__, Central(database="sqlite:unused"))))
