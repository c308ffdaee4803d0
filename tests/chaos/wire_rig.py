# SPDX-License-Identifier: Apache-2.0
"""A real courier and a real central with a proxy between them, and the count of what became of every record.

The truth is taken at both ends: what the kiosk answered and what it holds as accepted, against rows, outbox rows and cases in
central's own database once it has ended.
"""
import collections
import hashlib
import json
import os
import shutil

import chaos  # noqa: F401 - puts the rigs of other folders within reach
import central_rig
import fault_proxy
import kiosk_rig
from courier_rig import NAME, PATH, CourierRig
from processes import wait_until
from tap import check, check_equal
from tls_relay import TlsRelay, busy, pass_on

ADMIN = "org.yijian.Courier1.Admin"
CASES_EACH = len(kiosk_rig.MATTERS)
RECORDS = "(SELECT submission.n, source.source, id FROM submission JOIN source ON source.n = source_id)" if central_rig.POSTGRES else "submission"


class RealCentral(central_rig.Central):
    """Reached through the proxy, if there is one; it may be killed and started again."""

    def __init__(self, proxy, *options, database=None):
        super().__init__(*(("--public-url", proxy.url) if proxy else ()), database=database)
        self.options += tuple(option.replace("{folder}", self.directory) for option in options)
        self.proxy, self.front = proxy, None  # address of what stands before it, if something does

    def start(self, *more):
        super().start(*more)
        if self.proxy:
            self.proxy.target = self.front or ("127.0.0.1", int(self.urls["listen"].rsplit(":", 1)[1]))
        return self

    def stop(self):
        self.remove()

    def ledger(self):
        """(rows, outbox rows, cases) as counters by (source, id); central must have ended."""
        questions = (f"SELECT source, id FROM {RECORDS} s", f"SELECT source, id FROM outbox JOIN {RECORDS} s ON submission = s.n",
                     f"SELECT source, id FROM matter_case JOIN {RECORDS} s ON submission = s.n")
        return [collections.Counter(tuple(row) for row in self.ask_database(question)) for question in questions]


def peak_mib(pid):
    """The most memory that a process ever had resident."""
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


class WireRig(CourierRig):
    def __init__(self, *central_options, options=(), **more):
        self.proxy = fault_proxy.FaultProxy()
        self.central_options = central_options
        self.answered, self.accounted = {}, 0  # id -> reference, of every Submit that was answered
        super().__init__(options=options, **more)

    def make_central(self):
        return RealCentral(self.proxy, *self.central_options).start()

    def enrol(self):
        self.ctl("provision", "--central", self.central.urls["admin"], "--token", self.central.token(), "--ca",
                 os.path.join(self.central.keys, "serve", "ca.crt"))
        told = lambda: self.call("Get", "(ss)", (NAME, "Provisioning"), interface="org.freedesktop.DBus.Properties")[0]
        wait_until(told, "the courier to tell what it was enrolled for")  # a moment after the answer
        self.recipients = json.loads(told())["recipients"]
        self.round()

    def draft(self, number, envelope, materials=()):
        return dict(super().draft(number, envelope, materials), item=kiosk_rig.ITEM_NAME, catalogue=kiosk_rig.CATALOGUE_NAME,
                    matters=kiosk_rig.MATTERS, recipients=[hashlib.sha256(r.encode()).hexdigest()[:16] for r in self.recipients])

    def envelope(self, number, size):
        return hashlib.shake_256(str(number).encode()).digest(size)  # as little to be compressed as a sealed one

    def submit(self, number=None, materials=(), size=2000):
        identity, reference = super().submit(number, materials, size)
        self.answered[identity] = reference
        return identity, reference

    def hand_over(self, number, size, before=lambda: None):
        identity, reference = super().hand_over(number, size, before)
        self.answered[identity] = reference
        return identity, reference

    def submit_many(self, count, size=2000):
        return [self.submit(size=size)[0] for _ in range(count)]

    def round(self):
        """One round of sync, asked for without a program in between."""
        return json.loads(self.call("SyncNow", "()", (), interface=ADMIN, timeout=300000)[0])

    def call_sync_now(self):
        """Asks for a round and does not wait for its end."""
        self.connection.call(NAME, PATH, ADMIN, "SyncNow", None, None, 0, 300000, None, None)

    def drain(self, rounds=60):
        """Rounds on a line that is whole, until nothing waits."""
        self.proxy.mend()
        for _ in range(rounds):
            result = self.round()
            if not self.waiting():
                return
        check_equal(self.waiting(), [], f"left after {rounds} rounds on a whole line; the last said {result}")

    def waiting(self):
        return [record["id"] for record in self.list("queued")]

    def list(self, state=""):
        records = []
        while page := json.loads(self.call("List", "(st)", (state, records[-1]["seq"] if records else 0), interface=ADMIN)[0]):
            records += page
        return records

    def account(self, cases_each=CASES_EACH):
        """(acknowledged since the last account, lost, doubled) by set difference at central, which is stopped and started for it.
        Acknowledged: the kiosk was shown a number."""
        records = self.list()
        held = {record["id"]: record["reference"] for record in records}
        check_equal({i: held.get(i) for i in self.answered}, self.answered, "what was answered is in the outbox")
        check_equal(sorted(record["seq"] for record in records), list(range(1, len(records) + 1)), "numbers")
        check_equal([record["id"] for record in records if record["state"] == "dead"], [], "set aside")
        waiting = {record["id"] for record in records if record["state"] in ("queued", "held")}
        check_equal(self.central.end(), 0, "exit code of central")
        rows, outbox, cases = self.central.ledger()
        at_central = collections.Counter(identity for _, identity in rows)
        check(set(outbox) == set(rows) == set(cases), "every row at central has its outbox row and its cases")
        check(all(rows[key] == outbox[key] == 1 for key in rows), "central's own tables keep a record once")
        lost = len(set(held) - set(at_central) - waiting)
        doubled = sum(n - 1 for n in at_central.values()) + sum(n != cases_each for n in cases.values())
        acknowledged, self.accounted = len(self.answered) - self.accounted, len(self.answered)
        self.central.start()
        return acknowledged, lost, doubled

    def stop(self):
        try:
            super().stop()
        finally:
            self.proxy.close()



class RelayRig(WireRig):
    """With a relay before central that sees every request, and may change it and its answer."""

    def __init__(self, **more):
        super().__init__("--behind-proxy", "unix:{folder}/proxy", **more)

    def make_central(self):
        central = super().make_central()
        self.relay = TlsRelay(os.path.join(central.keys, "serve"), central.path("proxy"))
        central.front = self.proxy.target = self.relay.address
        return central

    def park(self, count, size=2000):
        """Hands over records that nobody has tried to send in vain yet: central asks to wait meanwhile. Their ids."""
        self.relay.rule = busy
        sent = self.submit_many(count, size)
        self.round()
        return sent

    def drain(self, rounds=60):
        self.relay.rule = pass_on
        super().drain(rounds)

    def stop(self):
        try:
            super().stop()
        finally:
            self.relay.close()


class CopyRig(WireRig):
    """Another courier on a copy of the outbox of @original, which must have ended; both speak to the same central."""

    def __init__(self, original):
        self.original = original
        super().__init__(enrol=False)

    def make_central(self):
        shutil.copytree(self.original.state_dir, self.state_dir)
        self.recipients = self.original.recipients
        return self.original.central

    def stop(self):
        self.processes.end(self.courier)
        self.connection.close_sync(None)
        self.processes.end_all()
        self.proxy.close()
        shutil.rmtree(self.directory, ignore_errors=True)
