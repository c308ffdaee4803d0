# SPDX-License-Identifier: Apache-2.0
"""What may stand where central should be: a TLS server with central's own certificate that answers as it is told."""
import http.server
import json
import os
import ssl
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.server.changed:
            self.server.requests.append((self.command, self.path, len(body)))
            self.server.changed.notify_all()
        status, kind, text = self.server.script
        if status is None:
            self.server.silent.wait(30)
            self.close_connection = True
            return
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if 300 <= status < 400:
            self.send_header("Location", "https://127.0.0.1:1/elsewhere")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_GET = do_POST = do_PUT = do_HEAD = do_PATCH = answer


class ScriptedCentral(http.server.ThreadingHTTPServer):
    """@keys: the folder that `yijian-central keys init` wrote its serving keys to."""
    daemon_threads = True
    PROBLEM = (500, "application/problem+json", json.dumps({"type": "about:blank", "title": "Internal", "status": 500}))
    PORTAL = (200, "text/html", "<html><body>Please log in to the hall's network</body></html>")
    EMPTY = (200, "application/json", "")
    LISTLESS = (200, "application/json", json.dumps({"results": []}))
    REDIRECT = (302, "text/html", "<a href='/'>moved</a>")
    SILENT = (None, "", "")

    def __init__(self, keys):
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(os.path.join(keys, "server.crt"), os.path.join(keys, "server.key"))
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.script, self.requests = self.PROBLEM, []
        self.changed, self.silent = threading.Condition(), threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def handle_error(self, request, client_address):
        """A client that hung up is no news."""

    @property
    def address(self):
        return self.server_address[:2]

    def say(self, script):
        with self.changed:
            self.script, self.requests = script, []

    def batches(self):
        with self.changed:
            return sum(1 for method, path, size in self.requests if method == "POST" and path.startswith("/v1/batches") and size)

    def end(self):
        self.silent.set()
        self.shutdown()
        self.server_close()
