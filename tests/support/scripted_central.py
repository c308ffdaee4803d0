# SPDX-License-Identifier: Apache-2.0
"""A central that says what a test tells it to: HTTPS with a CA of its own, real receipts, and every wrong answer.

`answers` is a list of what the next batches get; when it is empty, `then` is what all further ones get. Each is a
function of the handler and the batch. What was accepted stands in `accepted`: (source, id) -> digest.
"""
import base64
import datetime
import hashlib
import http.server
import ipaddress
import json
import socket
import ssl
import subprocess
import threading

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID

PEM = serialization.Encoding.PEM
RECIPIENTS = ["age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
              "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"]
CATALOGUE_KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Authority:
    """A certificate authority that makes certificates for servers and kiosks."""

    def __init__(self, name="Test CA"):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key.public_key(), ca=True)
        self.pem = self.certificate.public_bytes(PEM).decode()

    def _sign(self, subject, public_key, ca=False, names=None, days=(-1, 30)):
        now = datetime.datetime.utcnow()
        builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(public_key)
                   .serial_number(x509.random_serial_number())
                   .not_valid_before(now + datetime.timedelta(days[0])).not_valid_after(now + datetime.timedelta(days[1]))
                   .add_extension(x509.BasicConstraints(ca, None), critical=True))
        if names:
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def server(self, days=(-1, 30)):
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "central")]), key.public_key(),
                                 names=[x509.IPAddress(ipaddress.ip_address("127.0.0.1"))], days=days)
        return certificate.public_bytes(PEM) + key.private_bytes(PEM, serialization.PrivateFormat.PKCS8,
                                                                 serialization.NoEncryption())

    def kiosk(self, csr_pem, code):
        csr = x509.load_pem_x509_csr(csr_pem.encode())
        certificate = self._sign(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, code)]), csr.public_key())
        return certificate.public_bytes(PEM).decode()


class Signer:
    """Receipts by an Ed25519 key."""

    def __init__(self):
        self.key = ed25519.Ed25519PrivateKey.generate()
        raw = self.key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        self.kid = hashlib.sha256(raw).hexdigest()[:16]
        self.public = {"kid": self.kid, "public_key": b64url(raw)}

    def receipt(self, event, verdict="accepted", **changes):
        payload = {"schema": 1, "id": event["id"], "digest": digest_of(event), "source": event["source"],
                   "seq": int(event["sequence"]), "central_epoch": "00" * 8, "verdict": verdict,
                   "received": "2026-11-20T00:00:00Z", "cases": []}
        payload.update(changes)
        head = json.dumps({"alg": "EdDSA", "kid": self.kid, "typ": "yijian-receipt+jws"}, separators=(",", ":"))
        signed = b64url(head.encode()) + "." + b64url(json.dumps(payload).encode())
        return signed + "." + b64url(self.key.sign(signed.encode()))


