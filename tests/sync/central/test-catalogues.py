#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Central knows every catalogue that was ever published: records are judged by the one they were made with, however many came after."""
import os
import shutil
import sys

from catalogue_rig import edit, publish
from central_rig import Central, run_tests
from kiosk_rig import CATALOGUE_NAME, ITEM_NAME, Kiosk
from tap import check, check_equal, note

FIRST = CATALOGUE_NAME["version"]
OPTIONAL = "social-card"


def with_item(identifier):
    """One more file, and nothing else."""
    def change(folder):
        path = os.path.join(folder, "items", identifier + ".json")
        shutil.copy(os.path.join(folder, "items", "newborn.json"), path)
        edit(path, lambda item: item.update(id=identifier, aliases=[]))
    return change


def newer_newborn(folder):
    edit(os.path.join(folder, "items", "newborn.json"), lambda item: item.update(version=item["version"] + 1))


def judge(kiosk, version, item, matters=None):
    event = kiosk.make_event(catalogue={"id": CATALOGUE_NAME["id"], "version": version},
                             item=item, **({"matters": matters} if matters else {}))
    result = kiosk.send(event)[0]
    return result["status"], (result.get("problem") or {}).get("type", "").rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def test_every_version(central):
    """Three versions later, records of each are taken, and each is judged by its own"""
    kiosk = Kiosk(central)
    publish(central, FIRST + 1, with_item("library-card"))
    publish(central, FIRST + 2, newer_newborn)
    with open(central.path(f"{FIRST + 2}.ycat"), "rb") as file:
        check_equal(kiosk.caller.ask("GET", "/v1/catalogues/000000").body, file.read(), "the newest is what kiosks get")
    old = ITEM_NAME["version"]
    cases = (
        ("the first version", FIRST, {"id": "newborn", "version": old}, "accepted"),
        ("the second version", FIRST + 1, {"id": "newborn", "version": old}, "accepted"),
        ("an item that only the second has", FIRST + 1, {"id": "library-card", "version": old}, "accepted"),
        ("the third version, whose item is newer", FIRST + 2, {"id": "newborn", "version": old + 1}, "accepted"),
        ("that item, said to be of the first version", FIRST, {"id": "library-card", "version": old}, "rejected"),
        ("that item, said to be of the third version", FIRST + 2, {"id": "library-card", "version": old}, "rejected"),
        ("an old item, said to be of the third version", FIRST + 2, {"id": "newborn", "version": old}, "rejected"),
        ("a version that is not published yet", FIRST + 3, {"id": "newborn", "version": old}, "deferred"),
    )
    for round_ in ("while central serves", "after a restart"):
        for what, version, item, wanted in cases:
            status, problem = judge(kiosk, version, item)
            check_equal(status, wanted, what)
            note(f"{round_}: {what}: {status} {problem}".rstrip())
        if round_ == "while central serves":
            check_equal(central.end(), 0, "exit code of central")
            central.start()
            kiosk.reconnect()


def resident_kib(central):
    with open(f"/proc/{central.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def test_more_than_are_kept(central):
    """Central keeps the last few in memory and finds all others when a record names them; its memory does not grow with their number"""
    kiosk, versions, grown = Kiosk(central), range(FIRST + 10, FIRST + 22), []
    for version in versions:
        publish(central, version)
    for _ in range(3):
        for version in versions:
            check_equal(judge(kiosk, version, ITEM_NAME)[0], "accepted", f"version {version}")
        grown.append(resident_kib(central))
    check(grown[2] - grown[0] < 8 * 1024, f"resident KiB after each round: {grown}")
    note(f"{len(versions)} versions, three rounds: {grown} KiB resident")


def test_switched_off_elsewhere(central):
    """A matter that one hall does not offer is another hall's matter all the same"""
    kiosk = Kiosk(central)

    def switch_off(folder):
        edit(os.path.join(folder, "regions", "000000.json"), lambda region: region.update(switched_off={"newborn": [OPTIONAL]}))
    publish(central, FIRST + 40, switch_off)
    check_equal(judge(kiosk, FIRST + 40, ITEM_NAME, [OPTIONAL])[0], "accepted")
    check_equal(Kiosk(central).enrolled["hall"]["switched_off"], {"newborn": [OPTIONAL]}, "what a new kiosk is told of its hall")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
