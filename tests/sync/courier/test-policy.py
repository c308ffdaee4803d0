#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The shipped D-Bus policy on a private bus of type `system`: account by method, allowed or refused.

The accounts of the file are replaced by accounts that every Debian has; everything else is the file as shipped."""
import grp
import os
import pwd
import shutil
import subprocess
import sys
import tempfile

sys.path[:0] = [os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", where) for where in ("support", "e2e")]

import tap  # noqa: E402
from processes import Processes, wait_until  # noqa: E402
from tap import Skip, check, check_equal, note  # noqa: E402

SOURCE, BUILD = os.environ["YIJIAN_SOURCE_DIR"], os.environ["YIJIAN_BUILD_DIR"]
COURIER, KIOSK, TECHNICIAN, STRANGER = "daemon", "games", "news", "nobody"
TECH_GROUP = "news"
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>unix:path={directory}/bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <deny own="*"/>
    <deny send_type="method_call"/>
    <allow send_type="signal"/>
    <allow send_requested_reply="true" send_type="method_return"/>
    <allow send_requested_reply="true" send_type="error"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
    <allow send_destination="org.freedesktop.DBus"/>
  </policy>
  <include>{directory}/policy.conf</include>
</busconfig>
"""
KIOSK_INTERFACE, ADMIN = "org.yijian.Courier1", "org.yijian.Courier1.Admin"
METHODS = [
    (KIOSK_INTERFACE, "Lookup", ["00000000-0000-7000-8000-000000000001"]),
    (KIOSK_INTERFACE, "Progress", ["7K3M00019", "0123456789AB"]),
    (KIOSK_INTERFACE, "EndSession", []),
    ("org.freedesktop.DBus.Properties", "GetAll", [KIOSK_INTERFACE]),
    (ADMIN, "Status", []),
    (ADMIN, "List", ["", "0"]),
    (ADMIN, "Show", ["00000000-0000-7000-8000-000000000001"]),
    (ADMIN, "Retry", ["x"]),
    (ADMIN, "Hold", ["x"]),
    (ADMIN, "Export", ["relative"]),
    (ADMIN, "Import", ["relative"]),
    (ADMIN, "SyncNow", []),
    (ADMIN, "RollBackCatalogue", []),
    (ADMIN, "Provision", ["{}"]),
]
MAY = {COURIER: set(), KIOSK: {KIOSK_INTERFACE, "org.freedesktop.DBus.Properties"},
       TECHNICIAN: {KIOSK_INTERFACE, ADMIN, "org.freedesktop.DBus.Properties"}, STRANGER: set(),
       "root": {KIOSK_INTERFACE, ADMIN, "org.freedesktop.DBus.Properties"}}


def as_account(name, *command):
    account = pwd.getpwnam(name)
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", *command]


class Bus:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="yijian-policy-")
        os.chmod(self.directory, 0o755)
        self.processes = Processes(os.path.join(self.directory, "log"))
        with open(os.path.join(SOURCE, "packaging", "dbus", "org.yijian.Courier1.conf"), encoding="utf-8") as file:
            policy = file.read()
        for shipped, here in (("yijian-courier", COURIER), ("yijian-kiosk", KIOSK), ("yijian-tech", TECH_GROUP)):
            check(f'"{shipped}"' in policy, f"the policy names {shipped}")
            policy = policy.replace(f'"{shipped}"', f'"{here}"')
        for name, text in (("policy.conf", policy), ("bus.conf", CONFIG.format(directory=self.directory))):
            with open(os.path.join(self.directory, name), "w", encoding="utf-8") as file:
                file.write(text)
        self.address = f"unix:path={self.directory}/bus"
        bus = self.processes.start("bus", ["dbus-daemon", "--nofork", "--nopidfile", "--print-address=1", "--config-file",
                                           os.path.join(self.directory, "bus.conf")], stdout=subprocess.PIPE)
        self.processes.read_line("bus", bus)
        os.chmod(os.path.join(self.directory, "bus"), 0o666)
        state = os.path.join(self.directory, "state")
        os.mkdir(state, 0o711)
        shutil.chown(state, COURIER, COURIER)
        program = os.path.join(self.directory, "yijian-courier")
        shutil.copy(os.path.join(BUILD, "app", "yijian-courier"), program)  # the build may lie where others cannot read
        os.chmod(program, 0o755)
        self.processes.start("courier", as_account(COURIER, program, "--state-dir", state, "--bus", self.address))
        wait_until(lambda: "true" in self.call("root", "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner",
                                               ["org.yijian.Courier1"]).stdout, "the courier on the bus")

    def call(self, account, destination, path, method, arguments):
        return subprocess.run(as_account(account, "gdbus", "call", "--address", self.address, "--dest", destination, "--object-path", path,
                                         "--method", method, *arguments), capture_output=True, text=True, timeout=60)

    def stop(self):
        self.processes.end_all()
        shutil.rmtree(self.directory, ignore_errors=True)


def need_root():
    if os.geteuid() != 0:
        raise Skip("needs root")
    for name in (COURIER, KIOSK, TECHNICIAN, STRANGER):
        pwd.getpwnam(name)
    check_equal(grp.getgrgid(pwd.getpwnam(TECHNICIAN).pw_gid).gr_name, TECH_GROUP, "the technician's group")


def test_table():
    need_root()
    bus = Bus()
    try:
        note(f"{'':36}" + "".join(f"{name:>12}" for name in ("courier", "kiosk", "technician", "stranger", "root")))
        for interface, method, arguments in METHODS:
            row = ""
            for account in (COURIER, KIOSK, TECHNICIAN, STRANGER, "root"):
                done = bus.call(account, "org.yijian.Courier1", "/org/yijian/Courier1", interface + "." + method, arguments)
                refused = "org.freedesktop.DBus.Error.AccessDenied" in done.stderr
                check(done.returncode == 0 or refused or "org.yijian.Error." in done.stderr, f"{account} {method}: {done.stderr}")
                check_equal(not refused, interface in MAY[account], f"{account} may {interface}.{method}")
                row += f"{'-' if refused else 'yes':>12}"
            note(f"{interface.rsplit('.', 1)[1] + '.' + method:36}" + row)
    finally:
        bus.stop()


def test_name():
    """Nobody but the courier's account can pretend to be the courier."""
    need_root()
    bus = Bus()
    try:
        for account in (KIOSK, TECHNICIAN, STRANGER):
            done = bus.call(account, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus.RequestName",
                            ["org.yijian.Courier1", "2"])
            check("AccessDenied" in done.stderr, f"{account} may not take the name: {done.stdout}{done.stderr}")
    finally:
        bus.stop()


if __name__ == "__main__":
    sys.exit(tap.run("/dbus-policy", [("each account reaches its own interface and no other", test_table),
                                      ("nobody else takes the courier's name", test_name)]))
