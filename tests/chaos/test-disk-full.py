#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A disk that is really full below a real courier: while it seals, settles, moves its log into the database, begins; with its
ballast and without. What was answered is kept and can be sent, what was begun is sealed, the gate says why nothing new is begun,
and everything is as before once there is room."""
import contextlib
import os
import signal
import sys
import tempfile

import chaos
import private_mounts
import tap
from courier_rig import NAME, CourierRig
from gi.repository import GLib
from processes import wait_until
from tap import check, check_equal

DISK_BYTES, RESERVE_MIB, BALLAST_BYTES = 24 * 1024 * 1024, 4, 1024 * 1024
LARGE_RESERVE_MIB = 8  # more than the log becomes, as it is on a real disk
ROUNDS = 40 if chaos.LONG else 3
MOST_RECORDS = 60


class FullRig(CourierRig):
    def __init__(self, mount_point, reserve_mib):
        self.mount_point, self.answered, self.refused = mount_point, {}, 0
        super().__init__(options=("--reserve-mib", str(reserve_mib)))

    @property
    def state_dir(self):
        return os.path.join(self.mount_point, "state")

    @property
    def ballast(self):
        return os.path.join(self.state_dir, "ballast")

    @property
    def filler(self):
        return os.path.join(self.mount_point, "filler")

    def gates(self):
        return self.call("Get", "(ss)", (NAME, "Gates"), interface="org.freedesktop.DBus.Properties")[0]

    def database_bytes(self):
        return sum(os.stat(os.path.join(self.state_dir, name)).st_size for name in ("outbox.db", "outbox.db-wal"))

    def fill(self, leave_bytes):
        """All but so much."""
        with open(self.filler, "ab") as file:
            free = os.statvfs(self.mount_point)
            os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_frsize - leave_bytes, 4096))

    def make_room(self):
        os.unlink(self.filler)

    def hand_over(self, size):
        """Whether it was taken."""
        number = self.count = self.count + 1
        try:
            identity, reference = self.submit(number, size=size)
        except GLib.Error as error:
            check("StoreFull" in error.message or "Store:" in error.message or "OutcomeUnknown" in error.message, error.message)
            self.refused += 1
            self.count -= 1
            return False
        self.answered[identity] = reference
        return True

    def kill(self):
        self.courier.send_signal(signal.SIGKILL)
        self.courier.wait(60)
        self.processes.end(self.courier)
        self.start()

    def count_lost(self):
        records = {record["id"]: record["reference"] for record in self.records()}
        numbers = sorted(record["seq"] for record in self.records())
        check_equal(numbers, list(range(1, len(numbers) + 1)), "numbers")
        return sum(records.get(identity) != reference for identity, reference in self.answered.items())


def fill_up(rig, rand, leave, ballast):
    """Hands over on the full disk until it refuses; how many it took."""
    rig.fill(leave)
    if not ballast:
        os.unlink(rig.ballast)
    taken, size = 0, rand.choice((4096, 60000, 200000))
    while taken < MOST_RECORDS and rig.hand_over(size):
        taken += 1
    tap.note(f"{leave} bytes free, {'with' if ballast else 'without'} ballast: {taken} records of {size} bytes taken")
    check(taken > 0 or not ballast, "what was begun could not be sealed out of the ballast")
    wait_until(lambda: {"disk", "store"} & set(rig.gates()), "a closed gate")
    return taken


def go_round(rig, rand, number):
    """One full disk; what was lost."""
    rig.central.stop()
    fill_up(rig, rand, rand.choice((0, 8192, 300000)), ballast=number % 2 == 0)
    lost = rig.count_lost()
    if rand.random() < 0.7:
        rig.kill()
        check("disk" in rig.gates() or "store" in rig.gates(), "open after a start on a full disk")
        lost += rig.count_lost()
    rig.central.start()
    rig.ctl("sync", "now", check=False)
    lost += rig.count_lost()
    rig.make_room()
    if not chaos.LONG:
        rig.kill()  # it would look by itself within a minute
    rig.sync()
    wait_until(lambda: not {"disk", "store"} & set(rig.gates()), "an open gate once there is room")
    check_equal(len(rig.records("queued")), 0, "unsent once there is room")
    wait_until(lambda: os.path.exists(rig.ballast) and os.stat(rig.ballast).st_size == BALLAST_BYTES, "the ballast, rebuilt")
    return lost + rig.count_lost()


@contextlib.contextmanager
def full_rig(reserve_mib):
    """A courier on a small disk of its own."""
    if not private_mounts.enter():
        raise tap.Skip("no mount namespace")
    with tempfile.TemporaryDirectory(prefix="yijian-full-") as folder:
        private_mounts.mount_memory(folder, DISK_BYTES)
        try:
            rig = FullRig(folder, reserve_mib)
            try:
                yield rig
            finally:
                rig.stop()
        finally:
            private_mounts.unmount(folder)


def test_full():
    """On a full disk nothing that was answered is lost, what was begun is sealed, and with room all goes on"""
    rand, lost = chaos.make_random("a full disk"), 0
    with full_rig(RESERVE_MIB) as rig:
        for number in range(ROUNDS):
            lost += go_round(rig, rand, number)
        at_central = [key[1] for key in rig.central.accepted]
        lost += len(set(rig.answered) - set(at_central))
        check(rig.refused >= ROUNDS // 2, f"{rig.refused} refusals: the disk was never full")
        chaos.row("disk full: sealing, settling, beginning", ROUNDS, len(rig.answered), lost, len(at_central) - len(set(at_central)))


def test_own_size():
    """A database that filled the disk itself gives it back when central has its records"""
    with full_rig(LARGE_RESERVE_MIB) as rig:
        rig.central.stop()
        while "disk" not in rig.gates():
            check(rig.hand_over(200000), "refused before the gate closed")
        large = rig.database_bytes()
        rig.central.start()
        rig.sync()
        wait_until(lambda: not {"disk", "store"} & set(rig.gates()), "an open gate once central has everything")
        small, lost = rig.database_bytes(), rig.count_lost() + len(set(rig.answered) - {key[1] for key in rig.central.accepted})
        tap.note(f"{large} bytes of database and log before, {small} afterwards")
        check(large > (DISK_BYTES - LARGE_RESERVE_MIB * 1024 * 1024) * 3 // 4, "it was not the database that filled the disk")
        check(small < 1024 * 1024, "the database kept the disk")
        chaos.row("disk full: of the database itself", 1, len(rig.answered), lost, 0)


if __name__ == "__main__":
    sys.exit(tap.run("/disk-full", tap.list_tests(__name__)))
