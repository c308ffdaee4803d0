# SPDX-License-Identifier: Apache-2.0
"""Hands in central's database that central never lets in: a record that is gone with all that hung on it, or that has other content. With SQLite
only while nobody serves."""
import contextlib
import sqlite3

from central_rig import POSTGRES

TABLES = ("outcome", "matter_case", "material", "body", "outbox", "submission")


def run(central, statements):
    """Past the triggers that refuse such things, which are there again afterwards."""
    if POSTGRES:
        words = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES] + list(statements)
        words += [f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in TABLES]
        central.cluster.ask("; ".join(words), central.database)
        return
    with contextlib.closing(sqlite3.connect(central.database[len("sqlite:"):], isolation_level=None)) as database:
        triggers = database.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        database.execute("BEGIN")
        for words in [f"DROP TRIGGER {name}" for name, _ in triggers] + list(statements) + [sql for _, sql in triggers]:
            database.execute(words)
        database.execute("COMMIT")


def lose(central, *ids):
    """The records with @ids are gone, and nothing else changes: the mark up to which numbers are there stays where it is."""
    names = ", ".join(f"'{identity}'" for identity in ids)
    gone = f"(SELECT n FROM submission WHERE id IN ({names}))"
    run(central, [f"DELETE FROM outcome WHERE matter_case IN (SELECT n FROM matter_case WHERE submission IN {gone})",
                  *[f"DELETE FROM {table} WHERE submission IN {gone}" for table in ("matter_case", "material", "body", "outbox")],
                  f"DELETE FROM submission WHERE id IN ({names})"])


def change(central, identity, column, value):
    run(central, [f"UPDATE submission SET {column} = '{value}' WHERE id = '{identity}'"])
