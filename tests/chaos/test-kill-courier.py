#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the real courier before any system call by which it keeps a record, a page or a catalogue, settles, or exports by
hand."""
import functools
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

import chaos
import tap
from courier_rig import BUILD, SOURCE, CourierRig
from gi.repository import GLib
from processes import wait_until
from tap import check, check_equal
from tracer import Tracer, count_calls

CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat", "mkdir")
PAGE_BYTES = 20000


class KillRig(CourierRig):
    """Counts what was answered, and what became of it."""

    def __init__(self):
        super().__init__(enrol=False)
        self.answered, self.kills = {}, 0

    def attempt(self, call, number, function):
        """Runs @function with the courier to be killed at its @number-th @call; FALSE when it lived."""
        courier = self.courier
        with Tracer(courier, f"{call}:signal=SIGKILL:when={number}"):
            try:
                function()
                lived = True
            except (GLib.Error, AssertionError):
                lived = False
                wait_until(lambda: courier.poll() is not None, "the end of the courier that was killed")
        # What it does after its answer can be its end as well.
        if lived and courier.poll() is None:
            return False
        check_equal(courier.wait(60), -signal.SIGKILL, f"how the courier ended at {call} {number}")
        self.kills += 1
        self.processes.end(courier)
        self.start()
        return True

    def hand_over(self, number, materials=()):
        """As the kiosk does: looks before it hands over again."""
        identity = f"00000000-0000-7000-8000-{number:012}"
        try:
            self.answered[identity] = self.call("Lookup", "(s)", (identity,))[0]
        except GLib.Error as error:
            check("NotFound" in error.message, error.message)
            self.answered[identity] = self.submit(number, materials)[1]

    def next_number(self):
        self.count += 1
        return self.count

    def judge(self):
        """(lost, doubled) of all that was answered, once everything has been sent."""
        self.sync()
        records = self.records()
        stored = {record["id"]: record["reference"] for record in records}
        at_central = [key[1] for key in self.central.accepted]
        numbers = sorted(record["seq"] for record in records)
        lost = sum(stored.get(identity) != reference or identity not in at_central for identity, reference in self.answered.items())
        lost += numbers != list(range(1, len(records) + 1))
        doubled = len(at_central) - len(set(at_central)) + len(records) - len(set(stored.values()))
        check_equal(sorted(at_central), sorted(stored), "records at central and here")
        return lost, doubled


def seal(rig, _):
    number = rig.next_number()

    def submit():
        identity, reference = rig.submit(number, size=4096)
        rig.answered[identity] = reference
    return submit, lambda: rig.hand_over(number)


def page(rig, rand):
    data, number = rand.randbytes(PAGE_BYTES), rig.next_number()
    named = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

    def again():
        """A session that lost its courier hands its pages over again."""
        check_equal(rig.put_material(data), named["sha256"], "the page")
        rig.hand_over(number, [named])
    return lambda: rig.put_material(data), again


def settle(rig, _):
    rig.answered.update([rig.submit(rig.next_number())])
    return rig.sync, lambda: check_equal(rig.records("queued") and rig.sync() and rig.records("queued"), [], "unsent after another round")


def export(rig, _):
    rig.central.stop()
    rig.answered.update(rig.submit(rig.next_number()) for _ in range(3))
    folder = tempfile.mkdtemp(prefix="yijian-stick-")

    def again():
        try:
            check_whole(folder)
            rig.ctl("queue", "export", folder)
            check_whole(folder)
            exported = {name[:-5] for name in os.listdir(folder) if name.endswith(".json")}
            check({record["id"] for record in rig.records("queued")} <= exported, "a record is not on the stick")
        finally:
            shutil.rmtree(folder)
            rig.central.start()
    return lambda: rig.ctl("queue", "export", folder), again


def check_whole(folder):
    """Whatever has a record's name is one."""
    for name in os.listdir(folder):
        if name.endswith(".json"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                check_equal(json.load(file)["id"] + ".json", name, "a record on the stick")


def catalogue(rig, _):
    before, rig.version = rig.version, rig.version + 1
    rig.central.catalogue = pack(rig, rig.version)

    def again():
        status = rig.ctl("catalog", "status")
        check(status["version"] in (before, before + 1), f"the catalogue in use: {status}")
        check_equal(status["damaged"], [], "damaged catalogues")
        rig.sync()
        check_equal(rig.ctl("catalog", "status")["version"], before + 1, "the catalogue after another round")
    return rig.sync, again


def pack(rig, version):
    """A signed bundle of one item."""
    with tempfile.TemporaryDirectory(prefix="yijian-catalogue-") as folder:
        copy, bundle = os.path.join(folder, "c"), os.path.join(folder, "b.ycat")
        for part in ("items", "regions"):
            os.makedirs(os.path.join(copy, part))
        for name in ("catalog.json", "items/newborn.json", "regions/000000.json"):
            shutil.copy(os.path.join(SOURCE, "assets", "catalog", name), os.path.join(copy, name))
        with open(os.path.join(copy, "catalog.json"), encoding="utf-8") as file:
            root = dict(json.load(file), version=version, items=["newborn"])
        with open(os.path.join(copy, "catalog.json"), "w", encoding="utf-8") as file:
            json.dump(root, file, ensure_ascii=False)
        done = subprocess.run([os.path.join(BUILD, "app", "yijianctl"), "catalog", "pack", copy, "-o", bundle, "--key",
                               os.path.join(rig.keys, "key.sec")], capture_output=True, text=True, env=rig.environment)
        check_equal(done.returncode, 0, done.stderr)
        return tuple(open(bundle + suffix, "rb").read() for suffix in ("", ".minisig"))


def find_points(rig, operation, rand):
    """Each call of the operation."""
    act, again = operation(rig, rand)
    points = count_calls(rig.courier.pid, CALLS, act, os.path.join(rig.directory, "calls"))
    again()
    return points


def test_kill(operations, rand):
    for operation in operations:
        rig = KillRig()
        try:
            begin(rig)
            points = find_points(rig, operation, rand)
            chosen = chaos.sample(points, rand, least=4)
            for call, number in chosen:
                act, again = operation(rig, rand)
                rig.attempt(call, number, act)
                again()
            lost, doubled = rig.judge()
            tap.note(f"{operation.__name__}: {rig.kills} kills at {len(chosen)} of {len(points)} points")
            check(rig.kills >= len(chosen) // 3, f"only {rig.kills} kills at {len(chosen)} points")
            chaos.row(f"kill -9 of the courier: {operation.__name__}", rig.kills, max(len(rig.answered), rig.kills), lost, doubled)
        finally:
            rig.stop()
            shutil.rmtree(rig.keys, ignore_errors=True)


def begin(rig):
    rig.keys = tempfile.mkdtemp(prefix="yijian-keys-")
    subprocess.run([os.path.join(BUILD, "tests", "support", "write-bad-bundles"), os.path.join(SOURCE, "assets", "catalog"), rig.keys], check=True)
    with open(os.path.join(rig.keys, "key.pub"), encoding="ascii") as file:
        rig.central.catalogue_key = file.read().strip()
    rig.version = 50
    rig.central.catalogue = pack(rig, rig.version)
    rig.enrol()


def main():
    rand = chaos.make_random("kill -9 of the courier")
    return tap.run("/kill-courier", [(f"the courier is killed while it does this: {operation.__name__}", functools.partial(test_kill, [operation], rand))
                                     for operation in (seal, page, settle, export, catalogue)])


if __name__ == "__main__":
    sys.exit(main())
