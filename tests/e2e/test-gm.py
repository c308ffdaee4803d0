#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Profile gm-1 from end to end: a central with SM2 recipients, an application sealed to them, its receipt, and the envelope opened
by central's command and by the openssl command alone."""
import contextlib
import json
import os
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import one_run  # noqa: E402
import tap  # noqa: E402
from processes import wait_until  # noqa: E402
from stack import SOURCE, Stack  # noqa: E402


class Run:
    def __init__(self, build, outside):
        self.stack, self.outside = Stack(build), outside
        self.stack.suite = "gm-1"
        self.application = None

    def key(self, use="service"):
        return self.stack.path("central", "keys", {"service": "unseal", "escrow": "escrow"}[use], use + ".key")

    def accepts(self):
        self.stack.start_core(logged=False)
        path = os.path.join(self.outside, "application.json")
        self.stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
        with open(path, encoding="utf-8") as file:
            self.application = json.load(file)
        self.stack.ctl("submit", path)

        def accepted():
            self.stack.ctl("sync", "now", check=False)
            return self.stack.status()["queue"]["accepted"] == 1
        wait_until(accepted, "a signed receipt")

    def unseals(self):
        for use in ("service", "escrow"):
            lines = self.stack.central_command("unseal", "--identity", self.key(use), "--all", "--json").splitlines()
            opened = {record["id"]: record for record in map(json.loads, lines)}[self.application["id"]]
            tap.check_equal(opened["application"]["answers"], self.application["answers"], f"answers opened with the {use} key")

    def opens_by_openssl(self):
        self.stack.central_command("backup", self.stack.path("backup"))
        with contextlib.closing(sqlite3.connect(self.stack.path("backup", "central.db"))) as database:
            envelope = database.execute("SELECT envelope FROM body").fetchone()[0]
        sealed = os.path.join(self.outside, "envelope.tar")
        with open(sealed, "wb") as file:
            file.write(envelope)
        packed = subprocess.run([os.path.join(SOURCE, "tests", "support", "open-gm"), self.key(), sealed], capture_output=True, check=True).stdout
        tar = subprocess.run(["zstd", "-d", "-q", "-c"], input=packed, capture_output=True, check=True).stdout
        text = subprocess.run(["tar", "-x", "-O", "-f", "-", "application.json"], input=tar, capture_output=True, check=True).stdout
        tap.check_equal(json.loads(text)["answers"], self.application["answers"], "answers that openssl, zstd and tar opened")
        tap.note(f"{len(envelope)} bytes opened by openssl, zstd and tar")

    def end(self):
        self.stack.stop()


def steps(run):
    return [("an application sealed by gm-1 gets its signed receipt", run.accepts),
            ("central's command opens it with either key", run.unseals),
            ("the openssl command opens it without this project", run.opens_by_openssl)]


if __name__ == "__main__":
    sys.exit(one_run.run("/e2e/gm", Run, steps))
