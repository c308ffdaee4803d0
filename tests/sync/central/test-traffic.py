#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What a real courier and a real central say to each other, recorded between them and held to the description afterwards, by a validator
that shares no code with either."""
import base64
import hashlib
import http.client
import http.server
import json
import os
import socket
import ssl
import sys
import threading
import uuid

import sample_catalogue
from central_rig import BUILD
from openapi_check import SOURCE, Description
import tap
from tap import check, check_equal, note

sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))
from stack import Stack  # noqa: E402 - from the folder above
from processes import wait_until  # noqa: E402
from courier_rig import CourierRig, Gio  # noqa: E402

HOP_BY_HOP = {"connection", "transfer-encoding", "keep-alive"}


class Recorder(http.server.ThreadingHTTPServer):
    """Ends TLS as central does, passes everything on to @path with the caller's certificate, and keeps what was said."""

    daemon_threads = True

    def __init__(self, keys, path):
        super().__init__(("127.0.0.1", 0), Exchange)
        self.path, self.kept, self.lock = path, [], threading.Lock()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(os.path.join(keys, "server.crt"), os.path.join(keys, "server.key"))
        context.load_verify_locations(os.path.join(keys, "ca.crt"))
        context.verify_mode = ssl.CERT_REQUIRED
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address):
        """A courier that is told to stop leaves connections behind."""


