# SPDX-License-Identifier: Apache-2.0
"""Several instances of central on one PostgreSQL, each behind its own socket, and callers who choose the instance they ask."""
import base64
import http.client
import os
import socket
import ssl
import subprocess

from central_rig import PROGRAM, Caller, Server
from postgres_rig import end_with_parent


class Instance(Server):
    """A process of @central that serves a Unix socket for a proxy, and an admin listener of its own."""

    def __init__(self, central, name, public_url):
        self.central, self.name, self.public_url = central, name, public_url
        self.socket = central.path(name + ".sock")

    def start(self, *more):
        central = self.central
        command = [PROGRAM, "serve", "--behind-proxy", "unix:" + self.socket, "--admin-listen", "127.0.0.1:0", "--database", central.database,
                   "--keys", os.path.join(central.keys, "serve"), "--public-url", self.public_url, *more]
        self.launch(command, central.path(self.name + ".log"))
        central.urls = {"listen": self.public_url, "admin": self.urls["admin"]}  # the instance started last is asked
        return self

    def admin(self):
        return Caller(self.urls["admin"], self.central.context())

    def metric(self, name):
        text = self.admin().ask("GET", "/metrics").body.decode()
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))


class ProxyCaller(Caller):
    """Asks one instance as its proxy would, with the certificate of @kiosk."""

    def __init__(self, instance, kiosk):
        self.instance, self.connection = instance, None
        self.field = ":" + base64.b64encode(ssl.PEM_cert_to_DER_cert(kiosk.enrolled["certificate"])).decode() + ":"

    def connect(self):
        connection = http.client.HTTPConnection("central")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(120)
        connection.sock.connect(self.instance.socket)
        return connection

    def ask(self, method, target, body=None, **fields):
        return super().ask(method, target, body, Client_Cert=self.field, **fields)


class TableLock:
    """Holds a table of the database, so that whoever writes to it waits, and readers do not."""

    def __init__(self, cluster, uri, table):
        self.process = subprocess.Popen([os.path.join(cluster.programs, "psql"), "-X", "-q", "-A", "-t", "-d", uri], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=end_with_parent)
        self.process.stdin.write(f"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE; SELECT 'held';\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "held":
            raise AssertionError(f"{table} cannot be locked")

    def release(self):
        self.process.communicate("ROLLBACK;\n", 120)
