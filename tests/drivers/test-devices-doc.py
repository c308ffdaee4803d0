#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/devices.md names every setting of every driver, with its default and range, every device of the drivers' tables, and nothing that does
not exist. The word after the program's name is the program that prints those tables."""
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True
SOURCE = os.environ.get("YIJIAN_SOURCE_DIR") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
import tap  # noqa: E402

STRING = re.compile(r'yj_driver_settings_string \(settings, \w+, "(\w+)", ([^)]+)\)')
INTEGER = re.compile(r'yj_driver_settings_int \(settings, \w+, "(\w+)", (-?\w+), (-?\d+), (-?\d+),')
SHARED = {"driver"}  # of every group


def read(*path):
    with open(os.path.join(SOURCE, *path), encoding="utf-8") as file:
        return file.read()


def registered():
    """The words of the lists in drivers/<kind>/meson.build, which the registry is made of."""
    ids = []
    for kind in sorted(os.listdir(os.path.join(SOURCE, "drivers"))):
        path = os.path.join("drivers", kind, "meson.build")
        if os.path.exists(os.path.join(SOURCE, path)):
            for words in re.findall(r"^drivers_\w+ \+= \[('[^\]]*)\]", read(path), re.M):
                ids += re.findall(r"'([a-z][a-z0-9-]*)'", words)
    return ids


def sources_of(driver):
    """The driver's file, and the files of the headers that it includes from drivers/, all the way."""
    everything = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(SOURCE, "drivers"))
                  for name in names]
    todo = [path for path in everything if os.path.basename(path) == f"yj-{driver}.c"]
    tap.check_equal(len(todo), 1, f"files yj-{driver}.c")
    done = set()
    while todo:
        path = todo.pop()
        if path in done or not os.path.exists(path):
            continue
        done.add(path)
        for header in re.findall(r'#include "(drivers/[^"]+)\.h"', read(path)):
            if header != "drivers/yj-driver":
                todo += [os.path.join(SOURCE, header + end) for end in (".c", ".h")]
    return done


def settings_of(driver):
    """key -> (default or None when it is no literal, range or None)."""
    settings = {}
    for path in sources_of(driver):
        text = re.sub(r"\s+", " ", read(path))
        names = dict(re.findall(r"#define (\w+) (\d+)", text))
        for key, default in STRING.findall(text):
            literal = re.fullmatch(r'"([^"]*)"', default)
            settings.setdefault(key, (literal.group(1) if literal else None, None))
        for key, default, low, high in INTEGER.findall(text):
            settings[key] = (names.get(default, default), f"{low} to {high}")
    return {key: value for key, value in settings.items() if key not in SHARED}


def page():
    """Without the blocks that are a part of another file."""
    return re.sub(r"^```\w*\n.*?^```$", "", read("docs", "devices.md"), flags=re.M | re.S)


def documented():
    """driver -> key -> (default, range) by the tables below the driver's heading, which is one lower-case word."""
    tables = {}
    for section in re.split(r"^### ", page(), flags=re.M)[1:]:
        driver, _, body = section.partition("\n")
        if not re.fullmatch("[a-z][a-z0-9-]*", driver.strip()):
            continue
        body = re.split(r"^## ", body, flags=re.M)[0]
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", body, re.M)
        tables[driver.strip()] = {key: (default.strip().strip("`"), limits.strip()) for key, default, limits in rows}
    return tables


def devices_in_document():
    """The lines of the table of devices."""
    section = read("docs", "devices.md").split("## Devices that are known", 1)[1].split("\n## ", 1)[0]
    return [line for line in section.splitlines() if line.startswith("|")]


def the_devices_are_those_of_the_tables():
    made = subprocess.run([sys.argv[1], "table"], check=True, capture_output=True, text=True).stdout.splitlines()
    tap.check_equal(devices_in_document(), made, "table of devices (“list-device-ids table” in the build's drivers folder prints it)")


def drivers_bound_by_udev_say_how():
    """A driver that is bound by udev points to where that is explained."""
    bound = [driver for driver in registered() if any(re.search("yj-hotplug-port|yj-device-binding", path) for path in sources_of(driver))]
    tap.check(len(bound) >= 4, f"drivers bound by udev: {bound}")
    for section in re.split(r"^### ", page(), flags=re.M)[1:]:
        if section.split("\n", 1)[0] in bound:
            tap.check("`udev.NAME`, [see above](#which-device)" in section, f"{section.splitlines()[0]} does not name udev.NAME")


def every_driver_has_its_table():
    tap.check_equal(sorted(documented()), sorted(registered()), "drivers with a heading")
    tap.check(len(registered()) >= 6, "the registered drivers were not found")


def every_key_stands_there():
    tables, count = documented(), 0
    for driver in registered():
        settings = settings_of(driver)
        tap.check_equal(sorted(tables[driver]), sorted(settings), f"keys of {driver}")
        for key, (default, limits) in settings.items():
            if default is not None:
                tap.check_equal(tables[driver][key][0], default, f"default of {driver} {key}")
            if limits is not None:
                tap.check_equal(tables[driver][key][1], limits, f"range of {driver} {key}")
            count += 1
    tap.check(count >= 25, f"only {count} keys were found in the sources")
    tap.note(f"{count} keys of {len(tables)} drivers")


sys.exit(tap.run("/drivers/devices-doc", [("every driver has its table", every_driver_has_its_table),
                                          ("every key stands there with its default and range", every_key_stands_there),
                                          ("the devices are those of the drivers' tables", the_devices_are_those_of_the_tables),
                                          ("drivers bound by udev say how", drivers_bound_by_udev_say_how)]))
