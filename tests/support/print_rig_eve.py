# SPDX-License-Identifier: Apache-2.0
"""CUPS's own sample printer, ippeveprinter, in the place of ours: another program's idea of IPP Everywhere. It can be unplugged and
held; the command it runs for each document (print-rig-sheet) keeps the sheets and when their paper moved."""
import http.client
import os
import signal
import socket
import subprocess
import time

from print_rig_ipp import (BEGIN_COLLECTION, BOOLEAN, CHARSET, ENUM, INTEGER, KEYWORD, LANGUAGE, MIME, NAME, RANGE,
                           RESOLUTION, TEXT, URI)
from print_rig_media import MEDIA, description
from print_rig_server import ServerFailure, die_with_parent, find_program

WORDS = {INTEGER: "integer", BOOLEAN: "boolean", ENUM: "enum", RESOLUTION: "resolution", RANGE: "rangeOfInteger",
         TEXT: "text", NAME: "name", KEYWORD: "keyword", URI: "uri", CHARSET: "charset", LANGUAGE: "language",
         MIME: "mimeMediaType", BEGIN_COLLECTION: "collection"}
# What the program says by itself.
OWN = ("printer-uri-supported", "printer-name", "printer-info", "printer-location", "printer-uuid", "charset-",
       "natural-", "generated-", "ipp-", "operations-", "compression-", "multiple-", "which-", "printer-make", "printer-device",
       "media-col-supported", "job-creation-", "printer-get-", "uri-")
START_SECONDS, ANSWER_SECONDS = 30, 5


def _value(tag, value):
    if tag == BEGIN_COLLECTION:
        return "{ " + " ".join(f"MEMBER {WORDS[values[0][0]]} {name} {_value(*values[0])}" for name, values in value) + " }"
    if tag == RANGE:
        return f"{value[0]}-{value[1]}"
    if tag == RESOLUTION:
        return f"{value}dpi"
    return str(value).lower() if tag == BOOLEAN else f'"{value}"' if tag in (TEXT, NAME, KEYWORD, MIME) else str(value)


def _write_attributes(path, media, document_format):
    lines = [f"ATTR {WORDS[values[0][0]]} {name} {','.join(_value(*value) for value in values)}"
             for name, values in description("", media, document_format) if not name.startswith(OWN)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


class EvePrinter:
    """The part of Printer and of its plug that ippeveprinter can play."""
    reasons = frozenset()

    def __init__(self, output, options):
        self.output, self.folder, self.process = output, os.path.join(output, "eve"), None
        os.makedirs(self.folder, exist_ok=True)
        self.attributes = os.path.join(self.folder, "attributes.conf")
        _write_attributes(self.attributes, options.media if options.media in MEDIA else "roll-80", options.format)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.uri = f"ipp://localhost:{self.port}/ipp/print"
        self.start()

    def start(self):
        """Without a bus of its own the program looks for Avahi on the system's and ends."""
        script = ('DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$0" "$@"')
        sheet = os.path.join(os.path.dirname(os.path.abspath(__file__)), "print-rig-sheet")
        command = ["dbus-run-session", "--", "sh", "-c", script, find_program("ippeveprinter"), "-r", "off", "-p", str(self.port),
                   "-n", "localhost", "-d", self.folder, "-c", sheet, "-a", self.attributes, "Receipt"]
        with open(os.path.join(self.folder, "output"), "ab") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                                            preexec_fn=die_with_parent, env={**os.environ, "PRINT_RIG_SHEETS": self.folder})
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return
            time.sleep(0.05)
        raise ServerFailure("ippeveprinter does not listen")

    def answers(self):
        """That it listens is not enough: the kernel takes connections for one that hangs, too."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def unplug(self):
        """With all that it runs, which has a session of its own. Not before the last of it has ended its port is free."""
        if self.process is None:
            return
        group = self.process.pid
        os.killpg(group, signal.SIGKILL)
        self.process.wait()
        self.process = None
        while True:
            try:
                os.waitpid(-group, 0)  # what it ran is ours since it has ended
            except ChildProcessError:
                return

    def insert_plug(self):
        if self.process is None:
            self.start()

    def hold(self, held):
        path = os.path.join(self.folder, "hold")
        if held:
            open(path, "w", encoding="utf-8").close()
        elif os.path.exists(path):
            os.unlink(path)

    @property
    def health(self):
        """For a test that waits in vain."""
        if self.process is None:
            return "unplugged"
        ended = self.process.poll()
        return f"ended with {ended}" if ended is not None else "answers" if self.answers() else "runs and does not answer"

    @property
    def pid(self):
        return self.process.pid if self.process else None

    @property
    def log(self):
        path = os.path.join(self.folder, "sheets")
        if not os.path.exists(path):
            return []
        with open(path, encoding="utf-8") as file:
            return file.read().split()

    @property
    def sheets(self):
        return len(self.log)

    @staticmethod
    def active():
        return False

    waiting = active
