# SPDX-License-Identifier: Apache-2.0
"""The core of Yijian as real processes below one directory: bus, central, courier.

Nothing is shared with the machine: the bus is private, ports are chosen by the kernel, and every
process ends with the run.
"""
import json
import os
import shutil
import socket
import subprocess
import tempfile

from network import Line
from processes import LONGEST_WAIT_SECONDS, Failure, Processes, wait_until

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Stack:
    def __init__(self, build, directory=None):
        self.build = os.path.abspath(build)
        self.directory = directory or tempfile.mkdtemp(prefix="yijian-")
        os.chmod(self.directory, 0o755)  # the print server's account reads below it
        self.processes = Processes(self.path("log"))
        self.environment = dict(os.environ, YIJIAN_DATA_DIR=os.path.join(SOURCE, "assets"), LC_ALL="C.UTF-8",
                                XDG_RUNTIME_DIR=self.make("run", 0o700), HOME=self.make("home", 0o700),
                                TMPDIR=self.make("tmp", 0o700), GSETTINGS_BACKEND="memory")
        self.line = Line()
        self.urls = {}
        self.suite = "intl-1"
        self.central_options = []
        self.central = self.courier = None

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def make(self, name, mode=0o755):
        os.makedirs(self.path(name), mode=mode, exist_ok=True)
        os.chmod(self.path(name), mode)
        return self.path(name)

    def program(self, name):
        for folder in ("app", "drivers/virtual", "tests/support"):
            candidate = os.path.join(self.build, folder, name)
            if os.path.exists(candidate):
                return candidate
        raise Failure(f"{name} is not built")

    def run(self, *command, check=True):
        """A program that ends by itself; its standard output."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=LONGEST_WAIT_SECONDS)
        if check and done.returncode != 0:
            raise Failure(f"{' '.join(command[:3])} … gave {done.returncode}: {done.stderr.strip()}{done.stdout.strip()}")
        return done.stdout

    def ctl(self, *words, check=True):
        return self.run(self.program("yijianctl"), "--bus", self.bus, "--json", *words, check=check)

    def central_command(self, *words):
        return self.run(self.program("yijian-central"), *words, "--database", self.database)

    @property
    def database(self):
        return "sqlite:" + self.path("central", "central.db")

    def start_bus(self, logged=True):
        self.make("bus", 0o700)
        process = self.processes.start(
            "bus", ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
                    "--address=unix:path=" + self.path("bus", "socket")],
            env=self.environment, stdout=subprocess.PIPE)
        self.bus = self.processes.read_line("bus", process)
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self.bus
        if logged:
            self.log_bus()

    def log_bus(self):
        """Everything that is said on the bus, for the canary search."""
        self.bus_log = self.path("log", "bus.pcap")
        with open(self.bus_log, "wb") as log:
            self.processes.start("bus-monitor", ["dbus-monitor", "--address", self.bus, "--pcap"], env=self.environment, stdout=log)
        wait_until(lambda: self.is_on_bus("org.freedesktop.DBus") and self.bus_is_logged(), "the log of the bus")

    def bus_is_logged(self):
        with open(self.bus_log, "rb") as log:
            return b"NameHasOwner" in log.read()

    def start_central(self):
        keys = self.path("central", "keys")
        if not os.path.exists(keys):
            self.make("central", 0o700)
            self.run(self.program("yijian-central"), "keys", "init", keys, "--suite", self.suite)
        command = [self.program("yijian-central"), "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0",
                   "--database", self.database, "--keys", os.path.join(keys, "serve"),
                   "--catalogue", os.path.join(SOURCE, "assets", "catalog"), "--region", "000000",
                   "--public-url", f"https://127.0.0.1:{self.line.port}", *self.central_options]
        self.central = self.processes.start("central", command, env=self.environment, stdout=subprocess.PIPE)
        self.urls = json.loads(self.processes.read_line("central", self.central))
        self.line.target = self.central_address

    @property
    def central_address(self):
        return "127.0.0.1", int(self.urls["listen"].rsplit(":", 1)[1])

    def start_courier(self, *options):
        self.make("courier", 0o700)
        self.courier = self.processes.start(
            "courier", [self.program("yijian-courier"), "--state-dir", self.path("courier"), "--bus", self.bus, *options],
            env=self.environment)
        wait_until(lambda: self.is_on_bus("org.yijian.Courier1"), "the courier on the bus")

    def is_on_bus(self, name):
        done = subprocess.run(["gdbus", "call", "--address", self.bus, "--dest", "org.freedesktop.DBus", "--object-path",
                               "/org/freedesktop/DBus", "--method", "org.freedesktop.DBus.NameHasOwner", name],
                              env=self.environment, capture_output=True, text=True)
        return "true" in done.stdout

    def enrol(self):
        token = self.central_command("enrol-token", "--region", "000000").strip()
        self.ctl("provision", "--central", self.urls["admin"], "--token", token,
                 "--ca", self.path("central", "keys", "serve", "ca.crt"))

    def start_core(self, logged=True, courier_options=()):
        """Bus, central, courier, enrolled: what an application needs to get its receipt."""
        self.start_bus(logged)
        self.start_central()
        self.start_courier(*courier_options)
        self.enrol()

    def send_word(self, socket_path, word):
        """One command to a virtual device; what it answered."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(LONGEST_WAIT_SECONDS)
            connection.connect(socket_path)
            connection.sendall(word.encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                piece = connection.recv(65536)
                if not piece:
                    break
                answer += piece
        return answer.decode().strip()

    def status(self):
        return json.loads(self.ctl("status"))

    def records(self, state=None):
        return json.loads(self.ctl("queue", "list", *([state] if state else [])))

    def cases(self):
        return json.loads(self.central_command("case", "list", "--json"))

    def stop(self, keep=False):
        try:
            self.processes.end_all()
        finally:
            self.line.close()
            if not keep:
                shutil.rmtree(self.directory, ignore_errors=True)
