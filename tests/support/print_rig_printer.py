# SPDX-License-Identifier: Apache-2.0
"""A receipt printer with an 80 mm roll that speaks IPP/2.0 over TCP on 127.0.0.1, in this process.

It behaves as a real one does where it matters: it prints one job at a time, stops while it has no
paper or an open cover, tells so in printer-state-reasons also while idle, drops a cancelled job as
long as no paper has moved, and forgets everything when it is unplugged. What it "prints" is a PDF file
in the output folder; a document that is no PDF feeds no paper.
"""
import http.server
import os
import socket
import socketserver
import threading
import time

from print_rig_ipp import (BEGIN_COLLECTION, BOOLEAN, CHARSET, ENUM, INTEGER, JOB, KEYWORD, LANGUAGE, MIME, NAME,
                           PRINTER, RANGE, RESOLUTION, TEXT, URI, Request, pack_response)

PENDING, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 5, 6, 7, 8, 9
IDLE, PRINTER_PROCESSING, PRINTER_STOPPED = 3, 4, 5
OK, BAD_REQUEST, NOT_POSSIBLE, NOT_FOUND, NO_OPERATION, BUSY = 0, 0x0400, 0x0404, 0x0406, 0x0501, 0x0507
PRINT_JOB, VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB = 2, 4, 5, 6, 8
GET_JOB, GET_JOBS, GET_PRINTER, IDENTIFY = 9, 10, 11, 0x3C
LARGEST_DOCUMENT = 64 << 20
FORMATS = ["application/pdf", "application/octet-stream"]


class Job:
    def __init__(self, number, name, user):
        self.number, self.name, self.user = number, name, user
        self.state, self.document, self.sheets, self.cancelled = PENDING, None, 0, False

    @property
    def ended(self):
        return self.state >= CANCELED


class Printer:
    """What the machine itself knows; everything under one lock."""

    def __init__(self, output, sheet_seconds):
        self.output, self.sheet_seconds = output, sheet_seconds
        self.changed = threading.Condition(threading.RLock())
        self.jobs, self.next_job, self.sheets, self.power = {}, 1, 0, 0
        self.reasons, self.held, self.mute, self.started = set(), False, False, time.monotonic()

    def blocked(self):
        return bool(self.reasons & {"media-empty", "cover-open", "media-jam"})

    def active(self):
        return next((job for job in self.jobs.values() if not job.ended), None)

    def waiting(self):
        """A document that paper will be moved for; a status job is none."""
        return any(not job.ended and not job.sheets and (job.document or b"").startswith(b"%PDF-")
                   for job in self.jobs.values())

    def create(self, name, user):
        with self.changed:
            if self.active():
                return None
            job = self.jobs[self.next_job] = Job(self.next_job, name, user)
            self.next_job += 1
            return job

    def feed(self, job, document):
        with self.changed:
            job.document = document
            job.state = PROCESSING
            threading.Thread(target=self._print, args=(job, self.power), daemon=True).start()

    def cancel(self, job):
        with self.changed:
            if job.ended:
                return False
            job.cancelled = True
            if job.document is None:
                job.state = CANCELED
            self.changed.notify_all()
            return True

    def _print(self, job, power):
        """Waits for paper, then moves it; a power cut ends it without a word."""
        is_pdf = job.document.startswith(b"%PDF-")
        with self.changed:
            while is_pdf and self.power == power and not job.cancelled and (self.blocked() or self.held):
                job.state = STOPPED if self.blocked() else PROCESSING
                self.changed.wait(0.5)
            if self.power != power:
                return
            if job.cancelled:
                job.state = CANCELED
                return
            job.state = PROCESSING
            if is_pdf:
                self._write(job)
            self.changed.wait_for(lambda: self.power != power, self.sheet_seconds if is_pdf else 0)
            if self.power == power:
                job.state = COMPLETED

    def _write(self, job):
        self.sheets += 1
        job.sheets = 1
        path = os.path.join(self.output, f"{self.sheets:04d}.pdf")
        with open(path + ".part", "wb") as file:
            file.write(job.document)
        os.rename(path + ".part", path)

    def set_reason(self, reason, present):
        with self.changed:
            (self.reasons.add if present else self.reasons.discard)(reason)
            self.changed.notify_all()

    def hold(self, held):
        with self.changed:
            self.held = held
            self.changed.notify_all()

    def be_mute(self, mute):
        with self.changed:
            self.mute = mute
            self.changed.notify_all()

    def wait_while_mute(self, power):
        """A printer that hangs takes what it is sent and answers nothing, until it is pulled out."""
        with self.changed:
            self.changed.wait_for(lambda: not self.mute or self.power != power)

    def cut_power(self):
        with self.changed:
            self.power += 1
            self.jobs.clear()
            self.changed.notify_all()

    def attributes(self, uri):
        with self.changed:
            active = self.active()
            suffix = "-error" if active else "-report"
            reasons = [reason + suffix for reason in sorted(self.reasons)]
            if active and active.state == STOPPED:
                reasons.append("media-needed-error" if "media-empty" in self.reasons else "paused")
            state = PRINTER_STOPPED if self.blocked() else PRINTER_PROCESSING if active else IDLE
            queued = 1 if active else 0
        return state_attributes(state, reasons, queued, int(time.monotonic() - self.started) + 1) + description(uri)


