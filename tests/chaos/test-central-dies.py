#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Central is killed at each of its sends, among them the one between its commit and its answer; its clock is far off; and everything at
once at random, the drill: what the kiosk answered for is at central, once."""
import datetime
import os
import re
import signal
import subprocess
import sys
import threading

import chaos
import tap
from central_rig import POSTGRES
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from fault_proxy import CLOSE, DOWN, RESET, UP, Fault
from processes import wait_until
from tap import check, check_equal
from tracer import Tracer
from wire_rig import WireRig

RECORDS = 10
SENDS = 16 if chaos.LONG else 6
STEPS = 400 if chaos.LONG else 24
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
ALL_OFFSETS = ("+10y", "+1d", "-1d", "-370d", "+370d", "-10y", "@1970-01-02 00:00:00", "@2038-01-19 03:14:00")
OFFSETS = ALL_OFFSETS if chaos.LONG else ALL_OFFSETS[:4]
HERE, STORE = {}, ", PostgreSQL" if POSTGRES else ""
COMMIT_CALL = "sendto" if POSTGRES else "fdatasync"  # the last thing that a commit does: it is sent to the server, or flushed here


def rig():
    if "rig" not in HERE:
        HERE["rig"] = WireRig(options=("--timeout-seconds", "20"))
    return HERE["rig"]


def read_calls(tracer):
    """What central had done before its end."""
    tracer.end()
    with open(tracer.log, encoding="utf-8", errors="replace") as file:
        return re.findall(rf"^\d+ +({COMMIT_CALL}|sendmsg)\(", file.read(), re.M)


def kill_at(here, send):
    """Whether central died, and whether it had committed and not begun to answer."""
    here.proxy.drop_all(CLOSE)
    here.proxy.hold()
    here.submit_many(RECORDS)
    tracer = Tracer(here.central.process, f"sendmsg:signal=SIGKILL:when={send}", also=[COMMIT_CALL], log=here.central.path("trace"))
    here.proxy.release()
    here.round()
    calls = read_calls(tracer)
    died = here.central.process.poll() is not None
    if died:
        check_equal(here.central.end(), -signal.SIGKILL, "how central ended")
        here.central.start()
    here.drain()
    return died, died and calls[-2:] == [COMMIT_CALL, "sendmsg"]


def test_killed_at_each_send():
    """Killed at each of its sends, central has kept what it committed and doubles nothing when it comes again"""
    here, died, between = rig(), 0, 0
    for send in range(1, SENDS + 1):
        one, committed = kill_at(here, send)
        died, between = died + one, between + committed
    tap.note(f"{died} of {SENDS} kills struck, {between} of them between commit and answer")
    check(between > 0, "no kill struck between commit and answer")
    chaos.row("central killed at each of its sends" + STORE, died, *here.account())


def try_clock(here, offset):
    """Central begins with a clock that is off, some records are handed over, and its clock is put right."""
    here.central.environment = dict(os.environ, LD_PRELOAD=FAKETIME, FAKETIME=offset, FAKETIME_DONT_FAKE_MONOTONIC="1",
                                    DONT_FAKE_MONOTONIC="1")
    here.central.start()
    here.submit_many(RECORDS)
    here.round()
    result, status = here.round(), here.status()
    tap.note(f"central's clock {offset}: {len(here.waiting())} wait; {result.get('trouble')}; gates {status['gates']}")
    check("clock" not in " ".join(status["gates"]), "a wrong clock closes no kiosk")
    check_equal(here.central.end(), 0, "exit code of central")
    here.central.environment = None
    here.central.start()
    here.processes.end(here.courier)
    here.start()
    here.submit_many(1)
    here.drain()


def shorten_certificate(central, days):
    """Central's own certificate as a company's authority gives them: it ends soon."""
    folder = os.path.join(central.keys, "serve")

    def read(name):
        with open(os.path.join(folder, name), "rb") as file:
            return file.read()
    authority, old = x509.load_pem_x509_certificate(read("ca.crt")), x509.load_pem_x509_certificate(read("server.crt"))
    now = datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(old.subject).issuer_name(authority.subject).public_key(old.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(1))
               .not_valid_after(now + datetime.timedelta(days)))
    for extension in old.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    key = serialization.load_pem_private_key(read("ca.key"), None)
    with open(os.path.join(folder, "server.crt"), "wb") as file:
        file.write(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))


def test_clock_beyond_its_certificate():
    """A central that says a day after its own certificate's last one is not believed, so that no kiosk verifies at that day for ever after"""
    here = rig()
    check_equal(here.central.end(), 0, "exit code of central")
    shorten_certificate(here.central, 30)
    try_clock(here, "+370d")
    check_equal(here.status()["clock"], "verified", "the kiosk's own clock, which was right all the time")
    chaos.row("central's clock a year past its own certificate" + STORE, 1, *here.account())


