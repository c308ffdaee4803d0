#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""app -> {ui, drivers, sync} -> core: refuses an include that goes sideways or up, and says why."""
import os
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s+([<"])([^>"]+)[>"]')
FOLDERS = ("core", "drivers", "sync", "ui", "app")
MAY = {
    "core": {"core"},
    "drivers": {"core", "drivers"},
    "sync": {"core", "sync"},
    "ui": {"core", "ui"},
    "app": set(FOLDERS),
}
# The kiosk links the client alone; courier and central never meet.
SYNC_MAY = {"client": {"client"}, "courier": {"courier"}, "central": {"central"}}
# Libraries a folder must not know, and why.
FORBIDDEN = {
    "core": {"gtk/": "core is without GTK", "gdk/": "core is without GTK", "sqlite3.h": "only sync opens SQLite",
             "curl/": "only sync reaches the network", "cups/": "core knows no device",
             "gst/": "core knows no device", "zbar.h": "core knows no device"},
    "drivers": {"gtk/": "drivers have no window", "gdk/": "drivers have no window", "sqlite3.h": "only sync opens SQLite",
                "curl/": "only the courier reaches the network"},
    "ui": {"sqlite3.h": "only sync opens SQLite", "curl/": "the kiosk reaches no network",
           "cups/": "devices stand behind ports", "gst/": "devices stand behind ports",
           "zbar.h": "devices stand behind ports"},
    "sync": {"gtk/": "sync has no window", "gdk/": "sync has no window"},
    "app": {},
}
CLIENT_FORBIDDEN = {"sqlite3.h": "the client is linked by the kiosk", "curl/": "the client is linked by the kiosk"}


def check_line(path, header):
    parts = path.split("/")
    folder = parts[0]
    target = header.split("/")[0]
    if target in FOLDERS:
        if target not in MAY[folder]:
            return f"{folder} may not include {target}"
        if folder == target == "sync" and len(parts) > 2 and parts[1] in SYNC_MAY:
            other = header.split("/")[1]
            if other in SYNC_MAY and other not in SYNC_MAY[parts[1]]:
                return f"sync/{parts[1]} may not include sync/{other}"
    rules = dict(FORBIDDEN[folder])
    if path.startswith("sync/client/"):
        rules.update(CLIENT_FORBIDDEN)
    for prefix, reason in rules.items():
        if header.startswith(prefix):
            return f"{header}: {reason}"
    return None


def check_tree(root):
    findings = []
    for folder in FOLDERS:
        for directory, _, names in os.walk(os.path.join(root, folder)):
            for name in sorted(names):
                if not name.endswith((".c", ".h")):
                    continue
                path = os.path.relpath(os.path.join(directory, name), root)
                with open(os.path.join(root, path), encoding="utf-8") as lines:
                    for number, line in enumerate(lines, 1):
                        match = INCLUDE.match(line)
                        reason = match and check_line(path, match.group(2))
                        if reason:
                            findings.append(f"{path}:{number}: {reason}")
    return findings


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
