# SPDX-License-Identifier: Apache-2.0
"""Reads a trace of system calls and says what a power cut would undo of what had been answered by then.

A file that takes its name by rename () must have been synced after its last write, and the folder after the rename, before the
answer; a folder that was made must have its parent synced. After a sync that failed, the system takes the bytes for clean: only
a file that was written again from its beginning can be synced then. The trace is strace's with -y, so that descriptors have
paths; an answer is a line "done …" on the standard output, or whatever @answers finds.
"""
import re

CALL = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+|\?)")
PATH = re.compile(r'"((?:[^"\\]|\\.)*)"')
DESCRIPTOR = re.compile(r"^(\d+)<([^>]*)>")
CALLS = ("openat", "write", "writev", "pwrite64", "ftruncate", "fsync", "fdatasync", "syncfs", "rename", "renameat2", "mkdir", "unlink", "close")


def parent(path):
    return path.rsplit("/", 1)[0]


class Order:
    """What is due at each moment."""

    def __init__(self, below):
        self.below = below
        self.unsynced = set()  # paths of files that were written
        self.folders = set()   # paths of folders that were changed
        self.doomed = set()    # paths of files whose sync failed
        self.faults = []

    def is_ours(self, path):
        return path.startswith(self.below + "/") or path == self.below

    def write(self, path, from_beginning):
        if not self.is_ours(path):
            return
        self.unsynced.add(path)
        if from_beginning:
            self.doomed.discard(path)

    def empty(self, path):
        """Of SQLite's log: were that undone, what the database holds already would come back. If it does hold it."""
        if path.endswith("-wal") and path.removesuffix("-wal") not in self.unsynced:
            self.remove(path)
        else:
            self.write(path, True)

    def fail(self, path):
        if path in self.unsynced:
            self.doomed.add(path)

    def remove(self, path):
        self.doomed.discard(path)
        self.unsynced.discard(path)

    def sync(self, path):
        if path not in self.doomed:
            self.unsynced.discard(path)
        self.folders = {(folder, why) for folder, why in self.folders if folder != path}

    def rename(self, old, new):
        if not self.is_ours(new):
            return
        if old in self.unsynced:
            self.faults.append(f"{new} took its name before its bytes were synced")
            self.unsynced.discard(old)
        self.folders.add((parent(new), f"the name of {new}"))

    def make(self, path):
        if self.is_ours(path) and path != self.below:
            self.folders.add((parent(path), f"the folder {path}"))

    def answer(self, what, ignore):
        self.faults += sorted(f"{why} could be gone after: {what}" for _, why in self.folders)
        self.faults += sorted(f"the bytes of {path} could be gone after: {what}" for path in self.unsynced if not ignore(path))
        self.folders, self.unsynced = set(), {path for path in self.unsynced if ignore(path)}


def find_faults(lines, below, is_answer=lambda call, rest: call == "writev" and '"done ' in rest,
                ignore=lambda path: False):
    """The faults, and how many answers there were. @ignore: files by which nobody is answered."""
    order, answers = Order(below), 0
    for line in lines:
        match = CALL.match(line)
        if not match or match.group(3) == "?":
            continue
        call, rest, result = match.group(1), match.group(2), int(match.group(3))
        if is_answer(call, rest):
            answers += 1
            order.answer(rest, ignore)
        elif result >= 0:
            _take(order, call, rest)
        elif call in ("fsync", "fdatasync") and DESCRIPTOR.match(rest):
            order.fail(DESCRIPTOR.match(rest).group(2))
    return order.faults, answers


def _take(order, call, rest):
    descriptor, paths = DESCRIPTOR.match(rest), PATH.findall(rest)
    if call == "ftruncate" and descriptor and rest.endswith(", 0"):
        order.empty(descriptor.group(2))
    elif call in ("write", "pwrite64", "ftruncate") and descriptor:
        order.write(descriptor.group(2), call == "write" or rest.endswith(", 0"))
    elif call in ("fsync", "fdatasync") and descriptor:
        order.sync(descriptor.group(2))
    elif call == "syncfs":
        order.unsynced, order.folders = set(), set()
    elif call in ("rename", "renameat2") and len(paths) >= 2:
        order.rename(*paths[:2])
    elif call == "unlink" and paths:
        order.remove(paths[0])
    elif call == "mkdir" and paths:
        order.make(paths[0])
