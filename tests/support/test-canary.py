#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The canary search sees everything it says it sees, and sees nothing where there is nothing."""
import json
import os
import resource
import secrets
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import canary  # noqa: E402
import canary_control  # noqa: E402
import canary_zstd  # noqa: E402
import tap  # noqa: E402

NAME = "甄雀丝"
PROGRAM = [sys.executable, os.path.join(HERE, "canary")]


def needles():
    found = canary.Needles()
    found.add("name", NAME)
    return found


def run_program(directory, *words):
    path = os.path.join(directory, "needles.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump({"name": NAME, "signature": {"hex": bytes(range(100, 148)).hex()}}, file)
    return subprocess.run([*PROGRAM, "--needles", path, *words], capture_output=True, text=True, check=False)


def control_finds_all():
    seed = int(os.environ.get("YIJIAN_SEED", secrets.randbelow(1 << 31)))
    with tempfile.TemporaryDirectory() as directory:
        table, missing = canary_control.run(directory, seed)
    tap.note(f"seed {seed}\n{table}")
    tap.check_equal(missing, [], "combinations that were planted and not found")


def clean_has_none():
    with tempfile.TemporaryDirectory() as directory:
        folder = os.path.join(directory, "clean")
        os.mkdir(folder)
        with open(os.path.join(folder, "random"), "wb") as file:
            file.write(os.urandom(3 << 20))
        with open(os.path.join(folder, "masked"), "w", encoding="utf-8") as file:
            file.write("甄** 雀 丝 " * 1000)
        idle = subprocess.Popen(["cat"], stdin=subprocess.PIPE)
        done = run_program(directory, folder, "--pid", str(idle.pid))
        idle.communicate()
        tap.check_equal(done.returncode, 0, "exit status over a clean folder: " + done.stdout)


def hit_is_told_without_the_words():
    with tempfile.TemporaryDirectory() as directory:
        folder = os.path.join(directory, "dirty")
        os.mkdir(folder)
        with open(os.path.join(folder, "log"), "w", encoding="gb18030") as file:
            file.write("applicant " + NAME)
        done = run_program(directory, folder)
        tap.check_equal(done.returncode, 1, "exit status over a dirty folder")
        tap.check("HIT name as gb18030" in done.stdout, "the table names the label and the form")
        tap.check(NAME not in done.stdout, "what was found is not told again")


def unreadable_is_told():
    with tempfile.TemporaryDirectory() as directory:
        tap.check_equal(run_program(directory, "--pid", "999999999").returncode, 2, "exit status for a process that is not there")


def borders_hide_nothing():
    """A needle, and a packed thing, over the border of two pieces."""
    packed = canary_zstd.compress(os.urandom(20000) + NAME.encode())
    with tempfile.TemporaryDirectory() as directory:
        for number, (data, before) in enumerate(((NAME.encode(), 4), (NAME.encode(), 0), (NAME.encode("utf-16le"), 1),
                                                 (packed, 10), (packed, len(packed) - 1))):
            path = os.path.join(directory, str(number))
            with open(path, "wb") as file:
                file.write(b"\1" * (canary.CHUNK_BYTES - before) + data + b"\1" * 100)
            search = canary.Search(needles())
            search.file(path)
            tap.check(search.hits, f"a needle {before} bytes before the border is found")


def memory_is_bounded():
    """A bomb that unpacks to half a GiB costs no more than the bound."""
    piece = canary_zstd.compress(bytes(64 << 20))
    with tempfile.TemporaryDirectory() as directory:
        with open(os.path.join(directory, "bomb"), "wb") as file:
            file.write(canary_zstd.compress(piece * 8) + NAME.encode())
        search = canary.Search(needles())
        search.folder(directory)
    tap.check_equal(len(search.hits), 1, "hits beside the bomb")
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    tap.note(f"peak {peak_mib} MiB")
    tap.check(peak_mib < 600, f"the search stays below 600 MiB: {peak_mib}")


if __name__ == "__main__":
    sys.exit(tap.run("/support/canary", [
        ("the control finds every form in every container in every place", control_finds_all),
        ("a clean folder and process have no hit", clean_has_none),
        ("a hit is told without the words", hit_is_told_without_the_words),
        ("a place that cannot be read is told", unreadable_is_told),
        ("the border of two pieces hides nothing", borders_hide_nothing),
        ("what unpacks without end does not fill the memory", memory_is_bounded)]))
