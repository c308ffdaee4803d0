#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Whatever comes twice, late, out of order, from copies of one outbox or with other bytes under a known name has one effect at central;
and what answers in central's place gets nothing and settles nothing."""
import hashlib
import http.server
import json
import os
import ssl
import subprocess
import sys
import tempfile
import threading

import chaos
import kiosk_rig
import scripted_central
import tap
from central_rig import from_base64url
from fault_proxy import AT_ONCE, UP, Fault
from tap import check, check_equal
from wire_rig import CopyRig, RelayRig

RECORDS = 300 if chaos.LONG else 60
FAKETIME = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
HERE = {}


def rig():
    if "rig" not in HERE:
        HERE["rig"] = RelayRig()
    return HERE["rig"]


def results(answer):
    check_equal(answer.status, 200, "status")
    return {result["id"]: (result["status"], result.get("receipt")) for result in json.loads(answer.body)["results"]}


def events(request):
    body = request.body
    if dict(request.fields).get("Content-Encoding") == "zstd":
        body = subprocess.run(["zstd", "-dcq"], input=body, capture_output=True, check=True).stdout
    return json.loads(body)


def same_as_before(first, again, what):
    for identity, (status, receipt) in results(again).items():
        check_equal((status, receipt), ("duplicate", first[identity][1]), f"{what}: {identity}")


def test_twice():
    """Every batch arrives twice, and the kiosk hears only the second answer"""
    here = rig()
    here.park(RECORDS)
    batches = []

    def rule(relay, request):
        first = relay.forward(request)
        if not request.is_batch:
            return first
        second = relay.forward(request)
        same_as_before(results(first), second, "the second time")
        batches.append(request)
        return second
    here.relay.rule = rule
    while here.waiting():
        here.round()
    here.drain()
    chaos.row("every batch delivered twice", len(batches), *here.account())


def keep_one_back(late):
    """A rule that keeps the first batch it sees and cuts its line."""
    wanted = len(late) + 1

    def rule(relay, request):
        if not request.is_batch or len(late) == wanted:
            return relay.forward(request)
        late.append(request)
        return None
    return rule


