# SPDX-License-Identifier: Apache-2.0
"""A real yijian-central below one directory, and the callers it meets. Nothing of the project's own C code makes what is
sent: keys and signatures come from python3-cryptography, seals from age, so that both sides are proved against others."""
import atexit
import base64
import contextlib
import ctypes
import http.client
import json
import os
import select
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import tempfile
import time

from openapi_check import SOURCE, Description

sys.path.append(os.path.join(SOURCE, "tests", "support"))
import postgres_rig  # noqa: E402 - from the folder of all tests
import tap  # noqa: E402

BUILD = os.environ.get("YIJIAN_BUILD_DIR") or os.path.join(SOURCE, "build")
PROGRAM = os.path.join(BUILD, "app", "yijian-central")
CATALOGUE = os.path.join(SOURCE, "assets", "catalog")
START_SECONDS = 120
POSTGRES = os.environ.get("YIJIAN_CENTRAL_STORE") == "postgresql"  # else SQLite
DESCRIPTION = Description()
_libc = ctypes.CDLL(None)


def end_with_parent():
    _libc.prctl(1, signal.SIGKILL)


class Answer:
    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def json(self):
        return json.loads(self.body)

    @property
    def problem(self):
        """The last part of the problem's type, or None."""
        if not (self.fields.get("Content-Type") or "").startswith("application/problem+json"):
            return None
        return self.json()["type"].rsplit(":", 1)[1]


