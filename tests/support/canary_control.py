# SPDX-License-Identifier: Apache-2.0
"""Proves that the search can see: plants each form, in each container, in each place, and asks for all of them back.

Every combination has a needle of its own, so that a find says which combination was found."""
import base64
import os
import random
import subprocess
import sys
import time

import canary
from canary_forms import CONTAINERS, ENCODINGS, patterns, plant

HOLDER = "import sys; kept = sys.stdin.buffer.read(int(sys.argv[1])); print('ready', flush=True); sys.stdin.buffer.read()"


def _needle(number, rng):
    """Letters that every encoding writes differently; no two needles share a run of three."""
    return "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(5)) + f"{rng.randrange(10 ** 11):011d}" + chr(0x4E00 + number)


def combinations(seed):
    """[(label, needle, bytes to plant)]: every encoding in every container, and a picture's bytes in each."""
    rng, planted = random.Random(seed), []
    for container in CONTAINERS:
        for encoding in ENCODINGS + ("bytes", "bytes base64", "bytes hex"):
            text = _needle(len(planted), rng)
            needle = bytes(rng.randrange(256) for _ in range(48)) if encoding.startswith("bytes") else text
            kind = encoding.split()[-1] if isinstance(needle, bytes) else encoding
            # What the search looks for is the core of a base64 text; what a program writes has its edges too.
            if kind.startswith("base64"):
                shift = int(kind[-1]) if "+" in kind else rng.randrange(3)
                data = base64.b64encode(b"<{["[:shift] + (needle.encode() if isinstance(needle, str) else needle) + b"}>")
            else:
                data = rng.choice(patterns(needle)[kind])
            packed = plant(container, data, needle if isinstance(needle, str) and encoding == "utf-8" else None)
            if packed is not None:
                planted.append((f"{encoding} in {container}", needle, packed))
    return planted


def _plant_files(planted, directory):
    for number, (_, _, packed) in enumerate(planted):
        with open(os.path.join(directory, str(number)), "wb") as file:
            file.write(b"before " + packed + b" after")


def _plant_names(planted, directory):
    """Only what a file's name can be."""
    names = {}
    for label, needle, packed in planted:
        if label.endswith("in raw") and b"\0" not in packed and b"/" not in packed and len(packed) < 240:
            with open(os.path.join(os.fsencode(directory), packed), "wb"):
                names[label] = needle
    return names


def _plant_bus(planted, directory):
    """A bus, somebody who logs it, and somebody who says it all as D-Bus byte arrays."""
    import gi
    gi.require_version("Gio", "2.0")
    from gi.repository import Gio, GLib
    path = os.path.join(directory, "bus.pcap")
    bus = subprocess.Popen(["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
                            "--address=unix:path=" + os.path.join(directory, "bus")], stdout=subprocess.PIPE)
    monitor = None
    try:
        address = bus.stdout.readline().decode().strip()
        with open(path, "wb") as log:
            monitor = subprocess.Popen(["dbus-monitor", "--address", address, "--pcap"], stdout=log)
        flags = Gio.DBusConnectionFlags
        connection = Gio.DBusConnection.new_for_address_sync(
            address, flags.AUTHENTICATION_CLIENT | flags.MESSAGE_BUS_CONNECTION, None, None)
        def is_heard():
            connection.emit_signal(None, "/a", "org.example.Said", "Probe", None)
            return b"Probe" in _read(path)
        _until(is_heard)
        for _, _, packed in planted:
            connection.emit_signal(None, "/a", "org.example.Said", "It", GLib.Variant("(ay)", (packed,)))
        connection.emit_signal(None, "/a", "org.example.Said", "End", GLib.Variant("(s)", ("the-end-of-it",)))
        connection.flush_sync(None)
        _until(lambda: b"the-end-of-it" in _read(path))
        connection.close_sync(None)
    finally:
        for process in (monitor, bus):
            if process:
                process.terminate()
                process.wait()
    return path


def _read(path):
    with open(path, "rb") as file:
        return file.read()


def _until(condition, seconds=300):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("the control's own bus does not come up")
        time.sleep(0.02)


def _plant_memory(planted, search):
    data = b"\0between\0".join(packed for _, _, packed in planted)
    holder = subprocess.Popen([sys.executable, "-I", "-S", "-c", HOLDER, str(len(data))], stdin=subprocess.PIPE,
                              stdout=subprocess.PIPE)
    try:
        holder.stdin.write(data)
        holder.stdin.flush()
        holder.stdout.readline()
        search.memory(holder.pid, "holder")
    finally:
        holder.stdin.close()
        holder.wait()


def run(directory, seed):
    """(table, [combination and place that was not found])"""
    planted = combinations(seed)
    needles = canary.Needles()
    for label, needle, _ in planted:
        needles.add(label, needle)
    search = canary.Search(needles)
    places = {name: os.path.join(directory, name) for name in ("files", "names", "bus")}
    for path in places.values():
        os.mkdir(path)
    _plant_files(planted, places["files"])
    search.folder(places["files"])
    names = _plant_names(planted, places["names"])
    search.folder(places["names"])
    search.file(_plant_bus(planted, places["bus"]), "bus log")
    _plant_memory(planted, search)
    found = {(hit.kind, hit.label) for hit in search.hits}
    everything = {label for label, _, _ in planted}
    wanted = [("file name", set(names))] + [(kind, everything) for kind in ("file", "bus log", "process")]
    missing = [f"{label}: {kind}" for kind, labels in wanted for label in sorted(labels) if (kind, label) not in found]
    rows = ["planted and found".ljust(20) + "".join(kind.rjust(12) for kind, _ in wanted)]
    for container in CONTAINERS:
        row = []
        for kind, labels in wanted:
            here = [label for label in labels if label.endswith(" in " + container)]
            row.append(f"{sum((kind, label) in found for label in here)}/{len(here)}" if here else "-")
        rows.append(container.ljust(20) + "".join(cell.rjust(12) for cell in row))
    return "\n".join(rows), missing + [f"{place}: {reason}" for place, reason in search.unreadable]
