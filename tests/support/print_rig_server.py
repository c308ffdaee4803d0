# SPDX-License-Identifier: Apache-2.0
"""A private cupsd: its configuration, its life, and its queues, set up as on a kiosk."""
import ctypes
import os
import pwd
import grp
import shutil
import signal
import socket
import subprocess
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
START_SECONDS = 60
PATIENCE_SECONDS = 3  # as a service manager's, only shorter: while a client talks to it, cupsd may take its time
_libc = ctypes.CDLL(None, use_errno=True)

CUPSD_CONF = """LogLevel warn
Listen {socket}
Browsing No
WebInterface No
DefaultAuthType None
IdleExitTimeout 0
DirtyCleanInterval 30
PreserveJobFiles No
PreserveJobHistory No
MaxJobTime 60
FilterNice 0
ErrorPolicy abort-job
<Location />
  Order allow,deny
  Allow all
</Location>
<Policy default>
  JobPrivateAccess all
  JobPrivateValues none
  SubscriptionPrivateAccess all
  SubscriptionPrivateValues none
{limits}  <Limit All>
    Order allow,deny
    Allow all
  </Limit>
</Policy>
"""

# A policy under which only somebody else may touch the queue.
FORBIDDEN = """  <Limit Cancel-Job Cancel-Jobs Purge-Jobs Resume-Printer CUPS-Accept-Jobs>
    AuthType Basic
    Require user nobody
    Order deny,allow
  </Limit>
"""

CUPS_FILES_CONF = """{accounts}ServerRoot {root}/etc
RequestRoot {root}/spool
TempDir {root}/spool/tmp
CacheDir {root}/cache
StateDir {root}/run
DocumentRoot {root}/doc
ServerKeychain {root}/etc/ssl
ErrorLog {root}/log/error_log
AccessLog {root}/log/access_log
PageLog {root}/log/page_log
FileDevice No
SyncOnClose No
"""


class ServerFailure(Exception):
    """The print server did not do what was needed; the text says what."""


def die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def find_program(name):
    path = shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")
    if path is None:
        raise ServerFailure(f"{name} is not installed (cups-daemon, cups-client)")
    return path