class Exchange(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Nothing is written down but what is kept."""

    def pass_on(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        certificate = base64.b64encode(self.connection.getpeercert(binary_form=True)).decode()
        onward = http.client.HTTPConnection("central")
        onward.sock = socket.socket(socket.AF_UNIX)
        onward.sock.connect(self.server.path)
        fields = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
        onward.request(self.command, self.path, body or None, {**fields, "Client-Cert": f":{certificate}:"})
        answer = onward.getresponse()
        data = answer.read()
        onward.close()
        with self.server.lock:
            self.server.kept.append((self.command, self.path, self.headers, body, answer.status, answer.headers, data))
        self.send_response_only(answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in HOP_BY_HOP | {"content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", answer.headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = pass_on


class Hand(CourierRig):
    """Speaks to a courier that others started, as the kiosk does."""

    def __init__(self, bus):
        self.connection = Gio.DBusConnection.new_for_address_sync(
            bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)


class RecordedStack(Stack):
    """The stack, with the recorder on the line between courier and central."""

    def start_central(self):
        start, path = self.processes.start, self.path("proxy")

        def start_behind_proxy(name, command, **options):
            return start(name, command + (["--behind-proxy", "unix:" + path] if name == "central" else []), **options)
        self.processes.start = start_behind_proxy
        super().start_central()
        self.recorder = Recorder(self.path("central", "keys", "serve"), path)
        self.line.target = self.recorder.server_address


class Hall:
    def __init__(self):
        self.stack = RecordedStack(BUILD)
        self.stack.start_core(logged=False, courier_options=("--reconcile-seconds", "1"))  # a day, for those who read along
        self.catalogue = self.stack.path("catalogue")
        self.name = sample_catalogue.write(self.catalogue)
        key = self.stack.path("central", "keys", "catalogue", "minisign.key")
        bundle = self.stack.path("sample.ycat")
        self.stack.run(self.stack.program("yijianctl"), "catalog", "pack", self.catalogue, "-o", bundle, "--key", key)
        self.stack.central_command("catalog", "publish", bundle, "--keys", self.stack.path("central", "keys", "serve"))

    def submit(self, material=None):
        application = sample_catalogue.make_application(self.name, str(uuid.uuid4()))
        path = self.stack.path("tmp", "application.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(application, file, ensure_ascii=False)
        self.stack.ctl("submit", path, "--catalog", self.catalogue)
        return application["id"]

    def submit_with_page(self, page):
        """A record of opaque bytes with a page, over the courier's own interface."""
        hand, envelope = Hand(self.stack.bus), os.urandom(3000)
        with open(self.stack.path("central", "keys", "serve", "recipients.json"), encoding="utf-8") as file:
            recipients = [hashlib.sha256(entry["recipient"].encode()).hexdigest()[:16] for entry in json.load(file)]
        draft = hand.draft(1, envelope, [{"sha256": hand.put_material(page), "bytes": len(page)}])
        draft.update(recipients=recipients, item={"id": sample_catalogue.ITEM, "version": 1}, catalogue=self.name,
                     matters=list(sample_catalogue.MATTERS))
        hand.call("Submit", "(hs)", (0, json.dumps(draft)), hand.sealed(envelope))

    def list_compared(self):
        """Central's answers to what the courier wanted to compare. A day on which there was nothing to compare has none."""
        return [json.loads(kept[6])["reconciliation"] for kept in list(self.stack.recorder.kept)
                if kept[1] == "/v1/status" and kept[4] == 200 and b'"segments"' in kept[3]]

    def said(self, method, part):
        return any(kept[0] == method and part in kept[1] and kept[4] < 400 for kept in list(self.stack.recorder.kept))


def test_traffic(hall):
    """A courier enrols, sends, is cut off and sends again, hears of outcomes, takes a catalogue and changes its key"""
    stack = hall.stack
    first = hall.submit()
    wait_until(lambda: stack.records("accepted"), "the first receipt")
    stack.line.cut()
    for _ in range(5):
        hall.submit()
    stack.line.mend()
    wait_until(lambda: not stack.records("queued"), "the other receipts")
    case = next(row["case"] for row in stack.cases() if row["id"] == first)
    stack.central_command("case", "set", case, "--status", "accepted", "--reason", "")
    stack.central_command("kiosk", "rotate-key", stack.status()["kiosk"])

    def rotated():
        stack.ctl("sync", "now", check=False)
        return hall.said("POST", "/v1/certificates") and hall.said("GET", "/v1/catalogues/")
    wait_until(rotated, "the new key and the catalogue")
    hall.submit()
    hall.submit_with_page(os.urandom(300000))
    wait_until(lambda: not stack.records("queued"), "receipts under the new key")

    def compared():
        stack.ctl("sync", "now", check=False)
        return hall.list_compared()
    wait_until(compared, "a comparison of what is settled")
    check_equal(stack.records("rejected") + stack.records("dead"), [], "records that central does not take")


def test_described(hall):
    """Every request and every answer between them is as the description says"""
    description = Description()
    kept = list(hall.stack.recorder.kept)
    for method, target, fields, body, status, answer_fields, answer in kept:
        description.check(method, target, status, answer_fields, answer)
        if status < 400:
            description.check_request(method, target, fields, body, answer)
    asked = {(method, path) for method, path, status in description.seen if status == 404}  # a page that central does not have yet
    said = {f"{method} {path}" for method, path in description.requests | asked}
    wanted = {"POST /v1/batches", "PUT /v1/status", "GET /v1/outcomes", "GET /v1/catalogues/{region}", "GET /v1/catalogues/{region}.minisig",
              "POST /v1/certificates", "HEAD /v1/blobs/{sha256}", "PATCH /v1/blobs/{sha256}"}
    check_equal(sorted(wanted - said), [], "operations that the courier never used")
    note(f"{len(kept)} exchanges: " + ", ".join(sorted(said)))


def test_recorder(hall):
    """The recorder kept sealed records, receipts and a comparison of what is settled, so that the checks had something to look at"""
    batches = [kept for kept in hall.stack.recorder.kept if kept[1] == "/v1/batches" and kept[4] == 200]
    receipts = sum(len(json.loads(kept[6])["results"]) for kept in batches)
    compared = hall.list_compared()
    check(compared and all(segment["matched"] for answer in compared for segment in answer["segments"]), f"comparisons: {compared}")
    check(receipts >= 7 and all(kept[2]["Content-Encoding"] == "zstd" for kept in batches), f"{len(batches)} batches with {receipts} results")


def main():
    hall = Hall()
    try:
        return tap.run("central-traffic", tap.list_tests(__name__, hall))
    finally:
        hall.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
