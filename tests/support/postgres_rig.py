#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A private PostgreSQL on a Unix socket below one directory: no TCP, fsync on, ended by its process id.
Run as a program it starts one, puts its URI into YIJIAN_TEST_DATABASE and runs the words that follow."""
import atexit
import ctypes
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

ACCOUNTS = ("postgres", "nobody")  # initdb and postgres refuse root
USER = "yijian"
SETTINGS = {"listen_addresses": "", "fsync": "on", "shared_buffers": "32MB", "max_connections": "60", "wal_level": "replica",
            "max_wal_senders": "2", "max_wal_size": "1GB", "checkpoint_timeout": "30min", "logging_collector": "off",
            "recovery_init_sync_method": "syncfs", "unix_socket_permissions": "0700"}
READY = b"database system is ready to accept connections"
_libc = ctypes.CDLL(None)


def find_programs():
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda folder: int(folder.split("/")[4]))
    if not folders:
        raise FileNotFoundError("PostgreSQL's server is not installed")
    return folders[-1]


def find_account():
    """Who runs it: this account, or as root an ordinary one; and the words that become it."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()), []
    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return account, ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
    raise LookupError("no unprivileged account")


def end_with_parent():
    _libc.prctl(1, signal.SIGKILL)


class Cluster:
    ready = READY

    def __init__(self, **settings):
        self.programs = find_programs()
        self.account, self.become = find_account()
        self.directory = tempfile.mkdtemp(prefix="yj-pg-")
        atexit.register(self.remove)
        os.chown(self.directory, self.account.pw_uid, self.account.pw_gid)
        self.settings = dict(SETTINGS, **settings)
        self.process = None
        self.run("initdb", "--no-sync", "--username=" + USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "-D", self.data)
        self.databases = 0

    @property
    def data(self):
        return os.path.join(self.directory, "data")

    def run(self, program, *words):
        command = self.become + [os.path.join(self.programs, program), *words]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=self.directory,
                              env=dict(os.environ, LC_ALL="C.UTF-8", HOME=self.directory))
        if done.returncode != 0:
            raise AssertionError(f"{program} gave {done.returncode}: {done.stderr}")
        return done.stdout

    def start(self):
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = self.become + [os.path.join(self.programs, "postgres"), "-D", self.data, "-k", self.directory, *options,
                                 "-c", "log_min_messages=log"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                        cwd=self.directory, preexec_fn=end_with_parent)
        lines = []
        for line in self.process.stderr:
            lines.append(line)
            if self.ready in line:
                break
        else:
            raise AssertionError("PostgreSQL did not start: " + b"".join(lines[-20:]).decode())
        threading.Thread(target=self.process.stderr.read, daemon=True).start()
        return self

    def uri(self, database="postgres", **options):
        more = "".join(f"&{name}={value}" for name, value in options.items())
        return f"postgresql://{USER}@/{database}?host={self.directory}{more}"

    def new_database(self):
        """The URI of an empty database."""
        self.databases += 1
        name = f"test{self.databases}"
        self.ask(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.uri(name)

    def ask(self, sql, uri=None):
        """The rows of psql, each a list of texts."""
        done = subprocess.run([os.path.join(self.programs, "psql"), "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                               "-d", uri or self.uri(), "-c", sql], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise AssertionError(f"{sql[:80]}: {done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def end(self, number=signal.SIGINT):
        """SIGINT: fast shutdown. SIGQUIT: as pg_ctl's immediate, without a checkpoint."""
        if self.process is None:
            return
        self.process.send_signal(number)
        self.process.wait(120)
        self.process = None

    def restart(self):
        """As pg_ctl restart -m immediate: every backend ends at once, and the log is replayed."""
        self.end(signal.SIGQUIT)
        self.start()

    def remove(self):
        if self.process is not None:
            self.end(signal.SIGQUIT)
        shutil.rmtree(self.directory, ignore_errors=True)


class Standby(Cluster):
    """A copy of a cluster that follows it; @make puts the copy into the folder that it is given."""
    ready = b"database system is ready to accept read-only connections"

    def __init__(self, make, **settings):
        self.programs = find_programs()
        self.account, self.become = find_account()
        self.directory = tempfile.mkdtemp(prefix="yj-pg-")
        atexit.register(self.remove)
        os.chown(self.directory, self.account.pw_uid, self.account.pw_gid)
        self.settings, self.process = dict(SETTINGS, **settings), None
        make(self.data)


def main():
    cluster = Cluster().start()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    environment = dict(os.environ, YIJIAN_TEST_DATABASE=cluster.uri(), YIJIAN_TEST_POSTGRES_PID=str(cluster.process.pid))
    return subprocess.call(sys.argv[1:], env=environment)


if __name__ == "__main__":
    sys.exit(main())