def test_late():
    """A batch whose line was cut arrives after all that came later"""
    here, late = rig(), []
    for _ in range(3):
        here.park(RECORDS // 3)
        here.relay.rule = keep_one_back(late)
        here.round()
        here.drain()
    check_equal(len(late), 3, "batches kept back")
    for request in reversed(late):
        check_equal({status for status, _ in results(here.relay.forward(request)).values()}, {"duplicate"}, "a batch that arrives late")
    chaos.row("batches reordered", len(late), *here.account())


def test_week_old():
    """All that was ever sent is sent once more by somebody who recorded it, at once and when a week has passed"""
    here = rig()
    here.submit_many(RECORDS)
    here.drain()
    recorded = here.relay.batches()
    first = {}
    for request in recorded:
        first.update(results(here.relay.forward(request)))
    check(os.path.exists(FAKETIME), "libfaketime is there")
    here.central.end()
    here.central.environment = dict(os.environ, LD_PRELOAD=FAKETIME, FAKETIME="+7d", FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1")
    try:
        here.central.start()
        for request in recorded:
            same_as_before(first, here.relay.forward(request), "a week later")
        here.central.end()
    finally:
        here.central.environment = None
    here.central.start()
    here.drain()
    chaos.row("recorded requests replayed, also a week later", 2 * len(recorded), *here.account())


def test_four_senders():
    """Four couriers with the same outbox send at once"""
    here = rig()
    refused = Fault(UP, AT_ONCE, times=1 << 30)
    here.proxy.drop_all()
    here.proxy.spoil(refused)
    sent = set(here.submit_many(RECORDS))
    here.processes.end(here.courier)
    copies = [CopyRig(here) for _ in range(4)]
    try:
        here.proxy.mend()
        threads = [threading.Thread(target=copy.round) for copy in copies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for copy in copies:
            for _ in range(20):
                if copy.waiting():
                    copy.round()
            check_equal(sent - {record["id"] for record in copy.list("accepted")}, set(), "what a copy has no receipt for")
    finally:
        for copy in copies:
            copy.stop()
    here.start()
    here.drain()
    chaos.row("four senders of one outbox at once", len(copies), *here.account())


class Forger(kiosk_rig.Kiosk):
    """Speaks with the courier's own key, which a thief of the whole disk would have."""

    listener = None

    def __init__(self, here):
        self.central = here.central
        with open(os.path.join(here.state_dir, "enrolment.json"), encoding="utf-8") as file:
            stored = json.load(file)
        self.enrolled, self.code = stored["answer"], stored["answer"]["kiosk"]
        self.epoch = here.status()["epoch"]
        pem = stored["device_key"].encode()
        self.key = kiosk_rig.serialization.load_pem_private_key(pem, None)
        self.reconnect()


def test_other_bytes():
    """Other bytes under a number or an id that central knows are a conflict, and what is stored stays as it was"""
    here = rig()
    here.submit_many(10)
    here.drain()
    known = {event["id"]: event for request in here.relay.batches() for event in events(request)}
    forger, tried = Forger(here), 0
    for event in list(known.values())[-10:]:
        header = json.loads(from_base64url(event["data"]["header_jws"].split(".")[1]))
        envelope = os.urandom(500)
        header["envelope"] = {"sha256": hashlib.sha256(envelope).hexdigest(), "bytes": len(envelope)}
        for changes in ({}, {"id": "00000000-0000-7000-9000-%012d" % tried}):
            forged = forger.make_event(envelope, dict(header, **changes))
            check_equal(forger.send(forged)[0]["status"], "conflict", "status of other bytes")
            tried += 1
    chaos.row("same id or number, other bytes", tried, *here.account())


def test_old_image():
    """A disk that is put back to an older image gives a number a second time: the first owner keeps it, the second is kept aside, loudly"""
    here = rig()
    here.drain()
    here.processes.end(here.courier)
    # A copy that hears from central first learns there which numbers are taken, and gives none of them out.
    here.proxy.drop_all()
    here.proxy.spoil(Fault(UP, AT_ONCE, times=1 << 30))
    copy = CopyRig(here)
    try:
        second = copy.submit(5002)
        copy.processes.end(copy.courier)
        here.start()
        first = here.submit(5001)
        here.drain()
        check_equal(first[1], second[1], "the reference that both were shown")
        copy.start()
        copy.round()
        check_equal([record["id"] for record in copy.list("dead")], [second[0]], "set aside at the kiosk that was put back")
        check(copy.ctl("queue", "list", "dead")[0]["reason"].startswith("central: conflict"), "and it says why")
    finally:
        copy.stop()
    chaos.row("disk put back to an older image", 1, *here.account())


def serve_portal(status, authority, fields=()):
    class Portal(http.server.BaseHTTPRequestHandler):
        timeout = 10

        def answer(self):
            self.send_response(status)
            for name, value in fields:
                self.send_header(name, value)
            self.end_headers()
            if status != 204:
                self.wfile.write(b"<html><title>Welcome to the free network</title></html>")
        do_GET = do_POST = do_PUT = answer

        def log_message(self, *_):
            pass
    server = scripted_central.Server.__new__(scripted_central.Server)
    http.server.ThreadingHTTPServer.__init__(server, ("127.0.0.1", 0), Portal)
    server.connections = set()
    if authority is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            file.write(authority.server())
            file.flush()
            context.load_cert_chain(file.name)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def test_portal():
    """A captive portal answers in central's place, plainly or with a certificate of its own"""
    here, login, tried = rig(), [("Location", "http://login.invalid/")], 0
    for authority in (None, scripted_central.Authority("Portal")):
        for status, fields in ((200, ()), (204, ()), (302, login), (511, ())):
            portal = serve_portal(status, authority, fields)
            here.proxy.drop_all()
            here.proxy.target = portal.server_address[:2]
            sent = set(here.submit_many(3))
            for _ in range(3):
                here.round()
            check_equal(sent - set(here.waiting()), set(), f"what {status} took away")
            portal.shutdown()
            portal.server_close()
            tried += 3
    here.proxy.target = here.relay.address
    here.proxy.drop_all()
    here.drain()
    chaos.row("captive portals: 200, 204, 302, 511, with and without TLS", tried, *here.account())


def main():
    try:
        return tap.run("/chaos/delivered-twice", tap.list_tests(__name__))
    finally:
        if "rig" in HERE:
            HERE["rig"].stop()


if __name__ == "__main__":
    sys.exit(main())
