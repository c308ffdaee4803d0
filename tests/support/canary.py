# SPDX-License-Identifier: Apache-2.0
"""Searches files, a bus log and process memories for what a person said, in every form it may have taken.

A hit is (place, label of the needle, encoding, container); what was found is never told again."""
import collections
import os
import re
import subprocess
import zlib

import canary_zstd
from canary_forms import CONTAINERS, patterns

CHUNK_BYTES = 8 << 20
OVERLAP_BYTES = 64 << 10     # a packed thing that begins before a chunk's end is seen whole up to this size
UNPACKED_BYTES = 32 << 20
DEPTH = 4
PAGE = os.sysconf("SC_PAGE_SIZE")
REGION_MAX_BYTES = 1 << 40   # AddressSanitizer's shadow is larger, and holds none of the program's bytes
ZLIB_HEAD = re.compile(rb"\x78[\x01\x5e\x9c\xda]|[\x08\x18\x28\x38\x48\x58\x68]\x1d")
MAGICS = {"zstd": b"\x28\xb5\x2f\xfd", "gzip": b"\x1f\x8b\x08", "pdf-text": b"%PDF-"}
Hit = collections.namedtuple("Hit", "place kind label encoding container")


class Needles:
    def __init__(self):
        self.entries = []  # (pattern, label, encoding)

    def add(self, label, needle):
        for encoding, forms in patterns(needle).items():
            self.entries += [(form, label, encoding) for form in forms]

    add_text = add_bytes = add

    @property
    def encodings(self):
        return list(dict.fromkeys(encoding for _, _, encoding in self.entries))


def _inflate(data, wbits):
    """The beginning of a stream that may be cut; b"" when it is none."""
    inflater = zlib.decompressobj(wbits)
    out = []
    try:
        # In steps, because an error further on throws away what one call had made.
        for at in range(0, len(data), 1024):
            out.append(inflater.decompress(data[at:at + 1024], UNPACKED_BYTES))
            if inflater.eof or sum(map(len, out[-1:])) >= UNPACKED_BYTES:
                break
    except zlib.error:
        pass
    return b"".join(out)


def _pdf_text(data):
    end = data.rfind(b"%%EOF")
    if end < 0:
        return b""
    done = subprocess.run(["pdftotext", "-", "-"], input=data[:end + 6], capture_output=True, check=False)
    # Spaces and lines between glyphs are layout, not text.
    return done.stdout + b"\n" + re.sub(rb"\s", b"", done.stdout)


def unpack(data, limit=None):
    """Yields (container, bytes) for everything packed that begins in the first @limit bytes of @data."""
    limit = len(data) if limit is None else limit
    for container, magic in MAGICS.items():
        at = data.find(magic)
        while 0 <= at < limit:
            if container == "zstd":
                out = canary_zstd.decompress_prefix(data[at:at + CHUNK_BYTES], UNPACKED_BYTES)
            elif container == "gzip":
                out = _inflate(memoryview(data)[at:], 31)
            else:
                out = _pdf_text(data[at:at + CHUNK_BYTES])
            if out:
                yield container, out
            at = data.find(magic, at + 1)
    view = memoryview(data)
    for match in ZLIB_HEAD.finditer(data, 0, limit):
        out = _inflate(view[match.start():], 15)
        if len(out) >= 4:
            before = data[max(0, match.start() - 9):match.start()]
            yield ("pdf-stream" if b"stream" in before else "zlib"), out


