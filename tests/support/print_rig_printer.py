# SPDX-License-Identifier: Apache-2.0
"""A receipt printer that speaks IPP/2.0, in this process.

It behaves as a real one does where it matters: it prints one job at a time, stops while it has no
paper, an open cover or narrower paper than a job asks for, tells so in printer-state-reasons also while
idle, drops a cancelled job as long as no paper has moved, goes on while only its cable is out, and
forgets everything when it loses power. What it "prints" is a PDF or raster file in the output folder;
any other document feeds no paper.
"""
import os
import threading
import time
import urllib.parse

from print_rig_ipp import ENUM, INTEGER, JOB, NAME, PRINTER, URI
from print_rig_media import MEDIA, SLACK, description, keywords, state_attributes

PENDING, PROCESSING, STOPPED, CANCELED, ABORTED, COMPLETED = 3, 5, 6, 7, 8, 9
IDLE, PRINTER_PROCESSING, PRINTER_STOPPED = 3, 4, 5
OK, BAD_REQUEST, NOT_POSSIBLE, NOT_FOUND, NO_OPERATION, BUSY = 0, 0x0400, 0x0404, 0x0406, 0x0501, 0x0507
PRINT_JOB, VALIDATE_JOB, CREATE_JOB, SEND_DOCUMENT, CANCEL_JOB = 2, 4, 5, 6, 8
GET_JOB, GET_JOBS, GET_PRINTER, IDENTIFY = 9, 10, 11, 0x3C
NO_DOCUMENT_SECONDS = 5
SHEETS = (b"%PDF-", b"RaS", b"2SaR", b"3SaR")  # PDF, PWG raster and CUPS raster: what paper is moved for


class Job:
    def __init__(self, number, name, user):
        self.number, self.name, self.user = number, name, user
        self.state, self.document, self.sheets, self.cancelled = PENDING, None, 0, False
        self.width = 0  # of the medium it asks for, in hundredths of a millimetre

    @property
    def ended(self):
        return self.state >= CANCELED

    @property
    def feeds(self):
        return (self.document or b"").startswith(SHEETS)


class Printer:
    """What the machine itself knows; everything under one lock."""

    def __init__(self, output, sheet_seconds, media="roll-80", document_format="application/pdf"):
        self.output, self.sheet_seconds = output, sheet_seconds
        self.media, self.format, self.log = media, document_format, []
        self.changed = threading.Condition(threading.RLock())
        self.jobs, self.next_job, self.sheets, self.power = {}, 1, 0, 0
        self.reasons, self.held, self.mute, self.started = set(), False, False, time.monotonic()

    def blocked(self, job=None):
        """By what it lacks, or by paper that is narrower than @job's."""
        wide = job is not None and job.width > MEDIA[self.media].width + SLACK
        return wide or bool(self.reasons & {"media-empty", "cover-open", "media-jam"})

    def active(self):
        return next((job for job in self.jobs.values() if not job.ended), None)

    def waiting(self):
        """A document that paper will be moved for; a status job is none."""
        return any(not job.ended and not job.sheets and job.feeds for job in list(self.jobs.values()))

    def create(self, name, user, width):
        with self.changed:
            if self.active():
                return None
            job = self.jobs[self.next_job] = Job(self.next_job, name, user)
            job.width = width
            self.next_job += 1
            timer = threading.Timer(NO_DOCUMENT_SECONDS, self._give_up, [job])
            timer.daemon = True
            timer.start()
            return job

    def _give_up(self, job):
        """RFC 8011, multiple-operation-time-out: nobody waits for ever for a document that was cut off."""
        with self.changed:
            if job.document is None and not job.ended:
                job.state = ABORTED

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
            if not job.sheets:  # before the answer: CUPS asks at once how the printer is, and keeps what it hears
                job.state = CANCELED
            self.changed.notify_all()
            return True

    def _print(self, job, power):
        """Waits for paper, then moves it; a power cut ends it without a word."""
        feeds = job.feeds
        with self.changed:
            while feeds and self.power == power and not job.cancelled and (self.blocked(job) or self.held):
                job.state = STOPPED if self.blocked(job) else PROCESSING
                self.changed.wait(0.5)
            if self.power != power:
                return
            if job.cancelled:
                job.state = CANCELED
                return
            job.state = PROCESSING
            if feeds:
                self._write(job)
            self.changed.wait_for(lambda: self.power != power, self.sheet_seconds if feeds else 0)
            if self.power == power:
                job.state = COMPLETED

    def _write(self, job):
        self.sheets += 1
        job.sheets = 1
        self.log.append(f"{urllib.parse.quote(job.name)}@{time.monotonic_ns() // 1000}")
        ending = "pdf" if job.document.startswith(b"%PDF-") else "ras"
        path = os.path.join(self.output, f"{self.sheets:04d}.{ending}")
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

    def load(self, media):
        """Another roll, or another printer in its place."""
        with self.changed:
            self.media = media
            self.changed.notify_all()

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
                reasons.append("paused" if self.reasons & {"cover-open", "media-jam"} else "media-needed-error")
            state = PRINTER_STOPPED if self.blocked(active) else PRINTER_PROCESSING if active else IDLE
            queued = 1 if active else 0
        return (state_attributes(state, reasons, queued, int(time.monotonic() - self.started) + 1)
                + description(uri, self.media, self.format))


