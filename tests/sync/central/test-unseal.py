#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Opening records where a private key is: what age and tar made elsewhere comes out as it went in."""
import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
import stat
import sys

from central_rig import Central, run_tests
from kiosk_rig import Kiosk, make_envelope, seal
from tap import check, check_equal, note

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400
WORD = "样张-person-7f3a"


class World:
    def __init__(self, central):
        self.central, self.kiosk = central, Kiosk(central)
        self.recipients = self.kiosk.enrolled["recipients"]

    def key(self, kind="service"):
        return self.central.path("keys", {"service": "unseal", "escrow": "escrow"}[kind], kind + ".key")

    def send(self, **changes):
        """An accepted application with signature and two pages; its id and application."""
        pages = [seal(self.recipients, JPEG), seal(self.recipients, b"%PDF-1.7\n" + os.urandom(100))]
        header = self.kiosk.make_header(b"", materials=pages)
        application = json.dumps({"schema": 1, "id": header["id"], "applicant": {"name": WORD}}, ensure_ascii=False).encode()
        envelope = make_envelope(self.recipients, application, PNG)
        header["envelope"] = {"sha256": hashlib.sha256(envelope).hexdigest(), "bytes": len(envelope)}
        header.update(changes)
        for page in pages:
            check_equal(self.kiosk.upload(page).status, 204, "upload")
        result = self.kiosk.send(self.kiosk.make_event(envelope, header=header))[0]
        check_equal(result["status"], "accepted")
        return header["id"], application

    def unseal(self, *words, check=True, database=None):
        options = {"database": False} if database else {}
        words = list(words) + (["--database", "sqlite:" + database] if database else [])
        return self.central.command("unseal", *words, check=check, **options)


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def check_folder(folder, application):
    check_equal(sorted(os.listdir(folder)), ["application.json", "page-01.jpg", "page-02.pdf", "record.json", "signature.png"])
    check_equal((read(folder, "application.json"), read(folder, "signature.png"), read(folder, "page-01.jpg")), (application, PNG, JPEG))
    for name in os.listdir(folder):
        check_equal(stat.S_IMODE(os.stat(os.path.join(folder, name)).st_mode), 0o600, "mode of " + name)


def test_folder(world):
    """A record made with tar, zstd and age comes out byte for byte, with its pages in the header's order"""
    name, application = world.send()
    output = world.central.path("opened")
    world.unseal("--identity", world.key(), "--id", name, "-o", output)
    check_folder(os.path.join(output, name), application)
    check(WORD not in world.central.log(), "the log names the person")


def test_record(world):
    """Beside it stands what is known without any key, and it is brought up to date while what was opened stays as it was"""
    name, application = world.send()
    output = world.central.path("opened-twice")
    world.unseal("--identity", world.key(), "--id", name, "-o", output)
    record = json.loads(read(output, name, "record.json"))
    case = record["cases"][0]["case"]
    check_equal((record["id"], record["kind"], record["verdict"], record["header"]["id"]), (name, "application", "accepted", name))
    check_equal([(row["status"], row["department"]) for row in record["cases"]], [("waiting", "09"), ("waiting", "36")])
    check(WORD not in json.dumps(record, ensure_ascii=False), "it names the person")
    world.central.command("case", "set", case, "--status", "done")
    before = os.stat(os.path.join(output, name, "application.json"))
    world.unseal("--identity", world.key(), "--id", name, "-o", output)
    check_equal([row["status"] for row in json.loads(read(output, name, "record.json"))["cases"] if row["case"] == case], ["waiting", "done"])
    check_equal(os.stat(os.path.join(output, name, "application.json")).st_mtime_ns, before.st_mtime_ns, "it was written again")
    check_folder(os.path.join(output, name), application)


def test_identity_alone(world):
    """With nothing but an identity every record is printed, one JSON value a line"""
    name, application = world.send()
    rows = [json.loads(line) for line in world.unseal("--identity", world.key()).splitlines()]
    row = next(row for row in rows if row["id"] == name)
    check_equal((row["application"], row["signature_bytes"], len(row["materials"])), (json.loads(application), len(PNG), 2))
    check_equal([row["id"] for row in rows], [row["id"] for row in map(json.loads, world.unseal("--identity", world.key(), "--all", "--json").splitlines())])


def test_escrow(world):
    """The escrow key opens the same record"""
    name, application = world.send()
    output = world.central.path("opened-by-escrow")
    world.unseal("--identity", world.key("escrow"), "--id", name, "-o", output)
    check_folder(os.path.join(output, name), application)


