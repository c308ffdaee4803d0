#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Stores of earlier versions, from the statements that made them then: opened, they are like a new one and hold what they held."""
import contextlib
import json
import os
import re
import sqlite3
import sys
import tempfile

from central_rig import Central
import tap
from tap import check, check_equal, note

HERE = os.path.dirname(os.path.abspath(__file__))
VERSIONS = (1, 2)


def make_old(central, version):
    path = os.path.join(tempfile.mkdtemp(dir=central.directory), "central.db")
    with contextlib.closing(sqlite3.connect(path)) as database, open(os.path.join(HERE, f"store-{version}.sql"), encoding="utf-8") as file:
        database.executescript(file.read())
    return path


def read_rows(path, columns):
    with contextlib.closing(sqlite3.connect(path)) as database:
        return {table: database.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2").fetchall() for table, names in columns.items()}


def read_columns(path):
    with contextlib.closing(sqlite3.connect(path)) as database:
        tables = [name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        return {table: [row[1] for row in database.execute(f"PRAGMA table_info({table})")] for table in tables}


def read_schema(path):
    """What makes the store, without the accidents of spacing and quoting."""
    with contextlib.closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'").fetchall()
        version = database.execute("PRAGMA user_version").fetchone()
    return version, {(kind, name): re.sub(r"\s+", " ", sql.replace('"', "")) for kind, name, sql in rows}


def list_cases(central, path):
    done = central.command("case", "list", "--json", "--database", "sqlite:" + path, database=False)
    return json.loads(done)


def test_versions(central):
    """Every earlier version becomes the present one, equal to a new store"""
    fresh = central.path("fresh.db")
    central.command("enrol-token", "--database", "sqlite:" + fresh, database=False)
    for version in VERSIONS:
        old = make_old(central, version)
        columns = read_columns(old)
        before = read_rows(old, columns)
        cases = list_cases(central, old)
        check_equal(read_schema(old), read_schema(fresh), f"version {version}")
        check_equal(read_rows(old, columns), before, f"rows of version {version}")
        check_equal([(row["case"], row["status"]) for row in cases], [("K7M20001S-1", "accepted")], "its case")
        note(f"version {version}: {sum(map(len, before.values()))} rows of {len(before)} tables are as they were")


def test_goes_on(central):
    """A migrated store takes new words, numbers them after the old ones, and still refuses to change any"""
    old = make_old(central, 1)
    central.command("case", "set", "K7M20001S-1", "--status", "done", "--reason", "", "--database", "sqlite:" + old, database=False)
    with contextlib.closing(sqlite3.connect(old)) as database:
        check_equal(database.execute("SELECT n, status FROM outcome ORDER BY n").fetchall(), [(11, "waiting"), (12, "accepted"), (13, "done")])
        for statement in ("UPDATE outcome SET status = 'done'", "DELETE FROM outcome", "DELETE FROM submission",
                          "INSERT INTO outcome (matter_case, status, reason, author, at) VALUES (9, 'nonsense', '', '', '')"):
            try:
                database.execute(statement)
            except sqlite3.DatabaseError as error:
                note(f"{statement}: {error}")
            else:
                raise AssertionError(statement + " was taken")
        check_equal(database.execute("PRAGMA integrity_check").fetchone(), ("ok",))


def test_later_version(central):
    """A store of a later version is not touched"""
    path = make_old(central, 1)
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA user_version = 99")
    with open(path, "rb") as file:
        before = file.read()
    done = central.command("case", "list", "--database", "sqlite:" + path, database=False, check=False)
    check_equal(done.returncode, 1)
    check("was not touched" in done.stderr, done.stderr)
    with open(path, "rb") as file:
        check(file.read() == before, "the file changed")


if __name__ == "__main__":
    sys.exit(tap.run("central-migrations", tap.list_tests(__name__, Central())))
