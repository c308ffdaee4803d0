#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""yijianctl devices and selftest as a technician calls them, with devices that udev tells of (umockdev) and the kiosk's own drivers."""
import argparse
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import time
import tty

import gi
gi.require_version("UMockdev", "1.0")
from gi.repository import UMockdev  # noqa: E402

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

PATIENCE_SECONDS = 120
OK, NO, USAGE, FAILED = 0, 1, 2, 3
F_OFD_SETLK = 37  # linux/fcntl.h
SOCKETS = {2: "pci-0000:00:14.0-usb-0:2:1.0", 3: "pci-0000:00:14.0-usb-0:3:1.0"}


class Bench:
    """Devices as udev has them; those that are opened are pseudo terminals."""

    def __init__(self, build):
        self.testbed, self.terminals = UMockdev.Testbed.new(), {}
        os.environ["UMOCKDEV_DIR"] = self.testbed.get_root_dir()  # C has set it, and Python does not see it
        os.environ["LD_PRELOAD"] = os.path.join(build, "tests", "support", "libplain-ioctl.so") + ":" + os.environ["LD_PRELOAD"]

    def make_terminal(self):
        """A line with nothing on it; its path."""
        master, slave = pty.openpty()
        tty.setraw(master)
        self.terminals[os.ttyname(slave)] = (master, slave)
        return os.ttyname(slave)

    def close_terminal(self, path):
        for end in self.terminals.pop(path):
            os.close(end)

    def send(self, path, text):
        os.write(self.terminals[path][0], text.encode())

    def plug(self, name, socket, vendor, model, node=None, subsystem="tty", **properties):
        """Tells of @name in @socket, whose node is @node, /dev/@name if it is not opened."""
        pairs = {"SUBSYSTEM": subsystem, "DEVNAME": node or "/dev/" + name, "MAJOR": 188, "MINOR": 1, "ID_VENDOR_ID": vendor,
                 "ID_MODEL_ID": model, "ID_PATH": SOCKETS[socket], **properties}
        self.testbed.add_from_string(f"P: /devices/socket{socket}/{subsystem}/{os.path.basename(name)}\n"
                                     + "".join(f"E: {key}={value}\n" for key, value in pairs.items()) + "\n")

    def unplug(self, name, socket, subsystem="tty"):
        path = f"/sys/devices/socket{socket}/{subsystem}/{os.path.basename(name)}"
        self.testbed.uevent(path, "remove")
        self.testbed.remove_device(path)


class Watcher:
    """yijianctl devices watch, and the events that it prints."""

    def __init__(self, tests):
        self.process = subprocess.Popen([tests.program, "--json", "--settings", tests.settings, "devices", "watch"],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)

    def next(self):
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE_SECONDS)
        tap.check(ready, "no event came")
        return json.loads(self.process.stdout.readline())

    def expect(self, group, before, after):
        event = self.next()
        tap.check_equal((event["group"], event["from"], event["to"]), (group, before, after), f"event ({event['reason']})")
        tap.check(event["reason"] and event["time"].endswith("Z") and event["driver"], f"reason, time and driver: {event}")
        return event

    def end(self):
        self.process.send_signal(signal.SIGINT)
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        tap.check_equal((self.process.returncode, out), (OK, b""), f"end of watch ({err.decode()})")


class Kiosk:
    """What a running kiosk writes for technicians (core/ports/yj-device-report.h), without a kiosk."""

    def __init__(self, path):
        self.path, self.lock = path, os.open(path + ".lock", os.O_RDWR | os.O_CREAT, 0o640)
        fcntl.fcntl(self.lock, F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))

    def write(self, *states):
        """The kiosk's id-reader went through @states."""
        events = [{"number": number, "time": "2026-03-12T09:00:00Z", "boottime_usec": number, "group": "id-reader", "driver": "sdt-reader",
                   "from": states[number - 2] if number > 1 else None, "to": state, "reason": "as the test wants"}
                  for number, state in enumerate(states, 1)]
        last = {"group": "id-reader", "driver": "sdt-reader", "state": states[-1], "reason": "as the test wants", "time": "2026-03-12T09:00:00Z"}
        with open(self.path + ".next", "w", encoding="utf-8") as file:
            json.dump({"devices": [last], "events": events}, file)
        os.rename(self.path + ".next", self.path)

    def end(self):
        os.close(self.lock)
        os.unlink(self.path)
        os.unlink(self.path + ".lock")


