# SPDX-License-Identifier: Apache-2.0
"""A real courier on a private bus, enrolled at a scripted central, and hands to give it records without a kiosk."""
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile

SOURCE = os.environ["YIJIAN_SOURCE_DIR"]
BUILD = os.environ["YIJIAN_BUILD_DIR"]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "tests", "e2e")]

import gi  # noqa: E402
gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

import scripted_central  # noqa: E402
import tap  # noqa: E402
from processes import LONGEST_WAIT_SECONDS, Processes, wait_until  # noqa: E402

NAME, PATH = "org.yijian.Courier1", "/org/yijian/Courier1"


def fresh_application():
    spec = importlib.util.spec_from_file_location("newborn", os.path.join(SOURCE, "tests", "support", "newborn-application.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    import datetime
    return module.fresh(datetime.date.today())


def is_sanitized():
    """Whether the courier was built with AddressSanitizer, whose own memory is then in every count of it."""
    return "asan" in subprocess.run(["ldd", os.path.join(BUILD, "app", "yijian-courier")], capture_output=True, text=True).stdout


class CourierRig:
    wrap = ()  # words before the courier's command: how it is put elsewhere

    def __init__(self, enrol=True, options=(), courier_environment=None):
        self.directory = tempfile.mkdtemp(prefix="yijian-courier-")
        self.options = ["--poll-seconds", "3600", "--max-wait-seconds", "3600", "--timeout-seconds", "20", *options]
        self.environment = {key: value for key, value in os.environ.items() if key not in ("G_DEBUG", "MALLOC_CHECK_")}
        self.courier_environment = courier_environment or {}
        self.environment.update(YIJIAN_DATA_DIR=os.path.join(SOURCE, "assets"), LC_ALL="C.UTF-8")
        self.processes = Processes(os.path.join(self.directory, "log"))
        bus = self.processes.start("bus", ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", "--address=unix:path="
                                           + os.path.join(self.directory, "bus")], env=self.environment, stdout=subprocess.PIPE)
        self.bus = self.processes.read_line("bus", bus)
        self.connection = Gio.DBusConnection.new_for_address_sync(
            self.bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        self.central = self.make_central()
        self.count = 0
        self.start()
        if enrol:
            self.enrol()

    def make_central(self):
        central = scripted_central.Central()
        central.start()
        return central

    def start(self):
        tap.check(self.try_start(), f"the courier ended as it began: {self.courier.returncode}")

    def try_start(self):
        """Whether it came as far as the bus."""
        self.courier = self.processes.start("courier", [*self.wrap, os.path.join(BUILD, "app", "yijian-courier"), "--state-dir", self.state_dir,
                                                        "--bus", self.bus, *self.options],
                                            env=dict(self.environment, **self.courier_environment))
        wait_until(lambda: self.courier.poll() is not None or self.is_there(), "the courier on the bus")
        return self.courier.poll() is None

    def is_there(self):
        """The courier that was started last has the name; the bus may not have noticed yet that one before it is gone."""
        try:
            owner = self.connection.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                              "GetConnectionUnixProcessID", GLib.Variant("(s)", (NAME,)), None, 0, -1, None)
        except GLib.Error:
            return False
        return owner.unpack()[0] == self.courier.pid

    @property
    def state_dir(self):
        return os.path.join(self.directory, "state")

    def enrol(self):
        ca = os.path.join(self.directory, "ca.pem")
        with open(ca, "w", encoding="ascii") as file:
            file.write(self.central.authority.pem)
        self.ctl("provision", "--central", self.central.url, "--token", "token", "--ca", ca)
        self.sync()

    def ctl(self, *words, check=True):
        done = subprocess.run([os.path.join(BUILD, "app", "yijianctl"), "--bus", self.bus, "--json", *words], env=self.environment,
                              capture_output=True, text=True, timeout=LONGEST_WAIT_SECONDS)
        if check and done.returncode != 0:
            raise AssertionError(f"yijianctl {words}: {done.returncode} {done.stdout}{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def sync(self):
        return self.ctl("sync", "now")

    def status(self):
        return self.ctl("status")

    def status_at_rest(self):
        """Between two rounds: one of the courier's own may be under way at any time, and until it ends there is no next try."""
        def look():
            status = self.status()
            return None if status["sync"]["running"] else status
        return wait_until(look, "the courier between two rounds")

    def records(self, state=""):
        return self.ctl("queue", "list", *([state] if state else []))

    def call(self, method, signature, values, fds=None, interface=NAME, timeout=LONGEST_WAIT_SECONDS * 1000):
        answer, _ = self.connection.call_with_unix_fd_list_sync(NAME, PATH, interface, method, GLib.Variant(signature, values), None, 0,
                                                                timeout, fds, None)
        return answer.unpack()

    @staticmethod
    def sealed(data):
        import fcntl
        fd = os.memfd_create("test", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.write(fd, data)
        fcntl.fcntl(fd, 1033, 0x0002 | 0x0004 | 0x0008)  # F_ADD_SEALS: shrink, grow, write
        fds = Gio.UnixFDList.new()
        fds.append(fd)
        os.close(fd)
        return fds

    def draft(self, number, envelope, materials=()):
        return {"schema": 1, "id": f"00000000-0000-7000-8000-{number:012}", "kind": "application", "item": {"id": "newborn", "version": 1},
                "catalogue": {"id": "yijian-basic", "version": 1}, "region": "000000", "matters": ["vaccination"],
                "envelope": {"sha256": hashlib.sha256(envelope).hexdigest(), "bytes": len(envelope)}, "materials": list(materials),
                "recipients": ["00" * 8, "11" * 8], "suite": "intl-1", "progress_secret_sha256": "ab" * 32}

    def envelope(self, number, size):
        return hashlib.sha256(str(number).encode()).digest() * (size // 32)

    def submit(self, number=None, materials=(), size=500):
        """Hands over a record of opaque bytes; (id, reference)."""
        if number is None:
            self.count += 1
            number = self.count
        envelope = self.envelope(number, size)
        draft = self.draft(number, envelope, materials)
        answer = self.call("Submit", "(hs)", (0, json.dumps(draft)), self.sealed(envelope))
        return draft["id"], answer[0]

    def revive(self):
        """After a call that failed: the courier was ended without warning, or the failure was another one and is the test's. One that
        just begins may be ended as well."""
        began = False
        while not began:
            self.courier.wait(LONGEST_WAIT_SECONDS)
            tap.check_equal(self.courier.returncode, -signal.SIGKILL, "how the courier ended")
            self.processes.end(self.courier)
            began = self.try_start()

    def hand_over(self, number, size, before=lambda: None):
        """As the kiosk does while the courier may be killed: after a lost answer it looks, and hands over the same again only if nothing
        is there. @before is called before each try. (id, reference)."""
        identity = f"00000000-0000-7000-8000-{number:012}"
        for _ in range(200):
            try:
                before()
                return self.submit(number, size=size)
            except GLib.Error:
                self.revive()
            try:
                return identity, self.call("Lookup", "(s)", (identity,))[0]
            except GLib.Error as error:
                if "NotFound" not in error.message:
                    self.revive()
        raise AssertionError("the courier never took the record")

    def put_material(self, data):
        return self.call("PutMaterial", "(h)", (0,), self.sealed(data))[0]

    def log(self):
        with open(os.path.join(self.directory, "log", "courier.log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def stop(self):
        self.processes.end(self.courier)
        self.connection.close_sync(None)
        try:
            self.processes.end_all()
        finally:
            self.central.stop()
            shutil.rmtree(self.directory, ignore_errors=True)