class PrintServer:
    def __init__(self, directory, printer_uri):
        self.root = os.path.join(directory, "cups")
        self.socket = os.path.join(directory, "cups.sock")
        self.printer_uri, self.process, self.limits = printer_uri, None, ""
        self.spared = lambda: None  # a process of the printer's
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 1)
        if len(self.socket.encode()) > 100:
            raise ServerFailure("the folder's path is too long for a Unix socket")

    def _accounts(self):
        """As root cupsd gives its filters to lp; otherwise everything runs as the caller."""
        if os.geteuid() == 0:
            return "User lp\nGroup lp\nSystemGroup root\n"
        try:
            group = grp.getgrgid(os.getegid()).gr_name
            return f"User {pwd.getpwuid(os.geteuid()).pw_name}\nGroup {group}\nSystemGroup {group}\n"
        except KeyError:
            return ""

    def _write_configuration(self):
        for name in ("etc/ssl", "etc/ppd", "spool/tmp", "cache", "run/certs", "doc", "log"):
            os.makedirs(os.path.join(self.root, name), mode=0o755, exist_ok=True)
        for name, text in (("cupsd.conf", CUPSD_CONF), ("cups-files.conf", CUPS_FILES_CONF)):
            with open(os.path.join(self.root, "etc", name), "w", encoding="utf-8") as file:
                file.write(text.format(root=self.root, socket=self.socket, accounts=self._accounts(), limits=self.limits))

    def _own_program(self):
        """A copy: the mandatory access profile that Debian ties to cupsd's path keeps it to /etc/cups."""
        program = find_program("cupsd")
        if os.statvfs(self.root).f_flag & os.ST_NOEXEC:
            return program
        copy = os.path.join(self.root, "cupsd")
        if not os.path.exists(copy):
            shutil.copy(program, copy)
        return copy

    def start(self):
        """With an empty spool, as on a kiosk: it lies in the service's runtime folder, which goes with each end of the service."""
        shutil.rmtree(os.path.join(self.root, "spool"), ignore_errors=True)
        self._write_configuration()
        etc = os.path.join(self.root, "etc")
        with open(os.path.join(self.root, "log", "output"), "ab") as log:
            self.process = subprocess.Popen(
                [self._own_program(), "-f", "-c", etc + "/cupsd.conf", "-s", etc + "/cups-files.conf"],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=die_with_parent)
        self._wait_until_up()

    def _wait_until_up(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise ServerFailure(f"cupsd ended at once: {self._log()}")
            try:
                with socket.socket(socket.AF_UNIX) as probe:
                    probe.connect(self.socket)
                    return
            except OSError:
                time.sleep(0.05)
        raise ServerFailure(f"cupsd does not listen: {self._log()}")

    def _log(self):
        text = ""
        for name in ("output", "error_log"):
            path = os.path.join(self.root, "log", name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as file:
                    text += file.read()[-2000:]
        return text.strip() or "no message"

    def _run(self, *command):
        environment = {**os.environ, "CUPS_SERVER": self.socket, "LC_ALL": "C", "HOME": self.root}
        done = subprocess.run([find_program(command[0]), *command[1:]], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=START_SECONDS, check=False)
        if done.returncode != 0:
            raise ServerFailure(f"{command[0]}: {done.stderr.strip() or done.returncode}; {self._log()}")

    def make_queue(self, name, uri, ppd=None):
        """cupsd asks the printer for its attributes in the background, under the whole address, so its options come afterwards.
        contimeout: a printer that is away fails the job; the default waits a week and prints then."""
        model = ["-P", ppd] if ppd else ["-m", "everywhere"]
        file = os.path.join(self.root, "etc", "ppd", name + ".ppd")
        if os.path.exists(file):
            os.unlink(file)
        self._run("lpadmin", "-p", name, "-E", "-v", uri, *model, "-o", "printer-error-policy=abort-job", "-o", "printer-is-shared=false")
        deadline = time.monotonic() + START_SECONDS
        while not (os.path.exists(file) and os.path.getsize(file)):
            if time.monotonic() > deadline:
                raise ServerFailure(f"no description of the printer behind {name}: {self._log()}")
            time.sleep(0.02)
        self._run("lpadmin", "-p", name, "-v", uri + "?contimeout=8")

    def make_raw_queue(self, name, uri):
        self._run("lpadmin", "-p", name, "-E", "-v", uri + "?contimeout=8", "-o", "printer-error-policy=abort-job")

    def remove_queue(self, name):
        self._run("lpadmin", "-x", name)

    def add_queue(self):
        """The end in order writes the queue to disk now, not half a minute later."""
        self.make_queue("receipt", self.printer_uri)
        self.restart()

    def forbid(self, forbidden):
        self.limits = FORBIDDEN if forbidden else ""
        self.restart()

    def stop_queue(self):
        self._run("cupsdisable", "receipt")

    def restart(self):
        self.end()
        self.start()

    def kill_and_start(self):
        self.kill()
        self.start()

    def spooled(self):
        """How many control or document files the spool holds."""
        count = 0
        with os.scandir(os.path.join(self.root, "spool")) as entries:
            for entry in entries:
                try:
                    count += entry.is_file(follow_symlinks=False)
                except FileNotFoundError:  # cupsd has just removed it
                    pass
        return count

    def _end_orphans(self):
        """Filters and backends that outlived cupsd: as the subreaper, this program has become their parent."""
        for _ in range(50):
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:
                children = [int(number) for number in file.read().split() if int(number) != self.spared()]
            if not children:
                return
            for child in children:
                try:
                    os.kill(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                except OSError:
                    pass

    def end(self):
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._end_orphans()

    def kill(self):
        """For the last time: in order it would wait for a printer that holds a job."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self._end_orphans()

    def remove(self):
        """The spool and the keys go; what was printed stays with the caller."""
        shutil.rmtree(self.root, ignore_errors=True)
        if os.path.exists(self.socket):
            os.unlink(self.socket)