def digest_of(event):
    return hashlib.sha256(event["data"]["header_jws"].encode()).hexdigest()


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, central):
        super().__init__(("127.0.0.1", port), Handler)
        self.central = central
        self.connections = set()

    def get_request(self):
        connection, address = super().get_request()
        self.connections.add(connection)
        return connection, address

    def shutdown_request(self, request):
        self.connections.discard(request)
        super().shutdown_request(request)

    def drop_all(self):
        for connection in list(self.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def handle_error(self, request, client_address):
        pass  # a peer that hangs up is part of the tests


class Central:
    def __init__(self):
        self.authority = Authority()
        self.signer = Signer()
        self.lock = threading.RLock()
        self.answers, self.then = [], accept
        self.catalogue_key, self.catalogue, self.catalogue_asked = CATALOGUE_KEY, None, []
        self.batches, self.accepted, self.receipts, self.blobs, self.offsets = [], {}, {}, {}, {}
        self.finished = set()  # blobs whose upload was ended
        self.blob_cuts = []  # further ones after blob_cut
        self.standing = {}  # what else the answer to a status says
        self.statuses = []  # all that came
        self.reconcile = None  # what else the answer to a question says, made of its status; None: as an earlier version, which does not know it
        self.server = None
        self.port = 0

    def start(self, pem=None):
        import os
        import tempfile
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(pem or self.authority.server())
        context.load_cert_chain(file.name)
        os.unlink(file.name)
        self.server = Server(self.port, self)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server.server_address[1]
        self.url = f"https://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self):
        """Connections that are kept alive end too: a server that is gone does not go on answering."""
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server.drop_all()
            self.server = None

    def enrol(self, request):
        return {"kiosk": "7K3M", "certificate": self.authority.kiosk(request["csr"], "7K3M"), "ca": self.authority.pem,
                "central": self.url, "region": "000000", "hall": {}, "recipients": RECIPIENTS,
                "receipt_keys": [self.signer.public], "catalogue_key": self.catalogue_key}

    def judge(self, event):
        """What a good central says: the same receipt for the same record."""
        key = (event["source"], event["id"])
        with self.lock:
            known = key in self.accepted
            if not known:
                self.accepted[key] = digest_of(event)
                self.receipts[key] = self.signer.receipt(event)
            return {"id": event["id"], "status": "duplicate" if known else "accepted", "receipt": self.receipts[key]}


# ---- answers ----

def results(make):
    """200 with a result an event."""
    def answer(handler, batch):
        handler.send_json(200, {"results": [r for r in (make(handler.central, event) for event in batch) if r],
                                "contiguous_through": 0, "gaps": [], "server_ms": 0, "pace": {"batch": 500, "interval_ms": 0}})
    return answer


accept = results(lambda central, event: central.judge(event))


def status(code, body=b"", content_type="text/html", **headers):
    def answer(handler, batch):
        handler.send(code, body, content_type, headers)
    return answer


def problem(code, name="test", **headers):
    body = json.dumps({"type": "urn:yijian:problem:" + name, "title": "a problem", "status": code}).encode()
    return status(code, body, "application/problem+json", **headers)


def cut(after=b""):
    """Hangs up, perhaps in the middle of an answer."""
    def answer(handler, batch):
        if after:
            handler.wfile.write(after)
            handler.wfile.flush()
        handler.close_connection = True
        handler.connection.close()
    return answer


def unless(condition, bad, good=None):
    """@bad for a batch that has an event for which @condition holds."""
    def answer(handler, batch):
        (bad if any(condition(event) for event in batch) else good or accept)(handler, batch)
    return answer


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection, by the paths of the description."""

    protocol_version = "HTTP/1.1"
    timeout = 30

    @property
    def central(self):
        return self.server.central

    def log_message(self, *args):
        pass

    def send(self, code, body, content_type="application/json", headers=None):
        self.send_response(code)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def send_json(self, code, value):
        self.send(code, json.dumps(value).encode())

    def body(self):
        data = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "zstd":
            data = subprocess.run(["zstd", "-dcq"], input=data, capture_output=True, check=True).stdout
        return data

    def do_POST(self):
        data = self.body()
        if self.path == "/v1/enrolments":
            self.send_json(201, self.central.enrol(json.loads(data)))
            return
        batch = json.loads(data)
        with self.central.lock:
            self.central.batches.append([event["id"] for event in batch])
            answer = self.central.answers.pop(0) if self.central.answers else self.central.then
        answer(self, batch)

    def do_PUT(self):
        status = json.loads(self.body())
        with self.central.lock:
            self.central.statuses.append(status)
        said = self.central.reconcile(status) if "segments" in status.get("reconciliation", {}) and self.central.reconcile else {}
        self.send_json(200, {"pace": {"batch": 500, "interval_ms": 0}, "commands": [], "server_ms": 0, **said, **self.central.standing})

    def do_GET(self):
        if self.path.startswith("/v1/outcomes"):
            self.send_json(200, {"outcomes": [], "next": 0})
        elif self.path.startswith("/v1/catalogues/") and self.central.catalogue:
            self.send_catalogue(*self.central.catalogue)
        else:
            self.send(404, b"", "text/plain")

    def send_catalogue(self, bundle, signature):
        tag = '"%s"' % hashlib.sha256(bundle + signature).hexdigest()[:32]
        self.central.catalogue_asked.append((self.path, self.headers.get("If-None-Match") == tag))
        if self.headers.get("If-None-Match") == tag:
            self.send(304, b"", headers={"ETag": tag})
        elif self.path.endswith(".minisig"):
            self.send(200, signature, "text/plain", {"ETag": tag})
        else:
            self.send(200, bundle, "application/octet-stream", {"ETag": tag})

    def do_HEAD(self):
        name = self.path.rsplit("/", 1)[1]
        blob = self.central.blobs.get(name)
        self.send(404 if blob is None else 200, b"", "text/plain", {} if blob is None else self.where(name))

    def where(self, name):
        return {"Upload_Offset": len(self.central.blobs[name]), "Upload_Complete": "?1" if name in self.central.finished else "?0"}

    def do_PATCH(self):
        name, data = self.path.rsplit("/", 1)[1], self.body()
        have = self.central.blobs.setdefault(name, b"")
        if int(self.headers["Upload-Offset"]) != len(have):
            self.send(409, b"", "text/plain", self.where(name))
            return
        self.central.offsets.setdefault(name, []).append(len(have))
        limit = getattr(self.central, "blob_cut", None)
        self.central.blobs[name] = have + (data if limit is None else data[:limit])
        if limit is not None:
            self.central.blob_cut = self.central.blob_cuts.pop(0) if self.central.blob_cuts else None
            self.close_connection = True
            self.connection.close()
            return
        if self.headers.get("Upload-Complete") == "?1":
            self.central.finished.add(name)
        self.send(204, b"", "text/plain", self.where(name))
