# SPDX-License-Identifier: Apache-2.0
"""Stands before a real central as a proxy that ends TLS does: central's own certificate towards kiosks, a Unix socket with Client-Cert
(RFC 9440) behind. What it sees it keeps, and `rule` decides what becomes of each request and of its answer."""
import base64
import http.client
import http.server
import os
import socket
import ssl
import threading

HOP_BY_HOP = ("connection", "transfer-encoding", "content-length", "keep-alive")


class Request:
    def __init__(self, method, path, fields, body, certificate):
        self.method, self.path, self.fields, self.body, self.certificate = method, path, fields, body, certificate

    @property
    def is_batch(self):
        return self.method == "POST" and self.path == "/v1/batches"


class Answer:
    """@pieces: an iterable of bytes in place of @body, sent in chunks for as long as somebody reads."""

    def __init__(self, status, fields, body=b"", pieces=None):
        self.status, self.fields, self.body, self.pieces = status, fields, body, pieces

    def changed(self, body=None, status=None, pieces=None, **fields):
        kept = [(name, value) for name, value in self.fields if name.replace("-", "_") not in fields]
        return Answer(status or self.status, kept + [(name.replace("_", "-"), value) for name, value in fields.items()],
                      self.body if body is None else body, pieces)


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def relay(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, list(self.headers.items()), body, self.connection.getpeercert(True))
        relay = self.server.relay
        with relay.lock:
            relay.seen.append(request)
        answer = relay.rule(relay, request)
        if answer is None:  # the line is cut instead
            self.close_connection = True
            self.connection.close()
            return
        self.send_response_only(answer.status)
        for name, value in answer.fields:
            self.send_header(name, value)
        if answer.pieces is None:
            self.send_header("Content-Length", str(len(answer.body)))
        else:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if self.command == "HEAD" or answer.status in (204, 304):
            return
        self.wfile.write(answer.body if answer.pieces is None else b"")
        for piece in answer.pieces or ():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if answer.pieces is not None:
            self.wfile.write(b"0\r\n\r\n")

    do_GET = do_POST = do_PUT = do_HEAD = do_PATCH = relay


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A kiosk that hung up is part of the tests."""


class TlsRelay:
    """@keys: the folder of central's serving keys; @path: its Unix socket."""

    def __init__(self, keys, path):
        self.path, self.rule, self.seen, self.lock = path, pass_on, [], threading.Lock()
        self.last = None  # the last answer of central's to a batch
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(os.path.join(keys, "server.crt"), os.path.join(keys, "server.key"))
        context.load_verify_locations(os.path.join(keys, "ca.crt"))
        context.verify_mode = ssl.CERT_REQUIRED
        self.server = _Server(("127.0.0.1", 0), Handler)
        self.server.relay = self
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self):
        return self.server.server_address[:2]

    def forward(self, request):
        """What central says to it, perhaps not for the first time."""
        connection = http.client.HTTPConnection("central")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.settimeout(120)
        connection.sock.connect(self.path)
        fields = {name: value for name, value in request.fields if name.lower() not in HOP_BY_HOP}
        fields["Client-Cert"] = ":" + base64.b64encode(request.certificate).decode() + ":"
        fields["Connection"] = "close"
        connection.request(request.method, request.path, request.body or None, fields)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        answer = Answer(response.status, [(name, value) for name, value in response.getheaders() if name.lower() not in HOP_BY_HOP], body)
        if request.is_batch:
            self.last = answer
        return answer

    def batches(self):
        with self.lock:
            return [request for request in self.seen if request.is_batch]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def pass_on(relay, request):
    return relay.forward(request)


def busy(relay, request):
    """Central asks to wait, for as long as a test prepares."""
    return Answer(503, [("Retry-After", "3000"), ("Content-Type", "application/problem+json")],
                  b'{"type":"urn:yijian:problem:busy","status":503}') if request.is_batch else relay.forward(request)
