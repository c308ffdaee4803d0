# SPDX-License-Identifier: Apache-2.0
"""The kiosk as it stands in a hall: display, reader, camera, printer and program, on the core of stack.py."""
import os
import subprocess

from person import Person
from processes import Failure, wait_until
from stack import SOURCE, Stack

PORTRAIT = (1080, 1920)
TEXT_SIZES = ("standard", "large")


def parse_size(text):
    width, height = text.split("x")
    return int(width), int(height)


class KioskStack(Stack):
    def __init__(self, build, size=PORTRAIT, directory=None):
        super().__init__(build, directory)
        self.size = size
        self.reader_socket = self.path("devices", "reader.sock")
        self.camera_socket = self.path("devices", "camera.sock")
        self.printer_control = self.print_server = self.printed = self.program_process = self.display_process = None
        self.environment.update(GDK_BACKEND="x11", GSK_RENDERER="cairo", GDK_DEBUG="gl-disable", GTK_THEME="", NO_AT_BRIDGE="0")
        self.environment.pop("GTK_THEME")
        for name in ("GTK_A11Y", "AT_SPI_BUS_ADDRESS", "WAYLAND_DISPLAY", "GTK_MODULES", "XAUTHORITY"):
            self.environment.pop(name, None)

    def start_display(self):
        """A screen of one's own; the server chooses its number."""
        read, write = os.pipe()
        width, height = self.size
        self.display_process = self.processes.start(
            "display", ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset"],
            env=self.environment, pass_fds=(write,))
        os.close(write)
        self.environment["DISPLAY"] = ":" + self.processes.read_pipe("display", read)

    def start_accessibility(self):
        """A bus of the run's own: a launcher that knew of a display would make it that of every program there."""
        environment = {key: value for key, value in self.environment.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        self.processes.start("accessibility", ["/usr/libexec/at-spi-bus-launcher", "--launch-immediately"], env=environment)
        wait_until(lambda: self.is_on_bus("org.a11y.Bus"), "the accessibility bus")
        told = self.run("gdbus", "call", "--address", self.bus, "--dest", "org.a11y.Bus", "--object-path", "/org/a11y/bus",
                        "--method", "org.a11y.Bus.GetAddress")
        self.environment["AT_SPI_BUS_ADDRESS"] = told.strip().removeprefix("('").removesuffix("',)")

    def start_devices(self):
        self.make("devices", 0o755)
        port = self.path("devices", "reader")
        reader = self.processes.start(
            "reader", [self.program("yijian-virtual-reader"), "--link", port, "--socket", self.reader_socket],
            env=self.environment, stdout=subprocess.PIPE)
        self.processes.read_line("reader", reader)
        rig = self.processes.start("printer", ["/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "print-rig"),
                                               self.path("devices")],
                                   env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        words = self.processes.read_line("printer", rig).split()
        if words[0] != "READY":
            raise Failure("the print server is not ready: " + " ".join(words))
        self.print_server, self.printer_control, self.printed = words[1:4]

    def write_settings(self, **more):
        """[kiosk] members by keyword."""
        kiosk = {"catalogue": os.path.join(SOURCE, "assets", "catalog"), "region": "000000",
                 "device-report": self.path("devices", "report.json"), **more}
        groups = {
            "kiosk": {key.replace("_", "-"): value for key, value in kiosk.items()},
            "id-reader": {"driver": "sdt-reader", "port": self.path("devices", "reader")},
            "camera": {"driver": "virtual-camera", "socket": self.camera_socket, "width": 1920, "height": 1440, "preview": 1024},
            "scanner": {"driver": "camera-scanner"},  # it looks through the kiosk's camera
            "printer": {"driver": "cups-printer", "server": self.print_server, "queue": "receipt",
                        "probe_seconds": "5"},
        }
        self.settings = self.path("devices", "kiosk.conf")
        with open(self.settings, "w", encoding="utf-8") as file:
            for group, members in groups.items():
                file.write(f"[{group}]\n" + "".join(f"{key}={value}\n" for key, value in members.items()) + "\n")

    def start_kiosk(self):
        width, height = self.size
        self.program_process = self.processes.start(
            "kiosk", [self.program("yijian-kiosk"), "--settings", self.settings, "--bus", self.bus, "--size", f"{width}x{height}",
                      "--data-dir", os.path.join(SOURCE, "assets")], env=self.environment)
        wait_until(lambda: os.path.exists(self.camera_socket) or self.program_process.poll() is not None, "the kiosk's camera")
        if self.program_process.poll() is not None:
            raise Failure(f"the kiosk ended at once; see {self.processes.log_dir}/kiosk.log")

    def start_all(self, **settings):
        self.start_core()
        self.start_display()
        self.start_accessibility()
        self.start_devices()
        self.write_settings(**settings)
        self.start_kiosk()

    def person(self):
        return Person(self.environment, self.size, self.bus, self.program_process.pid, self.display_process.pid)

    # ---- hands ----

    def reader(self, word):
        return self._expect_ok(self.reader_socket, word)

    def camera(self, word):
        return self._expect_ok(self.camera_socket, word)

    def printer(self, word):
        return self._expect_ok(self.printer_control, word)

    def _expect_ok(self, socket_path, word):
        answer = self.send_word(socket_path, word)
        if not answer.startswith("OK"):
            raise Failure(f"{word.split()[0]}: {answer}")
        return answer[2:].strip()

    def catalogues(self):
        """The versions that kiosks of this run have loaded, in order: each start of one loads it."""
        lines = [line for line in self.log_text("kiosk").splitlines() if " version " in line and "catalogue " in line]
        return [int(line.rsplit(" ", 1)[1]) for line in lines]

    def receipts(self):
        return self.printer("LIST").split()

    def log_text(self, name):
        with open(os.path.join(self.processes.log_dir, name + ".log"), encoding="utf-8", errors="replace") as file:
            return file.read()