class Tests:
    def __init__(self, build, folder, bench):
        self.program, self.folder, self.bench = os.path.join(build, "app", "yijianctl"), folder, bench
        self.virtual_reader = os.path.join(build, "drivers", "virtual", "yijian-virtual-reader")
        self.settings, self.report = os.path.join(folder, "kiosk.conf"), os.path.join(folder, "report.json")

    def write(self, **groups):
        """The settings: groups by keyword, "_" for "-"; in a key "__" stands for "udev."."""
        groups = {"kiosk": {"device_report": self.report}, **groups}
        with open(self.settings, "w", encoding="utf-8") as file:
            for group, keys in groups.items():
                name = group.replace("_", "-")
                file.write(f"[{name}]\n" + "".join(f"{self.spell(name, key)}={value}\n" for key, value in keys.items()))

    @staticmethod
    def spell(group, key):
        return "udev." + key[2:] if key.startswith("__") else key.replace("_", "-") if group == "kiosk" else key

    def run(self, *words, status=OK):
        done = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
                              env={**os.environ, "YIJIAN_SETTINGS": self.settings})
        tap.check_equal(done.returncode, status, f"exit status of {' '.join(words)} ({done.stdout}{done.stderr})")
        return done

    def json(self, *words, status=OK):
        return json.loads(self.run("--json", *words, status=status).stdout)

    def list_says_what_is_where(self):
        self.write(id_reader={"driver": "sdt-reader", "__ID_PATH": SOCKETS[2]}, scanner={"driver": "line-scanner"})
        self.bench.plug("ttyUSB4", 2, "1a86", "7523", ID_MODEL="USB_Serial")
        self.bench.plug("ttyUSB5", 3, "10c4", "ea60", ID_SERIAL_SHORT="A10023")
        listed = self.json("devices", "list")
        reader, scanner = listed["configured"]
        tap.check_equal((reader["group"], reader["driver"], reader["port"]), ("id-reader", "sdt-reader", "id-reader"), "the group")
        tap.check_equal((reader["device"]["node"], reader["device"]["vendor_id"], reader["device"]["name"]),
                        ("/dev/ttyUSB4", "1a86", "USB_Serial"), "its device")
        tap.check("device" not in scanner and "plugged in" in scanner["problem"], f"what is not there: {scanner}")
        (other,) = listed["others"]
        tap.check_equal((other["node"], other["serial"], other["path"]), ("/dev/ttyUSB5", "A10023", SOCKETS[3]), "the other device")
        tap.check_equal(sorted(driver["driver"] for driver in other["drivers"]), ["line-scanner", "mrz-reader", "sdt-reader"], "who could drive it")
        tap.check_equal(listed["kiosk_runs"], False, "no kiosk runs")
        text = self.run("devices", "list").stdout
        tap.check(f"udev.ID_PATH={SOCKETS[3]}" in text and "driver=sdt-reader" in text, "the keys that would name it: " + text)
        self.bench.unplug("ttyUSB4", 2)
        self.bench.plug("ttyUSB0", 2, "1a86", "7523")
        tap.check_equal(self.json("devices", "list")["configured"][0]["device"]["node"], "/dev/ttyUSB0", "after another plugging")
        self.bench.unplug("ttyUSB0", 2)
        self.bench.unplug("ttyUSB5", 3)

    def list_knows_what_a_service_has(self):
        self.bench.plug("bus/usb/001/007", 3, "04b8", "0202", subsystem="usb", DEVTYPE="usb_device", ID_USB_INTERFACES=":070102:")
        self.write(scanner={"driver": "line-scanner"})
        (other,) = self.json("devices", "list")["others"]
        tap.check_equal([driver["driver"] for driver in other["drivers"]], ["cups-printer"], "whose it could be")
        self.write(printer={"driver": "cups-printer", "server": os.path.join(self.folder, "no-cups.sock")})
        listed = self.json("devices", "list")
        tap.check_equal((listed["others"], listed["configured"][0]["driver"]), ([], "cups-printer"), "with a queue for it")
        self.bench.unplug("bus/usb/001/007", 3, "usb")

    def list_without_settings(self):
        os.unlink(self.settings)
        self.bench.plug("input/event9", 3, "1eab", "1d03", subsystem="input", ID_INPUT_KEYBOARD="1")
        listed = self.json("devices", "list")
        tap.check_equal((listed["configured"], [other["node"] for other in listed["others"]]), ([], ["/dev/input/event9"]), "list")
        tap.check_equal(listed["others"][0]["drivers"], [{"driver": "line-scanner", "what": "Newland, keyboard", "by_itself": True}], "drivers")
        self.bench.unplug("input/event9", 3, "input")
        done = self.run("--settings", self.settings, "devices", "list", status=FAILED)
        tap.check("--settings FILE names another file" in done.stderr, done.stderr)

    def selftest_passes_and_fails(self):
        line = os.path.join(self.folder, "line")
        reader = subprocess.Popen([self.virtual_reader, "--link", line, "--socket", os.path.join(self.folder, "socket"), "--die-with-parent"],
                                  stdout=subprocess.PIPE, text=True)
        tap.check_equal(reader.stdout.readline(), "ready\n", "first line of the virtual reader")
        self.write(id_reader={"driver": "sdt-reader", "__ID_PATH": SOCKETS[2]}, camera={"driver": "gst-camera", "source": "test"},
                   scanner={"driver": "camera-scanner"}, speaker={"driver": "espeak-speaker", "sink": "fakesink"})
        self.bench.plug("ttyUSB0", 2, "1a86", "7523", os.path.realpath(line))
        tested = self.json("selftest")
        tap.check_equal([(device["group"], device["passed"]) for device in tested["devices"]],
                        [("id-reader", True), ("camera", True), ("scanner", True), ("speaker", True)], "verdicts")
        tap.check_equal(tested["passed"], True, "all in all")
        self.bench.unplug("ttyUSB0", 2)
        reader.terminate()
        tap.check_equal(reader.wait(PATIENCE_SECONDS), 0, "end of the virtual reader")
        tested = self.json("selftest", status=NO)
        bad = tested["devices"][0]
        tap.check_equal((tested["passed"], bad["passed"], bad["state"], len(tested["devices"])), (False, False, "absent", 4), "without the reader")
        tap.check(SOCKETS[2] in bad["reason"] and "plug the reader in" in bad["next_step"], f"what to do: {bad}")
        tap.note(f"{bad['reason']} -> {bad['next_step']}")

    def wrong_settings_are_a_verdict(self):
        self.write(scanner={"driver": "line-scanner", "framing": "lines"}, id_reader={"driver": "espeak-speaker"})
        done = self.run("selftest", status=NO)
        tap.check_equal(done.stdout.count("FAIL"), 2, done.stdout)
        tap.check("framing" in done.stdout and "[id-reader] driver" in done.stdout and "do this: correct this group" in done.stdout, done.stdout)

    def misspelt_words_are_noted(self):
        """What means nothing in the settings is a device that is silently not there, or not as it was meant."""
        self.write(speaker={"driver": "espeak-speaker", "sink": "fakesink", "volumes": 50}, scaner={"driver": "line-scanner"},
                   night_camera={"driver": "gst-camera"}, scanner={"driver": "camera-scanner", "camera": "night-camera", "budget": 20})
        done = self.run("selftest", status=NO)
        tap.check("note: [speaker] volumes: espeak-speaker has no such key" in done.stdout, done.stdout)
        tap.check("note: [scaner] is no group" in done.stdout, done.stdout)
        tap.check_equal(done.stdout.count("note:"), 2, f"notes: {done.stdout}")

    def a_code_is_shown(self):
        self.write(scanner={"driver": "line-scanner", "quiet_ms": 20, "settle_ms": 0})
        line = self.bench.make_terminal()
        self.bench.plug("ttyACM0", 3, "0c2e", "0b6a", line)
        tap.check_equal(self.json("devices", "test", "scanner")["passed"], True, "an open line passes")
        process = subprocess.Popen([self.program, "--settings", self.settings, "devices", "test", "scanner", "--wait", "100"],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and time.monotonic() < deadline:  # again and again, as a person does
            self.bench.send(line, "4711 secret\r")
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                pass
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        tap.check_equal((process.returncode, "a code was read: unknown" in out), (OK, True), f"verdict: {out}{err}")
        tap.check("secret" not in out + err and "4711" not in out + err, "what the code said was printed")
        self.bench.unplug("ttyACM0", 3)
        self.bench.close_terminal(line)

    def a_line_is_recorded_and_tried_without_it(self):
        """Two codes at the device, which udev finds; the same driver reads them where there is none."""
        self.write(scanner={"driver": "line-scanner", "quiet_ms": 20, "settle_ms": 0, "__ID_PATH": SOCKETS[3]})
        line, file = self.bench.make_terminal(), os.path.join(self.folder, "recording")
        self.bench.plug("ttyACM0", 3, "0c2e", "0b6a", line)
        words = [self.program, "--settings", self.settings, "devices", "record", "scanner", file]
        refused = self.run("devices", "record", "scanner", file, status=FAILED)
        tap.check("YIJIAN_ALLOW_RECORDING=1" in refused.stderr and not os.path.exists(file), f"allowance: {refused.stderr}")
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1,
                                   env={**os.environ, "YIJIAN_ALLOW_RECORDING": "1"})
        for code in ("4711 secret", "4712 secret"):
            self.record_until(process, line, file, code)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
        tap.check_equal((process.returncode, f"port=replay:{file}" in out, "specimen" in err), (OK, True, True), f"end: {out}{err}")
        tap.check("secret" not in out + err, "what came over the line was printed")
        tap.check_equal(os.stat(file).st_mode & 0o777, 0o600, "who may read a recording")
        tap.check("is there already" in self.run("devices", "record", "scanner", file, status=FAILED).stderr, "a second recording in its place")
        self.bench.unplug("ttyACM0", 3)
        self.bench.close_terminal(line)
        self.write(scanner={"driver": "line-scanner", "quiet_ms": 20, "settle_ms": 0, "port": "replay:" + file})
        tap.check("a code was read" in self.run("devices", "test", "scanner", "--wait", "100").stdout, "the recording holds no code")

    def record_until(self, process, line, file, code):
        """Shows @code until it stands in the recording, as a person does."""
        wanted, deadline = " ".join(f"{byte:02X}" for byte in code.encode()), time.monotonic() + PATIENCE_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            self.bench.send(line, code + "\r")
            time.sleep(0.1)
            if os.path.exists(file) and wanted in re.sub(r"\n(~ \d+\n)?<", "", open(file, encoding="ascii").read()):
                return
        tap.check(False, f"{code} was not recorded")

    def unknown_groups_and_wrong_calls(self):
        self.write(scanner={"driver": "line-scanner"})
        for group in ("printer", "kiosk", "nonsense"):
            tap.check(f"[{group}]" in self.run("devices", "test", group, status=FAILED).stderr, group)
        for words in (("devices",), ("devices", "test"), ("devices", "list", "x"), ("devices", "test", "scanner", "--wait", "0"),
                      ("devices", "test", "scanner", "--wait"), ("selftest", "scanner"), ("selftest", "--wait", "5"),
                      ("devices", "record", "scanner"), ("devices", "record", "scanner", "x", "--timeout", "5")):
            tap.check("usage:" in self.run(*words, status=USAGE).stderr, f"usage of {words}")

    def watch_tells_of_plugs(self):
        self.write(scanner={"driver": "line-scanner", "__ID_PATH": SOCKETS[2]})
        line, other = self.bench.make_terminal(), self.bench.make_terminal()
        watcher = Watcher(self)
        watcher.expect("scanner", None, "absent")
        self.bench.plug("ttyUSB0", 2, "1a86", "7523", line)
        watcher.expect("scanner", "absent", "ready")
        self.bench.unplug("ttyUSB0", 2)  # the terminal stays: only udev says that it went
        event = watcher.expect("scanner", "ready", "absent")
        tap.check_equal((event["number"], event["reason"]), (3, f"{line}: unplugged"), "number and reason")
        self.bench.plug("ttyUSB7", 2, "1a86", "7523", other)
        watcher.expect("scanner", "absent", "ready")
        watcher.end()
        self.bench.unplug("ttyUSB7", 2)
        self.bench.close_terminal(line)
        self.bench.close_terminal(other)

    def watch_follows_the_kiosk(self):
        self.write(id_reader={"driver": "sdt-reader", "__ID_PATH": SOCKETS[2]})
        kiosk = Kiosk(self.report)
        kiosk.write("absent", "ready")
        watcher = Watcher(self)
        watcher.expect("id-reader", None, "absent")
        watcher.expect("id-reader", "absent", "ready")
        kiosk.write("absent", "ready", "fault")
        watcher.expect("id-reader", "ready", "fault")
        kiosk.end()
        out, err = watcher.process.communicate(timeout=PATIENCE_SECONDS)
        tap.check_equal((watcher.process.returncode, out), (OK, b""), f"ends with the kiosk ({err.decode()})")

    def the_kiosks_word_counts(self):
        """A device that the kiosk uses cannot be had twice."""
        self.write(id_reader={"driver": "sdt-reader", "__ID_PATH": SOCKETS[2]})
        kiosk = Kiosk(self.report)
        kiosk.write("absent", "busy")
        listed = self.json("devices", "list")
        tap.check_equal((listed["kiosk_runs"], listed["configured"][0]["kiosk"]["state"]), (True, "busy"), "what the kiosk says")
        tested = self.json("devices", "test", "id-reader", "--timeout", "1")
        tap.check("in use by the kiosk" in tested["reason"] and tested["state"] == "busy", f"verdict: {tested}")
        kiosk.write("absent", "busy", "fault")
        tap.check_equal(self.json("devices", "test", "id-reader", "--timeout", "1", status=NO)["passed"], False, "a fault that the kiosk sees, too")
        kiosk.end()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = os.path.abspath(parser.parse_args().build)
    with tempfile.TemporaryDirectory(prefix="yj-devices-") as folder:
        tests = Tests(build, folder, Bench(build))
        return tap.run("/app/devices", [
            ("list says what is where and how to name the rest", tests.list_says_what_is_where),
            ("list knows what a service has", tests.list_knows_what_a_service_has),
            ("list needs no settings", tests.list_without_settings),
            ("selftest drives each device and says the next step", tests.selftest_passes_and_fails),
            ("wrong settings are a verdict", tests.wrong_settings_are_a_verdict),
            ("misspelt words of the settings are noted", tests.misspelt_words_are_noted),
            ("a code that is shown is said to be read and not told", tests.a_code_is_shown),
            ("a line is recorded and its driver tried without it", tests.a_line_is_recorded_and_tried_without_it),
            ("unknown groups and wrong calls are refused", tests.unknown_groups_and_wrong_calls),
            ("watch tells of plugs and ends when interrupted", tests.watch_tells_of_plugs),
            ("watch follows a kiosk that runs", tests.watch_follows_the_kiosk),
            ("the word of a kiosk that uses the device counts", tests.the_kiosks_word_counts),
        ])


if __name__ == "__main__":
    sys.exit(main())
