#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A whole province comes back after a day without central: every kiosk with its own key, certificate and address, and with real signed
records. Those that keep the pace that central asked for come as thinly as it asked; all are served, also when none of them keeps it."""
import asyncio
import collections
import json
import sys
import time

import chaos
import kiosk_rig
import tap
from tap import check, check_equal
from wire_rig import CASES_EACH, RealCentral

KIOSKS, RECORDS_EACH, SPREAD_SECONDS = (1000, 20, 60) if chaos.LONG else (60, 8, 4)
PARTS = 4  # of the window; in each about as many first contacts as in the others
REFUSALS_SHARE = 0.05  # of all answers may ask to wait; more is a storm
BACKOFF_SECONDS, BACKOFF_CAP_SECONDS = 0.5, 16
TYPE = "application/cloudevents-batch+json"


class Herd:
    def __init__(self, rand):
        self.rand = rand
        self.central = RealCentral(None, "--spread", str(SPREAD_SECONDS)).start()
        self.kiosks = [kiosk_rig.Kiosk(self.central) for _ in range(KIOSKS)]
        self.answers, self.arrivals, self.receipts, self.sent = collections.Counter(), [], {}, {}
        self.peak_in_flight = 0

    def prepare(self):
        """A day's records of every kiosk."""
        return [[kiosk.make_event(self.rand.randbytes(600)) for _ in range(RECORDS_EACH)] for kiosk in self.kiosks]

    async def open(self, number):
        """From an address of its own: a whole province does not stand behind one."""
        kiosk = self.kiosks[number]
        return await asyncio.open_connection(kiosk.caller.host, kiosk.caller.port, ssl=kiosk.caller.context, server_hostname=kiosk.caller.host,
                                             local_addr=(f"127.1.{number // 250}.{number % 250 + 1}", 0))

    async def post(self, lines, events):
        reader, writer = lines
        body = json.dumps(events).encode()
        writer.write(f"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: {TYPE}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        return int(head[0].split()[1]), fields, await reader.readexactly(int(fields["content-length"]))

    async def visit(self, number, events, pace):
        """One connection's worth: True when all is settled."""
        lines = await self.open(number)
        try:
            while events:
                status, fields, body = await self.post(lines, events[:pace["batch"]])
                self.answers[status] += 1
                if status != 200:
                    await asyncio.sleep(int(fields.get("retry-after", "1")) + self.rand.random())
                    continue
                answer = json.loads(body)
                pace.update(answer["pace"])
                for result in answer["results"]:
                    self.receipts[result["id"]] = result["receipt"]
                events[:] = [event for event in events if event["id"] not in self.receipts]
                await asyncio.sleep(pace["interval_ms"] / 1000 * (1 + self.rand.random()) if events else 0)
        finally:
            lines[1].close()

    async def come_back(self, number, events, spread_seconds):
        pace, failures = {"batch": 500}, 0
        wait_seconds = self.rand.random() * spread_seconds
        self.arrivals.append(time.monotonic() + wait_seconds)  # when it was due: that all of them share one slow machine is this test's alone
        await asyncio.sleep(wait_seconds)
        while events:
            try:
                await self.visit(number, events, pace)
            except (OSError, EOFError) as error:
                failures += 1
                self.answers[type(error).__name__] += 1
                await asyncio.sleep(self.rand.random() * min(BACKOFF_SECONDS * 2 ** failures, BACKOFF_CAP_SECONDS))

    async def watch(self):
        """What central itself says that it has in hand."""
        while True:
            metrics = await asyncio.to_thread(lambda: self.central.admin().ask("GET", "/metrics").body.decode())
            self.peak_in_flight = max([self.peak_in_flight] + [int(line.split()[1]) for line in metrics.splitlines()
                                                               if line.startswith("yijian_batches_in_flight ")])
            await asyncio.sleep(0.2)

    async def all_come(self, spread_seconds):
        days = self.prepare()
        self.sent.update({event["id"]: event for events in days for event in events})
        self.answers.clear()
        self.arrivals.clear()
        self.peak_in_flight = 0
        watcher, started = asyncio.create_task(self.watch()), time.monotonic()
        await asyncio.gather(*(self.come_back(i, events, spread_seconds) for i, events in enumerate(days)))
        watcher.cancel()
        seconds = time.monotonic() - started
        tap.note(f"{KIOSKS} kiosks, {KIOSKS * RECORDS_EACH} records in {seconds:.1f} s; first contacts a second at most {self.peak_arrivals()}; "
                 f"batches in hand at most {self.peak_in_flight}; answers {dict(self.answers)}")

    def peak_arrivals(self, seconds=1):
        """The most first contacts within any so many seconds."""
        return max(sum(start <= other < start + seconds for other in self.arrivals) for start in self.arrivals)

    def account(self):
        check_equal(self.central.end(), 0, "exit code of central")
        rows, outbox, cases = self.central.ledger()
        for identity, receipt in list(self.receipts.items())[:50]:
            self.kiosks[0].open_receipt(receipt, self.sent[identity])
        doubled = sum(n - 1 for table in (rows, outbox) for n in table.values()) + sum(n != CASES_EACH for n in cases.values())
        return len(self.receipts), len(set(self.sent) - {identity for _, identity in rows}), doubled


HERE = {}


def herd():
    if "herd" not in HERE:
        HERE["herd"] = Herd(chaos.make_random("herd"))
    return HERE["herd"]


def test_in_pace():
    """Kiosks that spread their first contacts over the window that central named come no thicker than that, and all are served"""
    here = herd()
    spread_ms = here.kiosks[0].post([here.kiosks[0].make_event()]).json()["pace"]["spread_ms"]
    here.kiosks[0].seq = 0
    here.kiosks[0].epoch = "00" * 8  # that one record came before the outage and is another outbox's
    check_equal(spread_ms, SPREAD_SECONDS * 1000, "the window that central names while nothing presses")
    asyncio.run(here.all_come(spread_ms / 1000))
    even, peak = KIOSKS / PARTS, here.peak_arrivals(SPREAD_SECONDS / PARTS)
    check(peak <= even + 5 * even ** 0.5 + 1, f"{peak} first contacts within a {PARTS}th of the window, {even:.0f} were asked for")
    refusals = here.answers[429] + here.answers[503]
    check(refusals <= REFUSALS_SHARE * sum(here.answers.values()), f"a storm of refusals: {dict(here.answers)}")
    check_equal(len(here.receipts), KIOSKS * RECORDS_EACH, "records with a receipt")


def test_all_at_once():
    """Kiosks that all come at the same moment get what they need in the end"""
    here = herd()
    asyncio.run(here.all_come(0))
    check_equal(len(here.receipts), 2 * KIOSKS * RECORDS_EACH, "records with a receipt")


def test_account():
    """Every record of both days is at central once"""
    here = herd()
    chaos.row(f"herd of {KIOSKS} kiosks after a day, in pace and at once", 2 * KIOSKS, *here.account())


if __name__ == "__main__":
    sys.exit(tap.run("/chaos/herd", tap.list_tests(__name__), stop_at_first=True))
