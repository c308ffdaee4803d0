# SPDX-License-Identifier: Apache-2.0
"""The line to a virtual printer: HTTP on 127.0.0.1, that can be pulled out, put in again, and cut at any byte."""
import http.server
import socket
import socketserver
import threading

from print_rig_ipp import Request, pack_response
from print_rig_printer import Service

LARGEST_DOCUMENT = 64 << 20


class CutFile:
    """One direction of a connection; it ends where the line is cut."""

    def __init__(self, file, line):
        self.file, self.line = file, line

    def _passed(self, size):
        passed = self.line.pass_bytes(size)
        if passed < size:
            raise ConnectionResetError
        return passed

    def read(self, size):
        data = self.file.read(size)
        self._passed(len(data))
        return data

    def readline(self, limit=-1):
        data = self.file.readline(limit)
        self._passed(len(data))
        return data

    def write(self, data):
        passed = self.line.pass_bytes(len(data))
        self.file.write(data[:passed])
        if passed < len(data):
            raise ConnectionResetError
        return passed

    def flush(self):
        self.file.flush()

    def close(self):
        self.file.close()

    @property
    def closed(self):
        return self.file.closed


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

    def setup(self):
        super().setup()
        self.rfile, self.wfile = CutFile(self.rfile, self.server), CutFile(self.wfile, self.server)

    def log_message(self, *_):
        pass

    def _body(self):
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            size = int(self.headers.get("Content-Length", 0))
            return self.rfile.read(size) if 0 <= size <= LARGEST_DOCUMENT else None
        pieces, total = [], 0
        while True:
            size = int(self.rfile.readline(64).split(b";")[0], 16)
            total += size
            if size < 0 or total > LARGEST_DOCUMENT:
                return None
            pieces.append(self.rfile.read(size))
            self.rfile.readline(64)
            if size == 0:
                return b"".join(pieces)

    def do_POST(self):
        try:
            request = Request(self._body() or b"")
        except ValueError:
            self.send_error(400)
            self.close_connection = True
            return
        printer = self.server.service.printer
        printer.wait_while_mute(printer.power)
        status, attributes = self.server.service.answer(request)
        data = pack_response(request.version, status, request.request_id, attributes)
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """The plug: everything that is connected goes when it is pulled."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, printer, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.open, self.left, self.lock = set(), None, threading.Lock()
        self.uri = f"ipp://localhost:{self.server_port}/ipp/print"
        self.service = Service(printer, self.uri)
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def handle_error(self, request, client_address):
        """A connection that was cut is no news."""

    def get_request(self):
        connection, address = super().get_request()
        self.open.add(connection)
        return connection, address

    def shutdown_request(self, request):
        self.open.discard(request)
        super().shutdown_request(request)

    def cut_after(self, size):
        """All connections go, once, when @size more bytes have passed; the printer knows nothing of it."""
        with self.lock:
            self.left = size

    def pass_bytes(self, size):
        """How many of @size bytes pass."""
        with self.lock:
            if self.left is None:
                return size
            passed = min(size, self.left)
            self.left -= passed
        if passed < size:
            self.cut()
        return passed

    def cut(self):
        with self.lock:
            self.left = None
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def unplug(self):
        self.shutdown()
        self.server_close()
        self.cut()