class Service:
    """The printer's answers to IPP requests at one address."""

    def __init__(self, printer, uri):
        self.printer, self.uri = printer, uri

    def answer(self, request):
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
            return (OK if self.printer.cancel(job) else NOT_POSSIBLE), []
        return OK, self._describe(job)

    def _job(self, request):
        number = request.first("job-id")
        if number is None:
            tail = str(request.first("job-uri", "")).rsplit("/", 1)[-1]
            number = int(tail) if tail.isdigit() else 0
        return self.printer.jobs.get(number)

    def _describe(self, job):
        reason = {STOPPED: "printer-stopped", CANCELED: "job-canceled-by-user", COMPLETED: "job-completed-successfully",
                  ABORTED: "aborted-by-system", PROCESSING: "job-printing"}.get(job.state, "job-incoming")
        return [(JOB, "job-id", [(INTEGER, job.number)]), (JOB, "job-uri", [(URI, f"{self.uri}/{job.number}")]),
                (JOB, "job-state", [(ENUM, job.state)]), (JOB, *keywords("job-state-reasons", reason)),
                (JOB, "job-impressions-completed", [(INTEGER, job.sheets)]),
                (JOB, "job-media-sheets-completed", [(INTEGER, job.sheets)]),
                (JOB, "job-name", [(NAME, job.name)]), (JOB, "job-originating-user-name", [(NAME, job.user)])]

    def _get_printer(self, _):
        return OK, [(PRINTER, *attribute) for attribute in self.printer.attributes(self.uri)]

    def _get_jobs(self, request):
        ended = request.first("which-jobs", "not-completed") == "completed"
        jobs = [job for job in list(self.printer.jobs.values()) if job.ended == ended]
        return OK, [attribute for job in jobs for attribute in self._describe(job)]

    def _create_job(self, request):
        job = self.printer.create(request.first("job-name", ""), request.first("requesting-user-name", ""),
                                  request.first("x-dimension", 0))
        return (OK, self._describe(job)) if job else (BUSY, [])

    def _print_job(self, request):
        status, attributes = self._create_job(request)
        if status == OK:
            self.printer.feed(self.printer.active(), request.document)
        return status, attributes

    def _send_document(self, request, job):
        """A document may be empty: the last one of a job often is."""
        if job.ended:
            return NOT_POSSIBLE, []
        if request.document or request.first("last-document") and job.document is None:
            self.printer.feed(job, request.document)
        return OK, self._describe(job)