class Caller:
    """One HTTPS connection to a listener, with or without a client certificate."""

    def __init__(self, url, context):
        self.host, port = url.split("//", 1)[1].rsplit(":", 1)
        self.port = int(port)
        self.context = context
        self.connection = None

    def open_socket(self, timeout=120):
        plain = socket.create_connection((self.host, self.port), timeout)
        return self.context.wrap_socket(plain, server_hostname=self.host)

    def connect(self):
        return http.client.HTTPSConnection(self.host, self.port, timeout=120, context=self.context)

    def close(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def ask(self, method, target, body=None, **fields):
        """The answer, after it was held to the description."""
        if self.connection is None:
            self.connection = self.connect()
        try:
            self.connection.request(method, target, body, {name.replace("_", "-"): value for name, value in fields.items()})
            response = self.connection.getresponse()
            data = response.read()
        except Exception:
            self.close()
            raise
        if response.will_close:
            self.close()
        DESCRIPTION.check(method, target, response.status, response.headers, data)
        if response.status < 400 and (body is None or isinstance(body, bytes)):
            DESCRIPTION.check_request(method, target, {name.replace("_", "-"): value for name, value in fields.items()}, body, data)
        return Answer(response.status, response.headers, data)

    def ask_json(self, method, target, value, **fields):
        return self.ask(method, target, json.dumps(value).encode(), Content_Type="application/json", **fields)


class Server:
    """A process of yijian-central that serves."""
    process = None
    environment = None  # None: this process's own

    def launch(self, command, log_path):
        self.log_path = log_path
        with open(log_path, "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, env=self.environment,
                                            preexec_fn=end_with_parent)
        self.urls = json.loads(self.read_line())
        return self

    def read_line(self):
        deadline, text = time.monotonic() + START_SECONDS, b""
        while not text.endswith(b"\n"):
            left = deadline - time.monotonic()
            piece = os.read(self.process.stdout.fileno(), 4096) if left > 0 and select.select([self.process.stdout], [], [], left)[0] else b""
            if not piece:
                raise AssertionError("central did not start: " + self.log())
            text += piece
        return text

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return file.read()

    def end(self, number=signal.SIGTERM):
        """Ends it; the exit code (negative: the signal that ended it)."""
        if self.process is None:
            return None
        self.process.send_signal(number)
        code = self.process.wait(120)
        self.process.stdout.close()
        self.process = None
        return code


class Central(Server):
    cluster = None  # with PostgreSQL one for all of a test program, and a database for each central
    address, port = "127.0.0.1", 0
    wrap = ()  # words before the command of serve: how it is put elsewhere

    def __init__(self, *options, database=None):
        self.directory = tempfile.mkdtemp(prefix="yj-central-")
        atexit.register(self.remove)
        self.options = options
        self.keys = os.path.join(self.directory, "keys")
        self.database = database or self.make_database()
        self.summary = json.loads(self.command("keys", "init", self.keys, "--name", self.address, database=False))
        with open(os.path.join(self.keys, "serve", "ca.crt"), encoding="ascii") as file:
            self.ca = file.read()

    def make_database(self):
        if POSTGRES:
            Central.cluster = Central.cluster or postgres_rig.Cluster().start()
            return Central.cluster.new_database()
        os.makedirs(self.path("store"), mode=0o700)
        return "sqlite:" + self.path("store", "central.db")

    def path(self, *parts):
        return os.path.join(self.directory, *parts)

    def ask_database(self, sql):
        """The rows of a query, past central: with SQLite only while nobody serves."""
        if POSTGRES:
            return self.cluster.ask(sql, self.database)
        with contextlib.closing(sqlite3.connect(self.database[len("sqlite:"):])) as database:
            return [[str(value) for value in row] for row in database.execute(sql)]

    def read_material(self, address):
        """The bytes of a sealed material as they lie in the store."""
        if POSTGRES:
            parts = f"SELECT encode(data, 'hex') FROM blob_part JOIN blob USING (parts) WHERE sha256 = '{address}' ORDER BY start"
            return b"".join(bytes.fromhex(row[0]) for row in self.cluster.ask(parts, self.database))
        with open(self.path("store", "central.db-blobs", address[:2], address), "rb") as file:
            return file.read()

    def command(self, *words, check=True, database=True, **options):
        """A command that ends; its standard output, or the finished process when @check is off."""
        words = list(words) + (["--database", self.database] if database else [])
        done = subprocess.run([PROGRAM] + words, capture_output=True, text=True, timeout=300, env=dict(os.environ, LC_ALL="C.UTF-8"),
                              **options)
        if not check:
            return done
        if done.returncode != 0:
            raise AssertionError(f"{words[:2]} gave {done.returncode}: {done.stderr}")
        return done.stdout

    def start(self, *more):
        command = [*self.wrap, PROGRAM, "serve", "--listen", f"{self.address}:{self.port}", "--admin-listen", f"{self.address}:0", "--database", self.database,
                   "--keys", os.path.join(self.keys, "serve"), "--catalogue", CATALOGUE, *self.options, *more]
        return self.launch(command, self.path("central.log"))

    def remove(self):
        if self.process is not None:
            if hasattr(sys, "last_value"):  # the program ended by an exception, perhaps before its first test
                print(f"central ({self.process.poll()}) said:\n{self.log()}", file=sys.stderr)
            self.end(signal.SIGKILL)
        shutil.rmtree(self.directory, ignore_errors=True)

    def context(self, certificate=None, key=None, version=ssl.TLSVersion.TLSv1_3):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(cadata=self.ca)
        context.minimum_version = context.maximum_version = version
        if certificate is not None:
            context.load_cert_chain(certificate, key)
        return context

    def admin(self, certificate=None, key=None):
        return Caller(self.urls["admin"], self.context(certificate, key))

    def token(self, *options):
        return self.command("enrol-token", *options).strip()

    def department(self, code):
        """A caller on the admin listener with a department's certificate."""
        folder = self.path("department-" + code)
        if not os.path.exists(folder):
            self.command("department-cert", code, "-o", folder, "--keys", os.path.join(self.keys, "serve"))
        return self.admin(os.path.join(folder, code + ".crt"), os.path.join(folder, code + ".key"))


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def zstd(data, *options):
    return subprocess.run(["zstd", "-q", "-c", *options], input=data, capture_output=True, check=True).stdout


def run_tests(module_name, central, list_arguments=lambda central: [central]):
    """A module's tests, each called with what @list_arguments makes of @central, which serves; that it ends well belongs to them."""
    prefix = os.path.basename(sys.argv[0]).replace("test-", "central-").replace(".py", "")
    if POSTGRES and not prefix.endswith("-postgres"):
        prefix += "-postgres"
    try:
        return tap.run(prefix, tap.list_tests(module_name, *list_arguments(central)))
    finally:
        tap.check_equal(central.end(), 0, "exit code of central")
