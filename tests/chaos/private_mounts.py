# SPDX-License-Identifier: Apache-2.0
"""Mounts that only this program and what it starts can see, so that none is left behind whatever happens."""
import ctypes
import os

import tap

CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 1 << 18
_libc = ctypes.CDLL(None, use_errno=True)


def enter():
    """Whether this machine grants it; call it before any thread begins."""
    return _libc.unshare(CLONE_NEWNS) == 0 and _libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) == 0


def mount_memory(path, size_bytes):
    """A file system of that size."""
    if _libc.mount(b"tmpfs", path.encode(), b"tmpfs", 0, f"size={size_bytes}".encode()) != 0:
        raise tap.Skip("no mount namespace: " + os.strerror(ctypes.get_errno()))


def unmount(path):
    _libc.umount2(path.encode(), 2)  # MNT_DETACH
