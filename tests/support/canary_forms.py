# SPDX-License-Identifier: Apache-2.0
"""The forms in which a person's words may lie about: byte patterns of a needle, and containers to plant it in."""
import base64
import gzip
import io
import json
import tarfile
import urllib.parse
import zlib

import canary_zstd

ENCODINGS = ("utf-8", "utf-16le", "utf-16be", "gb18030", "base64+0", "base64+1", "base64+2", "hex", "json", "percent")
CONTAINERS = ("raw", "zlib", "gzip", "zstd", "pdf-stream", "pdf-text", "tar", "tar.zst")


def _base64(data, shift):
    """What is common to every base64 text in which @data begins @shift bytes after a group's beginning."""
    text = base64.b64encode(b"\0" * shift + data)
    first = (shift * 8 + 5) // 6  # a character that also holds bits of what stands before is not ours
    last = (shift + len(data)) * 8 // 6
    return text[first:last]


def _escape(text, upper):
    units = text.encode("utf-16be")
    pairs = (units[i] << 8 | units[i + 1] for i in range(0, len(units), 2))
    return "".join(chr(unit) if unit < 128 else ("\\u%04X" if upper else "\\u%04x") % unit for unit in pairs).encode()


def patterns(needle):
    """{encoding: [bytes, ...]} of @needle: text, or the bytes of a picture. Equal patterns stand once."""
    data = needle.encode() if isinstance(needle, str) else bytes(needle)
    found = {"utf-8": [data]} if isinstance(needle, str) else {"bytes": [data]}
    if isinstance(needle, str):
        for name in ("utf-16le", "utf-16be", "gb18030"):
            found[name] = [needle.encode(name)]
        found["json"] = [_escape(needle, False), _escape(needle, True)]
        percent = urllib.parse.quote(needle, safe="")
        found["percent"] = [percent.encode(), percent.replace("%", "%25").encode()]
        sources = [data, needle.encode("gb18030")]
    else:
        sources = [data]
    for shift in range(3):
        texts = [_base64(source, shift) for source in sources]
        found[f"base64+{shift}"] = texts + [text.translate(bytes.maketrans(b"+/", b"-_")) for text in texts]
    found["hex"] = [turn(source.hex()).encode() for source in sources for turn in (str.lower, str.upper)]
    seen, unique = set(), {}
    for name, forms in found.items():
        fresh = [form for form in dict.fromkeys(forms) if form not in seen]
        seen.update(fresh)
        if fresh:
            unique[name] = fresh
    return unique


def _tar(data):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("application.json")
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def pdf_file(objects):
    out, offsets = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    return out + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(out))


def _stream(data):
    packed = zlib.compress(data)
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(packed) + packed + b"\nendstream"


def _pdf_text(text):
    """Text as Cairo writes it: numbers of glyphs, and a table that tells the letters; no letter stands in the file."""
    units = [text[i].encode("utf-16be").hex() for i in range(len(text))]
    table = "\n".join(f"<{n:04x}> <{unit}>" for n, unit in enumerate(units, 1))
    cmap = ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{len(units)} beginbfchar\n{table}\nendbfchar\nendcmap end end\n")
    show = "BT /F1 12 Tf 20 100 Td <" + "".join(f"{n:04x}" for n in range(1, len(units) + 1)) + "> Tj ET"
    return pdf_file([
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 2000 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        _stream(show.encode()),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
        b"/Supplement 0 >> /DW 1000 >>",
        _stream(cmap.encode())])


def plant(container, data, text):
    """@data in @container; None where a container holds no such thing (glyphs are letters, not bytes)."""
    if container == "pdf-text":
        return _pdf_text(text) if text is not None else None
    return {"raw": lambda: b"[" + data + b"]", "zlib": lambda: zlib.compress(b"[" + data + b"]", 6),
            "gzip": lambda: gzip.compress(b"[" + data + b"]"), "zstd": lambda: canary_zstd.compress(b"[" + data + b"]"),
            "pdf-stream": lambda: pdf_file([b"<< /Type /Catalog >>", _stream(b"BT (" + data + b") Tj ET")]),
            "tar": lambda: _tar(data), "tar.zst": lambda: canary_zstd.compress(_tar(data))}[container]()


def describe(needles_file):
    """The needles of a JSON file: {label: text} or {label: {"hex": bytes}}."""
    with open(needles_file, encoding="utf-8") as file:
        return {label: bytes.fromhex(value["hex"]) if isinstance(value, dict) else value for label, value in json.load(file).items()}