def test_clock_of_central():
    """Whatever central's clock says, nothing is lost, and once it is right again everything goes through, also after a restart"""
    here, tried = rig(), 0
    check(os.path.exists(FAKETIME), "libfaketime is there")
    for offset in OFFSETS:
        check_equal(here.central.end(), 0, "exit code of central")
        try_clock(here, offset)
        tried += 1
    chaos.row("central's clock off by up to ten years" + STORE, tried, *here.account())


class Drill:
    """One misfortune a step, at a random moment while records are handed over."""

    def __init__(self, here, rand):
        self.here, self.rand, self.done = here, rand, {}

    def cut(self):
        self.here.proxy.drop_all(self.rand.choice((RESET, CLOSE)))

    def cut_at_a_byte(self):
        self.here.proxy.spoil(Fault(self.rand.choice((UP, DOWN)), self.rand.randrange(20000), self.rand.choice((RESET, CLOSE))))

    def hold(self):
        self.here.proxy.hold()
        threading.Event().wait(self.rand.uniform(0, 0.3))
        self.here.proxy.release()

    def kill_courier(self):
        courier = self.here.courier
        if courier.poll() is None:
            courier.send_signal(signal.SIGKILL)
            courier.wait(60)  # until then its name is still on the bus

    def kill_central(self):
        self.here.central.end(signal.SIGKILL)

    def step(self, numbers):
        names = ("cut", "cut_at_a_byte", "hold", "kill_courier", "kill_courier", "kill_central")
        name = self.rand.choice(names)
        timer = threading.Timer(self.rand.uniform(0, 0.05), getattr(self, name))
        sizes = [self.rand.choice((400, 4000, 60_000)) for _ in numbers]
        timer.start()
        for number, size in zip(numbers, sizes):
            self.here.hand_over(number, size)
        timer.join()
        if self.here.central.process is None:  # here: what a thread starts ends with the thread
            self.here.central.start()
        self.done[name] = self.done.get(name, 0) + 1


def test_drill():
    """Lines cut, courier and central killed at random while records are handed over: every one has one effect"""
    here, rand, number = WireRig(options=("--timeout-seconds", "10", "--max-wait-seconds", "1")), chaos.make_random("drill"), 0
    try:
        drill = Drill(here, rand)
        for _ in range(STEPS):
            count = rand.randint(1, 12)
            drill.step(range(number + 1, number + count + 1))
            number += count
        here.proxy.mend()
        if here.courier.poll() is not None:
            here.revive()
        wait_until(here.is_there, "the courier")
        here.drain()
        tap.note(f"{number} records; " + ", ".join(f"{count} {name}" for name, count in sorted(drill.done.items())))
        chaos.row("drill: cuts, kills of courier and central at random" + STORE, STEPS, *here.account())
    finally:
        here.stop()


def show_postgresql():
    done = subprocess.run([sys.executable, os.path.abspath(__file__)], env=dict(os.environ, YIJIAN_CENTRAL_STORE="postgresql"),
                          capture_output=True, text=True)
    for line in done.stdout.splitlines():
        if line.startswith(("# ", "not ok")):
            print(line if line.startswith("# ") else "# " + line, flush=True)
    check_equal(done.returncode, 0, done.stderr[-2000:] or "exit code")


def main():
    tests = tap.list_tests(__name__)
    if chaos.LONG and not POSTGRES:
        tests.append(("the same holds with PostgreSQL as central's store", show_postgresql))
    try:
        return tap.run("/chaos/central-dies", tests)
    finally:
        if "rig" in HERE:
            HERE["rig"].stop()


if __name__ == "__main__":
    sys.exit(main())
