# SPDX-License-Identifier: Apache-2.0
"""Every system call by which tests/chaos/disk-driver changes a courier's folder, as a point at which it can be killed or told that
the disk has failed; and what the folder must hold afterwards."""
import collections
import contextlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

import chaos
import scripted_central
import tap

BUILD = os.environ["YIJIAN_BUILD_DIR"]
DRIVER = os.path.join(BUILD, "tests", "chaos", "disk-driver")
CTL = os.path.join(BUILD, "app", "yijianctl")
CALLS = ("pwrite64", "write", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "openat", "mkdir", "writev")
STORED = os.path.join(chaos.SOURCE, "tests", "sync", "courier", "stored", "outbox-1.sql")
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)$")

Point = collections.namedtuple("Point", "call number")


def need_strace():
    """strace and the right to trace, or a skip that says so."""
    done = subprocess.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=write", "true"], capture_output=True)
    if done.returncode != 0:
        raise tap.Skip("ptrace is not allowed here")


class Workplace:
    """A folder for templates, and the papers that some operations need."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="yijian-calls-", dir=MEMORY)
        self.environment = {key: value for key, value in os.environ.items() if key not in ("G_DEBUG", "MALLOC_CHECK_")}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder, ignore_errors=True)

    def drive(self, folder, *words, check=True, prefix=()):
        done = subprocess.run([*prefix, DRIVER, folder, *words], env=self.environment, capture_output=True, text=True, timeout=300)
        if check and done.returncode != 0:
            raise AssertionError(f"{words}: {done.returncode} {done.stdout}{done.stderr}")
        return done

    def write_enrolment(self, name):
        """A device key and central's answer for it; the words of the driver."""
        authority, key = scripted_central.Authority(), ec.generate_private_key(ec.SECP256R1())
        certificate = authority._sign(scripted_central.x509.Name([]), key.public_key())
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        answer = {"kiosk": name, "certificate": certificate.public_bytes(serialization.Encoding.PEM).decode(), "ca": authority.pem,
                  "central": "https://127.0.0.1:1", "region": "000000", "recipients": scripted_central.RECIPIENTS,
                  "receipt_keys": [scripted_central.Signer().public], "catalogue_key": scripted_central.CATALOGUE_KEY}
        with open(self.path(name + ".key"), "wb") as file:
            file.write(pem)
        with open(self.path(name + ".json"), "w", encoding="ascii") as file:
            json.dump(answer, file)
        return [self.path(name + ".key"), self.path(name + ".json"), name]

    def write_bundles(self, versions):
        """Signed catalogues; the public key."""
        catalog = os.path.join(chaos.SOURCE, "assets", "catalog")
        subprocess.run([os.path.join(BUILD, "tests", "support", "write-bad-bundles"), catalog, self.folder], check=True,
                       stdout=subprocess.DEVNULL)
        copy = self.path("catalogue")
        shutil.copytree(catalog, copy)
        for version in versions:
            path = os.path.join(copy, "catalog.json")
            with open(path, encoding="utf-8") as file:
                root = dict(json.load(file), version=version)
            with open(path, "w", encoding="utf-8") as file:
                json.dump(root, file, ensure_ascii=False)
            subprocess.run([CTL, "catalog", "pack", copy, "-o", self.path(f"{version}.ycat"), "--key", self.path("key.sec")], check=True,
                           capture_output=True, env=dict(self.environment, YIJIAN_DATA_DIR=os.path.join(chaos.SOURCE, "assets")))
        with open(self.path("key.pub"), encoding="ascii") as file:
            return file.read().strip()


