#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The file system below a real courier under load is shut down as by a power cut: an ext4 that forgets its journal's last part, on a
loop device. What was answered is there after the next mount; with SQLite's synchronous NORMAL or OFF in its place it is not."""
import fcntl
import functools
import hashlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import threading
import time

import chaos
import private_mounts
import tap
from courier_rig import BUILD, CourierRig
from gi.repository import GLib
from tap import check_equal

EXT4_IOC_SHUTDOWN, NOLOGFLUSH = 0x8004587D, 2
CUTS, CONTROL_CUTS = (200, 20) if chaos.LONG else (5, 5)
IMAGE_MIB = 96
WEAK_SYNC = os.path.join(BUILD, "tests", "chaos", "libweak-sync.so")


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise OSError(f"{' '.join(words)}: {done.stderr.strip()}")


class Disk:
    """An ext4 in a file, mounted where only this program and its children see it."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="yijian-disk-")
        self.image, self.mount_point = os.path.join(self.folder, "image"), os.path.join(self.folder, "mount")
        os.mkdir(self.mount_point)
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_MIB * 1024 * 1024)
        self.mounted = False
        try:
            run("mkfs.ext4", "-q", "-m", "0", self.image)
            self.mount()
        except OSError as error:
            self.remove()
            raise tap.Skip(f"no loop device: {error}") from error

    def mount(self):
        run("mount", "-o", "loop", self.image, self.mount_point)
        self.mounted = True

    def unmount(self):
        if self.mounted:
            run("umount", self.mount_point)  # and the loop device with it
            self.mounted = False

    def cut(self):
        descriptor = os.open(self.mount_point, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, EXT4_IOC_SHUTDOWN, struct.pack("I", NOLOGFLUSH))
        finally:
            os.close(descriptor)

    def remove(self):
        try:
            self.unmount()
        except OSError:
            subprocess.run(["umount", "-l", self.mount_point], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class DiskRig(CourierRig):
    def __init__(self, disk, level):
        self.disk, self.answered, self.pages = disk, {}, set()
        weak = {"LD_PRELOAD": WEAK_SYNC, "YIJIAN_CHAOS_SYNCHRONOUS": level} if level else {}
        super().__init__(options=("--reserve-mib", "1"), courier_environment=weak)

    @property
    def state_dir(self):
        return os.path.join(self.disk.mount_point, "state")

    def load(self, number, rand):
        """Hands over until the disk is gone."""
        while True:
            number += 1
            try:
                named = []
                if number % 4 == 0:
                    data = rand.randbytes(20000)
                    named = [{"sha256": self.put_material(data), "bytes": len(data)}]
                    check_equal(named[0]["sha256"], hashlib.sha256(data).hexdigest(), "a page")
                identity, reference = self.submit(number, named, size=rand.choice((320, 4096, 20000)))
            except GLib.Error:
                return
            self.answered[identity] = reference
            self.pages.update(entry["sha256"] for entry in named)

    def cut(self, number, rand):
        """Loads it and cuts; the courier is up again on what the disk has kept."""
        worker = threading.Thread(target=self.load, args=(number, rand))
        worker.start()
        before = len(self.answered)
        while len(self.answered) < before + 3 and worker.is_alive():
            time.sleep(0.001)
        time.sleep(rand.uniform(0, 0.2))
        self.disk.cut()
        worker.join()
        self.processes.end(self.courier, signal.SIGKILL)
        self.disk.unmount()
        self.disk.mount()
        self.start()

    def count_lost(self):
        records = {record["id"]: record for record in self.records()}
        lost = sum(records.get(identity, {}).get("reference") != reference for identity, reference in self.answered.items())
        for name in self.pages:
            path = os.path.join(self.state_dir, "blob", name)
            try:
                with open(path, "rb") as file:
                    lost += hashlib.sha256(file.read()).hexdigest() != name
            except FileNotFoundError:
                lost += 1
        return lost, len(self.answered) - len(set(self.answered.values()))


def live(level, cuts, rand, enough):
    """(cuts, answered, lost, doubled); it ends when @enough says so."""
    disk = Disk()
    try:
        rig = DiskRig(disk, level)
        try:
            return live_on(rig, cuts, rand, enough)
        finally:
            rig.stop()
    finally:
        disk.remove()


def live_on(rig, cuts, rand, enough):
    done = answered = lost = doubled = 0
    while done < cuts and not enough(lost + doubled):
        rig.cut(done * 100000, rand)
        found = rig.count_lost()
        answered, lost, doubled, done = answered + len(rig.answered), lost + found[0], doubled + found[1], done + 1
        if not any(found):
            numbers = sorted(record["seq"] for record in rig.records())
            check_equal(numbers, list(range(1, len(numbers) + 1)), "numbers")
        rig.answered.clear()
        rig.pages.clear()
    return done, answered, lost, doubled


def test_full(rand):
    result = live(None, CUTS, rand, lambda wrong: wrong > 0)
    chaos.row("file system shut down below the courier", *result)


def test_control(level, rand):
    result = live(level, CONTROL_CUTS, rand, lambda wrong: wrong > 0)
    chaos.control(f"file system shut down, synchronous={level}", *result)


def main():
    rand = chaos.make_random("file system shut down")
    allowed = private_mounts.enter()

    def needing_rights(function, *arguments):
        if not allowed:
            raise tap.Skip("no loop device without a mount namespace of its own")
        function(*arguments)
    return tap.run("/filesystem-shutdown", [
        ("what was answered is there after a cut", functools.partial(needing_rights, test_full, rand)),
        ("control: NORMAL loses", functools.partial(needing_rights, test_control, "NORMAL", rand)),
        ("control: OFF loses", functools.partial(needing_rights, test_control, "OFF", rand))])


if __name__ == "__main__":
    sys.exit(main())