class Search:
    def __init__(self, needles):
        self.needles = needles.entries
        self.encodings = needles.encodings
        self.hits, self.unreadable = [], []
        self.places = collections.OrderedDict()  # kind -> [places, bytes]

    def _count(self, kind, places, size):
        row = self.places.setdefault(kind, [0, 0])
        row[0] += places
        row[1] += size

    def bytes(self, data, place, kind, path=(), limit=None):
        """Searches @data, and what is packed in it."""
        for pattern, label, encoding in self.needles:
            if data.find(pattern) >= 0:
                hit = Hit(place, kind, label, encoding, "+".join(path) or "raw")
                if hit not in self.hits:
                    self.hits.append(hit)
        if len(path) < DEPTH:
            for container, out in unpack(data, limit):
                self.bytes(out, place, kind, path + (container,))

    def _pieces(self, read, size, place, kind):
        """@read (offset, length) gives bytes; the pieces overlap."""
        for at in range(0, size, CHUNK_BYTES):
            piece = read(at, min(CHUNK_BYTES + OVERLAP_BYTES, size - at))
            if piece and piece.count(0) < len(piece):
                self.bytes(piece, place, kind, limit=CHUNK_BYTES)

    def file(self, path, kind="file"):
        try:
            with open(path, "rb") as file:
                size = os.fstat(file.fileno()).st_size
                self._count(kind, 1, size)
                self._pieces(lambda at, length: os.pread(file.fileno(), length, at), size, path, kind)
        except OSError as error:
            self.unreadable.append((path, error.strerror))

    def folder(self, directory, without=()):
        """Every file below, and every name. @without: paths left out, each with a reason of the caller's."""
        for folder, names, files in os.walk(directory):
            names[:] = [name for name in names if os.path.join(folder, name) not in without]
            for name in names + files:
                self._count("file name", 1, 0)
                self.bytes(os.fsencode(name), os.path.join(folder, name), "file name")
            for name in files:
                path = os.path.join(folder, name)
                if path not in without and os.path.isfile(path) and not os.path.islink(path):
                    self.file(path)

    def memory(self, pid, name, may_end=False):
        """Everything the process could have written to, as far as it is present. @may_end: a process that has ended meanwhile took
        its memory with it, and is no fault; another that is not there could not be searched."""
        try:
            with open(f"/proc/{pid}/maps", encoding="utf-8", errors="replace") as maps, \
                    open(f"/proc/{pid}/mem", "rb", buffering=0) as mem, open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pagemap:
                for line in maps:
                    words = line.split(None, 5)
                    backed_by_file = len(words) > 5 and words[5].startswith("/") and "memfd:" not in words[5]
                    start, end = (int(number, 16) for number in words[0].split("-"))
                    wanted = words[1][0] == "r" and not (backed_by_file and words[1][1] == "-") and "[v" not in line
                    if wanted and end - start <= REGION_MAX_BYTES:
                        self._region(mem, pagemap, start, end, f"{name} ({pid})")
            self._count("process", 1, 0)
        except OSError as error:
            if not (may_end and isinstance(error, (FileNotFoundError, ProcessLookupError))):
                self.unreadable.append((f"memory of {name}", error.strerror))

    def _region(self, mem, pagemap, start, end, place):
        """Runs of pages that are there: reading others would only make the process larger."""
        at = start
        while at < end:
            count = min((end - at) // PAGE, CHUNK_BYTES // PAGE)
            entries = os.pread(pagemap.fileno(), count * 8, at // PAGE * 8)
            present = [entries[i * 8 + 7] & 0xC0 for i in range(len(entries) // 8)]
            run = 0
            while run < len(present):
                length = 0
                while run + length < len(present) and present[run + length]:
                    length += 1
                if length:
                    self._run(mem, at + run * PAGE, min(length * PAGE + OVERLAP_BYTES, end - at - run * PAGE), length * PAGE, place)
                run += length + 1
            at += count * PAGE

    def _run(self, mem, at, wanted, limit, place):
        try:
            data = os.pread(mem.fileno(), wanted, at)
        except OSError:
            return  # the region has gone, or is a device's
        self._count("process", 0, min(limit, len(data)))
        if data.count(0) < len(data):
            self.bytes(data, place, "process", limit=limit)

    def table(self):
        """Places x encodings, hits counted; and the containers that were undone."""
        kinds = list(self.places)
        width = max(map(len, self.encodings + ["form"])) + 2
        lines = ["form".ljust(width) + "".join(kind.rjust(12) for kind in kinds)]
        counts = collections.Counter((hit.encoding, hit.kind) for hit in self.hits)
        for encoding in self.encodings:
            lines.append(encoding.ljust(width) + "".join(str(counts[encoding, kind]).rjust(12) for kind in kinds))
        lines.append("places".ljust(width) + "".join(str(self.places[kind][0]).rjust(12) for kind in kinds))
        lines.append("KiB".ljust(width) + "".join(str(self.places[kind][1] // 1024).rjust(12) for kind in kinds))
        lines.append("undone: " + ", ".join(CONTAINERS[1:]) + f", up to {DEPTH} deep")
        lines += [f"HIT {hit.label} as {hit.encoding} in {hit.place} ({hit.container})" for hit in self.hits]
        lines += [f"not readable: {place}: {reason}" for place, reason in self.unreadable]
        return "\n".join(lines)
