#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real courier is offered every bundle that nobody may take: it says why, goes on with the catalogue it has, asks for the bad
one once and not at every round, and stays small."""
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import tap  # noqa: E402
from courier_rig import BUILD, SOURCE, CourierRig  # noqa: E402
from tap import check, check_equal, note  # noqa: E402

CATALOG = os.path.join(SOURCE, "assets", "catalog")
CTL = os.path.join(BUILD, "app", "yijianctl")
# What unpacking may take at most: a bundle's 64 MiB and the growing of its buffer. A sanitizer keeps what was freed.
PEAK_MIB = 1500 if "asan" in subprocess.run(["ldd", CTL], capture_output=True, text=True).stdout else 260
RIG = {}


def read(name, suffix=".ycat"):
    with open(os.path.join(RIG["folder"], name + suffix), "rb") as file:
        return file.read()


def offer(name):
    RIG["rig"].central.catalogue = (read(name), read(name, ".ycat.minisig"))


def pack(name, version, **members):
    """A bundle of the shipped catalogue, right in everything, as @name."""
    with tempfile.TemporaryDirectory(prefix="yijian-catalogue-") as folder:
        copy = os.path.join(folder, "c")
        subprocess.run(["cp", "-r", CATALOG, copy], check=True)
        path = os.path.join(copy, "catalog.json")
        with open(path, encoding="utf-8") as file:
            root = dict(json.load(file), version=version, **members)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(root, file, ensure_ascii=False)
        subprocess.run([CTL, "catalog", "pack", copy, "-o", os.path.join(RIG["folder"], name + ".ycat"), "--key",
                        os.path.join(RIG["folder"], "key.sec")], check=True, capture_output=True)


def peak_mib():
    with open(f"/proc/{RIG['rig'].courier.pid}/status", encoding="ascii") as file:
        return int(next(line for line in file if line.startswith("VmHWM")).split()[1]) // 1024


def begin():
    """The good one comes, verified by minisign itself."""
    RIG["folder"] = tempfile.mkdtemp(prefix="yijian-bundles-")
    subprocess.run([os.path.join(BUILD, "tests", "support", "write-bad-bundles"), CATALOG, RIG["folder"]], check=True)
    subprocess.run(["minisign", "-V", "-q", "-P", read("key", ".pub").decode(), "-m", os.path.join(RIG["folder"], "good.ycat")], check=True)
    RIG["rig"] = CourierRig(enrol=False)
    RIG["rig"].central.catalogue_key = read("key", ".pub").decode()
    pack("in-use", 50)
    pack("older", 49)
    pack("other-content", 50, expires="2031-01-01")
    pack("newer", 51)
    offer("in-use")
    RIG["rig"].enrol()
    RIG["rig"].sync()
    check_equal(RIG["rig"].ctl("catalog", "status")["version"], 50, "the catalogue in use")


def refuses():
    rig = RIG["rig"]
    rows = [line.split("\t") for line in read("table", ".tsv").decode().splitlines()]
    rows += [("older", "it is version 49, and 50 was here already"), ("other-content", "version 50 is in use here with other content")]
    for name, says in rows:
        offer(name)
        rig.central.catalogue_asked.clear()
        first, again = rig.sync(), rig.sync()
        status = rig.status()
        check(says in (first["trouble"] or ""), f"{name}: {first}")
        check_equal(again["trouble"], first["trouble"], name + ": the next round")
        check(first["reached"] and status["alarm"] and status["trouble_kind"] == "catalogue", f"{name}: {status}")
        check_equal((status["catalogue"]["version"], status["gates"]), (50, []), name + ": what is in use")
        whole = [path for path, had in rig.central.catalogue_asked if not had and not path.endswith(".minisig")]
        check_equal(len(whole), 1, name + ": how often it was sent")
        note(f"{name:<24}{first['trouble'].removeprefix('central' + chr(39) + 's catalogue was refused: ')}")
    note(f"{len(rows)} bad bundles; the courier's memory at its peak: {peak_mib()} MiB")
    check(peak_mib() < PEAK_MIB, f"the courier took {peak_mib()} MiB")


def refuses_too_large():
    """More bytes than are taken from the wire at all."""
    rig = RIG["rig"]
    rig.central.catalogue = (b"{" + b" " * (100 * 1024 * 1024), read("good", ".ycat.minisig"))
    result = rig.sync()
    check("refused" in result["trouble"] and "larger than" in result["trouble"], result)
    check_equal(rig.status()["catalogue"]["version"], 50, "what is in use")
    note(result["trouble"])
    check(peak_mib() < PEAK_MIB, f"the courier took {peak_mib()} MiB")


def takes_the_next_good_one():
    rig = RIG["rig"]
    offer("newer")
    result = rig.sync()
    check_equal((result.get("trouble"), rig.status()["catalogue"]["version"]), (None, 51), "the next good one")
    check_equal(rig.status()["alarm"], False, "alarm")


def end():
    rig = RIG["rig"]
    check(rig.courier.poll() is None, "the courier of the beginning is there")
    rig.stop()
    subprocess.run(["rm", "-r", RIG["folder"]], check=True)


sys.exit(tap.run("/courier-pull", [
    ("a good bundle is taken", begin),
    ("every bad bundle is refused with its reason, asked for once, and changes nothing", refuses),
    ("a hundred megabytes are not even received", refuses_too_large),
    ("the next good one is taken", takes_the_next_good_one),
    ("the courier has come through", end),
]))
