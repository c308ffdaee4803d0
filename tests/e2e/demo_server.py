# SPDX-License-Identifier: Apache-2.0
"""Serves the page of controls on 127.0.0.1, at a port that the kernel chooses.

A page of somebody else's in the same browser can neither read nor press anything: the Host must be ours, and a press
needs a header that only our own page can set without being asked."""
import http.server
import json
import os
import sys
import threading

from processes import Failure

PAGES = {"/": ("index.html", "text/html"), "/demo.css": ("demo.css", "text/css"), "/demo.js": ("demo.js", "text/javascript")}
FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "demo")
NOVNC = "/usr/share/novnc"
LARGEST_PRESS = 4096
POLICY = "default-src 'self'; connect-src 'self' ws://127.0.0.1:*; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def log_message(self, *_):
        pass

    def _answer(self, status, kind, data):
        self.send_response(status)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith(("text", "application/json")) else ""))
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(data)

    def _json(self, value, status=200):
        self._answer(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _is_ours(self):
        return self.headers.get("Host") == f"127.0.0.1:{self.server.server_port}"

    def _guard(self, work):
        if not self._is_ours():
            self._json({"error": "this address is only for this machine"}, 403)
            return
        try:
            work()
        except (KeyError, ValueError) as missing:
            self._json({"error": f"there is no {missing}"}, 404)
        except (Failure, OSError) as failure:
            self._json({"error": str(failure)}, 502)

    def do_GET(self):
        self._guard(self._get)

    def _get(self):
        controls = self.server.controls
        if self.path in PAGES:
            name, kind = PAGES[self.path]
            with open(os.path.join(FOLDER, name), "rb") as file:
                self._answer(200, kind, file.read())
        elif self.path == "/describe":
            self._json(controls.describe())
        elif self.path == "/state":
            self._json(controls.state())
        elif self.path == "/opened":
            self._json(controls.opened_records())
        elif self.path.startswith("/receipts/"):
            with open(controls.receipt_picture(int(self.path.rsplit("/", 1)[1])), "rb") as file:
                self._answer(200, "image/png", file.read())
        elif self.path.startswith("/novnc/"):
            self._script(self.path[len("/novnc/"):])
        else:
            raise KeyError(self.path)

    def _script(self, name):
        """A file of Debian's noVNC, and nothing beside its folder."""
        path = os.path.realpath(os.path.join(NOVNC, name))
        if not path.startswith(NOVNC + "/") or not path.endswith(".js") or not os.path.isfile(path):
            raise KeyError(name)
        with open(path, "rb") as file:
            self._answer(200, "text/javascript", file.read())

    def do_POST(self):
        self._guard(self._post)

    def _post(self):
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(size, LARGEST_PRESS))
        if self.path != "/press" or size > LARGEST_PRESS or self.headers.get("X-Yijian-Demo") != "press":
            self.close_connection = True
            self._json({"error": "that cannot be pressed"}, 403)
            return
        press = json.loads(body)
        self.server.controls.act(press["control"], press.get("argument", ""))
        self._json(self.server.controls.state())


class ControlServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, controls):
        super().__init__(("127.0.0.1", 0), Handler)
        self.controls = controls
        self.url = f"http://127.0.0.1:{self.server_port}/"
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def handle_error(self, request, client_address):
        """A browser that hung up is no news; the rest belongs on the console."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def end(self):
        self.shutdown()
        self.server_close()
