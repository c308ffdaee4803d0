#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The udev rules that the drivers' id tables become, read and obeyed by udev itself: for every row a device of that kind is told to it,
and beside them devices that are none of ours. udevadm runs in a namespace with a /dev, /run and group file of its own."""
import argparse
import os
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

PATIENCE_SECONDS = 300
RULES = "70-yijian-devices.rules"
GROUP_ID = 64123
# In a mount namespace of its own; the words: rules file, broken rules file, device file, sysfs paths.
SCRIPT = r"""
set -e
mount -t tmpfs none /run
mkdir -p /run/udev/rules.d
cp "$1" "$2" /run/udev/rules.d/
{ cat /etc/group; echo "yijian-devices:x:GROUP_ID:"; } > /run/group
mount --bind /run/group /etc/group
touch /run/null; mount --bind /dev/null /run/null
mount -t tmpfs none /dev
touch /dev/null; mount --bind /run/null /dev/null
devices=$3; shift 3
exec umockdev-run -d "$devices" -- sh -c 'for path; do echo "== $path"; udevadm test --action=add "/sys$path" 2>&1; done' sh "$@"
""".replace("GROUP_ID", str(GROUP_ID))
STRANGERS = [
    {"what": "a keyboard of no scanner's maker", "SUBSYSTEM": "input", "ID_VENDOR_ID": "046d", "ID_MODEL_ID": "c31c", "ID_INPUT_KEYBOARD": "1"},
    {"what": "a Newland scanner's mouse", "SUBSYSTEM": "input", "ID_VENDOR_ID": "1eab", "ID_MODEL_ID": "1d03", "ID_INPUT_MOUSE": "1"},
    {"what": "a Newland scanner in HID POS mode", "SUBSYSTEM": "tty", "ID_VENDOR_ID": "1eab", "ID_MODEL_ID": "1d10"},
    {"what": "a modem", "SUBSYSTEM": "tty", "ID_VENDOR_ID": "2c7c", "ID_MODEL_ID": "0125"},
    {"what": "a camera's metadata", "SUBSYSTEM": "video4linux", "ID_V4L_CAPABILITIES": ":"},
]
NODES = {"tty": "ttyUSB%d", "input": "input/event%d", "video4linux": "video%d", "usb": "bus/usb/001/%03d"}


def example(pattern):
    """A value that a pattern of udev fits."""
    return pattern.split("|")[0].replace("?", "0").replace("*", "")


class Device:
    """One device as the kernel and udev's earlier rules have it, and what udev made of it."""

    def __init__(self, number, properties):
        self.what, self.driver, self.sure = properties.pop("what"), properties.pop("driver", None), properties.pop("sure", False)
        self.subsystem, self.properties, self.number = properties["SUBSYSTEM"], properties, number
        self.node = NODES[self.subsystem] % number
        self.path = f"/devices/mock{number}/{self.subsystem}/{os.path.basename(self.node)}"
        self.said = ""

    def describe(self):
        pairs = {"DEVNAME": "/dev/" + self.node, "MAJOR": "188", "MINOR": str(self.number), **self.properties}
        return f"P: {self.path}\n" + "".join(f"E: {key}={value}\n" for key, value in pairs.items()) + "\n"

    def has_group(self):
        return re.search(rf"{RULES}:\d+ GROUP {GROUP_ID}$", self.said, re.MULTILINE) is not None

    def get(self, name):
        found = re.search(rf"^{name}=(.*)$", self.said, re.MULTILINE)
        return found.group(1) if found else None


