#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A kiosk whose certificate central does not take any more, as the kiosk sees it: it is told why, keeps every record, and each reaches
central all the same, when the certificate holds again or by hand."""
import json
import os
import sys
import uuid

import sample_catalogue
from central_rig import BUILD
from openapi_check import SOURCE
import tap
from tap import check, check_equal

sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))
from stack import Stack  # noqa: E402 - from the folder above
from processes import wait_until  # noqa: E402


FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"


class Hall:
    def __init__(self):
        self.stack = Stack(BUILD)
        self.stack.start_core(logged=False)
        self.catalogue = self.stack.path("catalogue")
        self.name = sample_catalogue.write(self.catalogue)
        self.publish()

    def publish(self):
        key = self.stack.path("central", "keys", "catalogue", "minisign.key")
        bundle = self.stack.path("sample.ycat")
        self.stack.run(self.stack.program("yijianctl"), "catalog", "pack", self.catalogue, "-o", bundle, "--key", key)
        self.stack.central_command("catalog", "publish", bundle, "--keys", self.stack.path("central", "keys", "serve"))

    def submit(self):
        identifier = str(uuid.uuid4())
        path = self.stack.path("tmp", "application.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(sample_catalogue.make_application(self.name, identifier), file, ensure_ascii=False)
        self.stack.ctl("submit", path, "--catalog", self.catalogue)
        return identifier

    def is_refused(self):
        return self.stack.status()["trouble_kind"] == "certificate"

    def restart_central(self, **environment):
        self.stack.processes.end(self.stack.central)
        others = self.stack.environment
        self.stack.environment = dict(others, **environment)
        self.stack.start_central()
        self.stack.environment = others


def test_expired(hall):
    """Six years on the certificate has expired: records wait, the reason is told, and they go when central takes it again"""
    check(os.path.exists(FAKETIME), "libfaketime is not there")
    with open(hall.stack.program("yijian-central"), "rb") as file:
        if b"libasan.so" in file.read():
            raise tap.Skip("AddressSanitizer wants to be loaded first")
    hall.restart_central(LD_PRELOAD=FAKETIME, FAKETIME="+2200d", FAKETIME_DONT_FAKE_MONOTONIC="1")
    waiting = {hall.submit(), hall.submit()}
    hall.stack.ctl("sync", "now", check=False)
    wait_until(hall.is_refused, "the reason")
    check_equal({row["id"] for row in hall.stack.records("queued")}, waiting, "records that wait")
    hall.restart_central()
    hall.stack.ctl("sync", "now", check=False)
    wait_until(lambda: not hall.stack.records("queued"), "the receipts")
    check_equal({row["id"] for row in hall.stack.records("accepted")}, waiting)


def test_revoked(hall):
    """A revoked kiosk keeps what it has and is told why; carried over by hand, every record gets its receipt"""
    before = len(hall.stack.records("accepted"))
    code = hall.stack.status()["kiosk"]
    hall.stack.central_command("kiosk", "revoke", code)
    waiting = {hall.submit(), hall.submit()}
    hall.stack.ctl("sync", "now", check=False)
    wait_until(hall.is_refused, "the reason")
    check_equal({row["id"] for row in hall.stack.records("queued")}, waiting, "records that wait")
    stick = hall.stack.make("stick")
    hall.stack.ctl("queue", "export", stick)
    done = hall.stack.central_command("import", stick, "--keys", hall.stack.path("central", "keys", "serve"))
    check_equal(json.loads(done)["accepted"], 2, "what central took from the stick")
    hall.stack.ctl("queue", "import", stick)
    check_equal(len(hall.stack.records("accepted")), before + 2, "receipts")
    check_equal(hall.stack.records("queued"), [], "records that wait")


def test_nothing_lost(hall):
    """Central has one record and its cases for each that the kiosk has a receipt for"""
    accepted = {row["id"] for row in hall.stack.records("accepted")}
    check_equal({row["id"] for row in hall.stack.cases()}, accepted)
    check_equal(hall.stack.records("dead"), [], "records given up")


def main():
    hall = Hall()
    try:
        return tap.run("central-refused", tap.list_tests(__name__, hall))
    finally:
        hall.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