class Operation:
    """One thing that the driver does, from a template."""

    def __init__(self, work, name, words=(), prepared=True, settled=False, before=(), state_words=(), stored=None, driven=None):
        """@before: what else the driver does to the template. @stored: a database to begin with. @driven: the driver's name for it."""
        self.work, self.name, self.words, self.state_words, self.driven = work, name, list(words), list(state_words), driven or name
        self.template = work.path("template-" + name)
        os.makedirs(self.template, 0o700)
        if prepared:
            work.drive(self.template, "prepare", *(["settled"] if settled else []))
        if stored:
            with contextlib.closing(sqlite3.connect(os.path.join(self.template, "outbox.db"))) as database, open(stored, encoding="utf-8") as text:
                database.executescript(text.read())
        for earlier in before:
            work.drive(self.template, *earlier)
        self.base = self.read_state(self.copy())

    def copy(self):
        folder = self.work.path("run")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.template, folder)
        return folder

    def read_state(self, folder):
        done = self.work.drive(folder, "state", *self.state_words)
        return dict(line.split(" ", 2)[1:] for line in done.stdout.splitlines() if line.startswith("is "))

    def run(self, inject=None, trace=CALLS, log="/dev/null"):
        """One run under strace: (its folder, its exit code, the lines that it said). The driver's calls alone, all of one thread: what the
        judge of catalogues does is its own, and changes nothing."""
        folder = self.copy()
        options = ["strace", "-qq", "-y", "-o", log, "-e", "trace=" + ",".join(trace)] + (["-e", "inject=" + inject] if inject else [])
        done = self.work.drive(folder, self.driven, *self.words, check=False, prefix=options)
        return folder, done.returncode, done.stdout.splitlines()

    def trace(self, trace=CALLS):
        """The system calls of an undisturbed run."""
        log = self.work.path("trace")
        _, code, lines = self.run(trace=trace, log=log)
        tap.check_equal((code, lines[-1].split()[0]), (0, "end"), f"an undisturbed run of {self.name}: {lines}")
        with open(log, encoding="utf-8", errors="replace") as file:
            return file.read().splitlines()

    def points(self, inside_only=False):
        """Each call after the driver has begun; @inside_only: those that touch its folder."""
        seen, found, begun = collections.Counter(), [], False
        for line in self.trace():
            match = LINE.match(line)
            if not match or match.group(1) not in CALLS:
                continue
            call, rest = match.groups()
            seen[call] += 1
            if begun and "/dev/urandom" not in rest and (not inside_only or self.work.path("run") in rest):
                found.append(Point(call, seen[call]))
            begun = begun or (call == "writev" and '"begin ' in rest)
        return found


class Findings:
    def __init__(self):
        self.runs = self.acknowledged = self.lost = self.doubled = 0
        self.details = []

    def judge(self, operation, point, lines, state):
        """Holds what is there against what was said."""
        self.runs += 1
        done, may = dict(operation.base), {}
        for words in (line.split(" ", 2) for line in lines):
            if words[0] == "may":
                may[words[1]] = words[2]
            elif words[0] == "done":
                done[words[1]] = words[2]
        self.acknowledged += len(done)
        # After damage the numbers go on behind the mark: that they do not go back is what counts then.
        done.update(bodies=operation.base["bodies"], numbers=operation.base["numbers"])
        for key in {*done, *state}:
            wanted = {done.get(key), may.get(key, done.get(key))}
            if state.get(key) not in wanted:
                self.lost += key != "numbers" or state.get(key) != "reused"
                self.doubled += key == "numbers" and state.get(key) == "reused"
                self.details.append(f"{operation.name} at {point.call} {point.number}: {key} is {state.get(key)}, not {wanted}: {lines}")

    def tell(self):
        for detail in self.details[:10]:
            tap.note(detail)


def make_operations(work):
    """Everything that a courier writes."""
    public_key = work.write_bundles((50, 51))
    first, second = work.write_enrolment("7K3M"), work.write_enrolment("8K3M")
    bundle = {version: [work.path(f"{version}.ycat"), str(version), public_key] for version in (50, 51)}
    return [Operation(work, "fresh", prepared=False), Operation(work, "seal"), Operation(work, "settle"), Operation(work, "purge", settled=True), Operation(work, "give-back", before=[["leave-room"]]),
            Operation(work, "salvage", settled=True, before=[["damage"]], driven="open"),
            Operation(work, "migrate", prepared=False, stored=STORED, driven="open"), Operation(work, "checkpoint"), Operation(work, "close"), Operation(work, "blob"),
            Operation(work, "enrol", second, prepared=False, before=[["enrol", *first]]),
            Operation(work, "rotate", second, prepared=False, before=[["enrol", *first]]),
            Operation(work, "catalogue", bundle[51], prepared=False, before=[["catalogue", *bundle[50]]], state_words=[public_key]),
            Operation(work, "roll-back", ["50", public_key], prepared=False, state_words=[public_key],
                      before=[["catalogue", *bundle[50]], ["catalogue", *bundle[51]]])]