def keywords(name, *values):
    return name, [(KEYWORD, value) for value in values]


def media_col(height, source=True):
    size = [("x-dimension", [(INTEGER, 8000)]), ("y-dimension", [height])]
    members = [("media-size", [(BEGIN_COLLECTION, size)])]
    members += [(f"media-{edge}-margin", [(INTEGER, 0)]) for edge in ("bottom", "left", "right", "top")]
    return (BEGIN_COLLECTION, members + ([("media-source", [(KEYWORD, "main-roll")])] if source else []))


def state_attributes(state, reasons, queued, uptime):
    return [("printer-state", [(ENUM, state)]), keywords("printer-state-reasons", *(reasons or ["none"])),
            ("printer-is-accepting-jobs", [(BOOLEAN, True)]), ("queued-job-count", [(INTEGER, queued)]),
            ("printer-up-time", [(INTEGER, uptime)]), ("printer-state-message", [(TEXT, "")])]


def description(uri):
    """What an 80 mm, 203 dpi receipt printer with a cutter says of itself (PWG 5100.14)."""
    operations = (PRINT_JOB, VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB, GET_JOB, GET_JOBS, GET_PRINTER,
                  IDENTIFY)
    sizes = [(BEGIN_COLLECTION, [("x-dimension", [(INTEGER, 8000)]), ("y-dimension", [(INTEGER, 16000)])]),
             (BEGIN_COLLECTION, [("x-dimension", [(RANGE, (8000, 8000))]), ("y-dimension", [(RANGE, (3000, 327600))])])]
    return [
        ("printer-uri-supported", [(URI, uri)]), keywords("uri-authentication-supported", "none"),
        keywords("uri-security-supported", "none"), ("printer-name", [(NAME, "receipt")]),
        ("printer-info", [(TEXT, "Virtual receipt printer")]), ("printer-location", [(TEXT, "")]),
        ("printer-make-and-model", [(TEXT, "Virtual Receipt 80")]),
        ("printer-device-id", [(TEXT, "MFG:Virtual;MDL:Receipt 80;CMD:PDF;")]),
        ("printer-uuid", [(URI, "urn:uuid:00000000-0000-4000-8000-000000000080")]),
        ("charset-configured", [(CHARSET, "utf-8")]), ("charset-supported", [(CHARSET, "utf-8")]),
        ("natural-language-configured", [(LANGUAGE, "en")]), ("generated-natural-language-supported", [(LANGUAGE, "en")]),
        keywords("ipp-versions-supported", "1.1", "2.0"), keywords("ipp-features-supported", "ipp-everywhere"),
        ("operations-supported", [(ENUM, number) for number in operations]),
        ("document-format-default", [(MIME, FORMATS[0])]), ("document-format-supported", [(MIME, f) for f in FORMATS]),
        keywords("compression-supported", "none"), keywords("pdl-override-supported", "attempted"),
        ("color-supported", [(BOOLEAN, False)]), keywords("print-color-mode-default", "monochrome"),
        keywords("print-color-mode-supported", "monochrome", "bi-level"),
        keywords("print-scaling-default", "none"), keywords("print-scaling-supported", "none"),
        ("copies-default", [(INTEGER, 1)]), ("copies-supported", [(RANGE, (1, 1))]),
        keywords("sides-default", "one-sided"), keywords("sides-supported", "one-sided"),
        ("printer-resolution-default", [(RESOLUTION, 203)]), ("printer-resolution-supported", [(RESOLUTION, 203)]),
        ("finishings-default", [(ENUM, 3)]), ("finishings-supported", [(ENUM, 3), (ENUM, 60), (ENUM, 63)]),
        ("orientation-requested-default", [(ENUM, 3)]), ("orientation-requested-supported", [(ENUM, 3)]),
        ("print-quality-default", [(ENUM, 4)]), ("print-quality-supported", [(ENUM, 4)]),
        keywords("output-bin-default", "face-up"), keywords("output-bin-supported", "face-up"),
        keywords("media-default", "om_receipt80_80x160mm"), keywords("media-ready", "om_receipt80_80x160mm"),
        keywords("media-supported", "om_receipt80_80x160mm", "roll_max_80x3276mm", "roll_min_80x30mm"),
        keywords("media-source-supported", "main-roll"), keywords("media-type-supported", "continuous"),
        ("media-size-supported", sizes), ("media-col-default", [media_col((INTEGER, 16000))]),
        ("media-col-ready", [media_col((INTEGER, 16000))]),
        ("media-col-database", [media_col((INTEGER, 16000)), media_col((RANGE, (3000, 327600)))]),
        keywords("media-col-supported", "media-size", "media-bottom-margin", "media-left-margin", "media-right-margin",
                 "media-top-margin", "media-source"),
        *[(f"media-{edge}-margin-supported", [(INTEGER, 0)]) for edge in ("bottom", "left", "right", "top")],
        keywords("job-creation-attributes-supported", "copies", "media", "media-col", "sides", "print-scaling",
                 "finishings"),
        keywords("which-jobs-supported", "completed", "not-completed"),
        keywords("multiple-document-handling-supported", "separate-documents-uncollated-copies"),
    ]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60

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
        self.server.printer.wait_while_mute(self.server.printer.power)
        status, attributes = self._answer(request)
        data = pack_response(request.version, status, request.request_id, attributes)
        self.send_response(200)
        self.send_header("Content-Type", "application/ipp")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _answer(self, request):
        answers = {GET_PRINTER: self._get_printer, VALIDATE_JOB: lambda _: (OK, []), IDENTIFY: lambda _: (OK, []),
                   CREATE_JOB: self._create_job, PRINT_JOB: self._print_job, GET_JOBS: self._get_jobs}
        if request.operation in answers:
            return answers[request.operation](request)
        if request.operation not in (SEND_DOCUMENT, CANCEL_JOB, GET_JOB):
            return NO_OPERATION, []
        job = self._job(request)
        if job is None:
            return NOT_FOUND, []
        if request.operation == SEND_DOCUMENT:
            return self._send_document(request, job)
        if request.operation == CANCEL_JOB:
            return (OK if self.server.printer.cancel(job) else NOT_POSSIBLE), []
        return OK, self._describe(job)

    def _job(self, request):
        number = request.first("job-id")
        if number is None:
            tail = str(request.first("job-uri", "")).rsplit("/", 1)[-1]
            number = int(tail) if tail.isdigit() else 0
        return self.server.printer.jobs.get(number)

    def _describe(self, job):
        reason = {STOPPED: "printer-stopped", CANCELED: "job-canceled-by-user", COMPLETED: "job-completed-successfully",
                  ABORTED: "aborted-by-system", PROCESSING: "job-printing"}.get(job.state, "job-incoming")
        return [(JOB, "job-id", [(INTEGER, job.number)]), (JOB, "job-uri", [(URI, f"{self.server.uri}/{job.number}")]),
                (JOB, "job-state", [(ENUM, job.state)]), (JOB, *keywords("job-state-reasons", reason)),
                (JOB, "job-impressions-completed", [(INTEGER, job.sheets)]),
                (JOB, "job-media-sheets-completed", [(INTEGER, job.sheets)]),
                (JOB, "job-name", [(NAME, job.name)]), (JOB, "job-originating-user-name", [(NAME, job.user)])]

    def _get_printer(self, _):
        return OK, [(PRINTER, *attribute) for attribute in self.server.printer.attributes(self.server.uri)]

    def _get_jobs(self, request):
        ended = request.first("which-jobs", "not-completed") == "completed"
        jobs = [job for job in list(self.server.printer.jobs.values()) if job.ended == ended]
        return OK, [attribute for job in jobs for attribute in self._describe(job)]

    def _create_job(self, request):
        job = self.server.printer.create(request.first("job-name", ""), request.first("requesting-user-name", ""))
        return (OK, self._describe(job)) if job else (BUSY, [])

    def _print_job(self, request):
        status, attributes = self._create_job(request)
        if status == OK:
            self.server.printer.feed(self.server.printer.active(), request.document)
        return status, attributes

    def _send_document(self, request, job):
        """A document may be empty: the last one of a job often is."""
        if job.ended:
            return NOT_POSSIBLE, []
        if request.document or request.first("last-document") and job.document is None:
            self.server.printer.feed(job, request.document)
        return OK, self._describe(job)


class Listener(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """The plug: everything that is connected goes when it is pulled."""
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, printer, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.printer, self.open = printer, set()
        self.uri = f"ipp://localhost:{self.server_port}/ipp/print"
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

    def unplug(self):
        self.shutdown()
        self.server_close()
        for connection in list(self.open):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