class Tests:
    def __init__(self, build, folder):
        self.rules, self.folder = os.path.join(build, "packaging", RULES), folder
        self.devices = [Device(number, row) for number, row in enumerate(self.read_rows(build) + STRANGERS)]
        self.said = None

    @staticmethod
    def read_rows(build):
        """The drivers' tables, by the same program that made the rules."""
        program = os.path.join(build, "drivers", "list-device-ids")
        lines = subprocess.run([program, "table"], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
        rows = []
        for line in lines:
            driver, what, subsystem, vendor, model, properties, taken = (cell.strip() for cell in line.strip("|").split("|"))
            row = {"driver": driver.strip("`"), "what": what, "SUBSYSTEM": subsystem, "sure": taken == "by itself"}
            if vendor != "any":
                row.update({"ID_VENDOR_ID": vendor, "ID_MODEL_ID": "0000" if model == "any" else example(model.split()[0])})
            row.update({pair.split("=")[0]: example(pair.split("=", 1)[1]) for pair in properties.split(";") if "=" in pair})
            rows.append(row)
        return rows

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def ask_udev(self):
        """What udev said of all devices; once for all tests."""
        if self.said is None:
            broken = self.write("71-broken.rules", 'SUBSYSTEM=="tty", GROUP=="yijian-devices"\n')
            devices = self.write("devices.umockdev", "".join(device.describe() for device in self.devices))
            words = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", SCRIPT, "sh", self.rules, broken, devices]
            done = subprocess.run(words + [device.path for device in self.devices], capture_output=True, text=True,
                                  timeout=PATIENCE_SECONDS, check=False)
            if "unshare" in done.stderr:
                raise tap.Skip("no mount namespace: " + done.stderr.strip())
            tap.check_equal(done.returncode, 0, "exit status: " + done.stderr)
            self.said = done.stdout
            for device in self.devices:
                device.said = self.said.split(f"== {device.path}\n", 1)[1].split("\n== ", 1)[0]
        return self.said

    def list_complaints(self, name):
        return sorted(set(re.findall(rf"^\S*/{re.escape(name)}:\d+ .*$", self.ask_udev(), re.MULTILINE)))

    def udev_takes_every_rule(self):
        tap.check(f"Reading rules file: /run/udev/rules.d/{RULES}" in self.ask_udev(), "udev did not read the rules")
        tap.check_equal(self.list_complaints(RULES), [], "what udev complains of")
        tap.check_equal(len(self.list_complaints("71-broken.rules")), 1, "complaints about a rule that is wrong")

    def our_devices_are_given_to_the_kiosk(self):
        self.ask_udev()
        ours = [device for device in self.devices if device.driver is not None]
        tap.check(len(ours) >= 25, f"only {len(ours)} rows were found")
        for device in ours:
            name = f"{device.driver}, {device.what}"
            tap.check_equal(device.has_group(), device.subsystem != "usb", "given to the kiosk: " + name)
            tap.check_equal(f"/dev/yijian-{device.driver}" in (device.get("DEVLINKS") or "").split(),
                            device.sure and device.subsystem != "usb", "has its link: " + name)
            tap.check_equal(device.get("ID_MM_PORT_IGNORE"), "1" if device.subsystem == "tty" else None, "left alone by modem managers: " + name)
        tap.note(f"{len(ours)} kinds of devices")

    def scanners_that_type_are_kept_from_the_compositor(self):
        self.ask_udev()
        typing = [device for device in self.devices if device.driver == "line-scanner" and device.subsystem == "input"]
        tap.check(len(typing) >= 5, "scanners that type were not found")
        for device in typing:
            tap.check_equal(device.get("LIBINPUT_IGNORE_DEVICE"), "1", device.what)

    def strangers_are_left_as_they_are(self):
        self.ask_udev()
        for device in self.devices[-len(STRANGERS):]:
            tap.check(f"{RULES}:" not in device.said.split("Loading kernel module index", 1)[-1], f"a rule took {device.what}")
            tap.check("yijian-" not in (device.get("DEVLINKS") or ""), f"a link leads to {device.what}")
            tap.check_equal((device.get("ID_MM_PORT_IGNORE"), device.get("LIBINPUT_IGNORE_DEVICE")), (None, None), device.what)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = os.path.abspath(parser.parse_args().build)
    with tempfile.TemporaryDirectory(prefix="yj-udev-") as folder:
        tests = Tests(build, folder)
        return tap.run("/drivers/udev-rules", [
            ("udev takes every rule", tests.udev_takes_every_rule),
            ("our devices are given to the kiosk", tests.our_devices_are_given_to_the_kiosk),
            ("scanners that type are kept from the compositor", tests.scanners_that_type_are_kept_from_the_compositor),
            ("strangers are left as they are", tests.strangers_are_left_as_they_are),
        ])


if __name__ == "__main__":
    sys.exit(main())
