# SPDX-License-Identifier: Apache-2.0
"""What of a person is left after the visit: nothing, in any file, on the bus, or in any process's memory.

Left out, because they are the person's or the observer's and not the kiosk's: the memory of the virtual card reader (it is
the card), the accessibility bus (through which the test reads the screen), and this process."""
import os
import struct
import zlib

import canary
from processes import LONGEST_WAIT_SECONDS
from rest import wait_rest

LEFT_OUT = ("reader", "accessibility")
PERSONAL = ("person-name", "resident-id", "other-document", "mobile", "landline", "bank-card")  # types of answers


def _picture_bytes(path):
    """48 bytes from the middle of a PNG's packed pixels: what only this picture has."""
    with open(path, "rb") as file:
        data = file.read()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        if kind == b"IDAT":
            packed += data[at + 8:at + 8 + size]
        at += 12 + size
    zlib.decompress(packed)  # it is whole
    middle = len(packed) // 2
    return packed[middle:middle + 48]


def find_needles(application, opened):
    """The person's words and bytes, from what central opened."""
    needles = canary.Needles()
    person = application.get("agent", application["applicant"])
    said = {("applicant", person["name"]), ("applicant", person["number"])}
    for answer in application["answers"]:
        if answer["type"] == "address":
            said.add((answer["id"], answer["value"]["detail"]))
        elif answer["type"] in PERSONAL:
            said.add((answer["id"], answer["value"]))
    for value in {value for _, value in said}:
        needles.add("/".join(sorted(label for label, other in said if other == value)), value)
    needles.add("signature", _picture_bytes(os.path.join(opened, "signature.png")))
    return needles


def search_present(stack, card):
    """What the search finds of a person in the kiosk's memory: the control, while they are there. None where it may not look."""
    needles = canary.Needles()
    needles.add("name", card["name"])
    needles.add("number", card["number"])
    search = canary.Search(needles)
    wait_rest((stack.program_process.pid,), LONGEST_WAIT_SECONDS)  # what is let go with the next frame is let go
    search.memory(stack.program_process.pid, "kiosk")
    return None if search.unreadable else search.hits


def descendants(pid):
    """The process and all below it."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                with open(f"/proc/{one}/task/{task}/children", encoding="ascii") as file:
                    waiting += [int(number) for number in file.read().split()]
        except OSError:
            continue
    return found


def search_remains(stack, application, opened):
    """The search, with its table, hits and unreadable places."""
    search = canary.Search(find_needles(application, opened))
    search.folder(stack.directory)
    search.file(stack.bus_log, "bus log")
    for name, process in stack.processes.running:
        if name in LEFT_OUT:
            continue
        for pid in descendants(process.pid):
            search.memory(pid, name, may_end=pid != process.pid)
    return search