def test_stranger(world):
    """Another identity opens nothing, and the command says of how many"""
    world.send()
    other = Central()
    done = world.unseal("--identity", other.path("keys", "unseal", "service.key"), check=False)
    check_equal((done.returncode, done.stdout), (1, ""))
    note(done.stderr.strip().splitlines()[-1])
    check("could not be opened" in done.stderr, done.stderr)


def test_serving_keys_open_nothing(world):
    """Nothing in the folder that a serving central needs is an identity, and age opens nothing with it"""
    folder = world.central.path("keys", "serve")
    for name in sorted(os.listdir(folder)):
        check(b"AGE-SECRET-KEY" not in read(folder, name), f"{name} holds an identity")
        done = world.unseal("--identity", os.path.join(folder, name), check=False)
        check_equal(done.returncode, 1, f"unseal with {name}")
    note("tried: " + ", ".join(sorted(os.listdir(folder))))


def test_usage(world):
    """Missing keys, ids and files are told in a sentence"""
    for what, words in (("no identity", []), ("both", ["--identity", world.key(), "--id", "x", "--all"]),
                        ("an unknown record", ["--identity", world.key(), "--id", "00000000-0000-4000-8000-000000000000"]),
                        ("an absent file", ["--identity", world.central.path("nowhere")]),
                        ("a file without a key", ["--identity", world.central.path("keys", "serve", "ca.crt")])):
        done = world.unseal(*words, check=False)
        check(done.returncode == 1 and done.stderr.startswith("yijian-central: "), f"{what}: {done}")


def test_backup(world):
    """A backup of a serving central is opened elsewhere, without that central and without its keys"""
    name, application = world.send()
    backup, output = world.central.path("backup"), world.central.path("opened-from-backup")
    first = json.loads(world.central.command("backup", backup))
    check(first["new_materials"] >= 2 and first["records"] >= 1, first)
    later, _ = world.send()
    second = json.loads(world.central.command("backup", backup))
    check_equal((second["records"], second["new_materials"]), (first["records"] + 1, 2), "what the second backup copied")
    moved = world.central.path("moved")
    shutil.move(backup, moved)
    world.unseal("--identity", world.key(), "--id", name, "-o", output, database=os.path.join(moved, "central.db"))
    check_folder(os.path.join(output, name), application)
    check(later in world.unseal("--identity", world.key(), "--json", database=os.path.join(moved, "central.db")), "the later record is not there")
    for path, _, files in os.walk(moved):
        for file in files:
            check_equal(stat.S_IMODE(os.stat(os.path.join(path, file)).st_mode), 0o600, file)
            check(WORD.encode() not in read(path, file), f"{file} names the person")
    done = world.central.command("backup", world.central.path("store"), check=False)
    check_equal(done.returncode, 1, "a backup onto the database itself")


def test_tampering(world):
    """Another envelope put in a record's place at central is noticed, and the others are opened"""
    name, _ = world.send()
    other, _ = world.send()
    copy = world.central.path("tampered")
    world.central.command("backup", copy)
    path = os.path.join(copy, "central.db")
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("DROP TRIGGER body_stays")
        database.execute("UPDATE body SET envelope = (SELECT b.envelope FROM body b JOIN submission s ON s.n = b.submission WHERE s.id = ?)"
                         " WHERE submission = (SELECT n FROM submission WHERE id = ?)", (other, name))
    done = world.unseal("--identity", world.key(), check=False, database=path)
    opened = [json.loads(line)["id"] for line in done.stdout.splitlines()]
    check_equal((done.returncode, name in opened, other in opened), (1, False, True))
    check("not the one that its header was signed for" in done.stderr, done.stderr)


def test_damaged_material(world):
    """A page that was changed on central's disk is noticed by its digest"""
    name, _ = world.send()
    copy = world.central.path("damaged")
    world.central.command("backup", copy)
    path = os.path.join(copy, "central.db")
    with contextlib.closing(sqlite3.connect(path)) as database:
        sha256 = database.execute("SELECT m.sha256 FROM material m JOIN submission s ON s.n = m.submission WHERE s.id = ?", (name,)).fetchone()[0]
    with open(os.path.join(path + "-blobs", sha256[:2], sha256), "r+b") as file:
        file.seek(-1, os.SEEK_END)
        file.write(b"\0")
    output = world.central.path("opened-damaged")
    done = world.unseal("--identity", world.key(), "--id", name, "-o", output, check=False, database=path)
    check(done.returncode == 1 and "is damaged" in done.stderr, done)
    check(not os.path.exists(os.path.join(output, name)), "a folder with its final name is not a whole one")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [World(central)]))
