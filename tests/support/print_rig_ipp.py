# SPDX-License-Identifier: Apache-2.0
"""The bytes of the Internet Printing Protocol (RFC 8010): one message to Python values and back.

Attributes are lists of (group tag, name, [(value tag, value)]); a collection's value is a list of
(name, [(value tag, value)]). Malformed input raises ValueError.
"""
import struct

OPERATION, JOB, END, PRINTER, UNSUPPORTED = 0x01, 0x02, 0x03, 0x04, 0x05
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
RESOLUTION, RANGE, BEGIN_COLLECTION, END_COLLECTION = 0x32, 0x33, 0x34, 0x37
TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME, MEMBER = 0x41, 0x42, 0x44, 0x45, 0x47, 0x48, 0x49, 0x4A


def pack_value(tag, value):
    if tag in (INTEGER, ENUM):
        return struct.pack(">i", value)
    if tag == BOOLEAN:
        return b"\x01" if value else b"\x00"
    if tag == RANGE:
        return struct.pack(">ii", *value)
    if tag == RESOLUTION:
        return struct.pack(">iib", value, value, 3)
    return value.encode()


def _field(tag, name, data):
    return struct.pack(">BH", tag, len(name)) + name + struct.pack(">H", len(data)) + data


def pack_attribute(name, values):
    """One attribute with all its values; the first carries the name."""
    out, label = b"", name.encode()
    for tag, value in values:
        if tag == BEGIN_COLLECTION:
            out += _field(BEGIN_COLLECTION, label, b"")
            for member, member_values in value:
                out += _field(MEMBER, b"", member.encode()) + pack_attribute("", member_values)
            out += _field(END_COLLECTION, b"", b"")
        else:
            out += _field(tag, label, pack_value(tag, value))
        label = b""
    return out


def pack_response(version, status, request_id, attributes):
    out = struct.pack(">BBHI", version[0], version[1], status, request_id)
    head = [(OPERATION, "attributes-charset", [(CHARSET, "utf-8")]),
            (OPERATION, "attributes-natural-language", [(LANGUAGE, "en")])]
    group = None
    for tag, name, values in head + attributes:
        if tag != group or name == "job-id":
            out += bytes([tag])
            group = tag
        out += pack_attribute(name, values)
    return out + bytes([END])


class Request:
    """version, operation, request_id, attributes {name: [values]} and the document after them. Members of collections stand
    among the attributes under their own names."""

    def __init__(self, data):
        if len(data) < 9:
            raise ValueError("shorter than a header")
        major, minor, self.operation, self.request_id = struct.unpack(">BBHI", data[:8])
        self.version, self.attributes, at, name, member, depth = (major, minor), {}, 8, None, None, 0
        while True:
            if at >= len(data):
                raise ValueError("no end of attributes")
            tag = data[at]
            at += 1
            if tag == END:
                break
            if tag < 0x10:
                continue
            label, at = self._take(data, at)
            value, at = self._take(data, at)
            depth += (tag == BEGIN_COLLECTION) - (tag == END_COLLECTION)
            if label:
                name = label.decode()
                self.attributes[name] = []
            if depth == 0 and tag != END_COLLECTION and name:
                self.attributes[name].append(self._decode(tag, value))
            elif tag == MEMBER:
                member = value.decode()
            elif member and tag not in (BEGIN_COLLECTION, END_COLLECTION):
                self.attributes.setdefault(member, []).append(self._decode(tag, value))
        self.document = data[at:]

    @staticmethod
    def _take(data, at):
        if at + 2 > len(data):
            raise ValueError("cut inside an attribute")
        size = struct.unpack(">H", data[at:at + 2])[0]
        if at + 2 + size > len(data):
            raise ValueError("cut inside an attribute")
        return data[at + 2:at + 2 + size], at + 2 + size

    @staticmethod
    def _decode(tag, value):
        if tag in (INTEGER, ENUM) and len(value) == 4:
            return struct.unpack(">i", value)[0]
        if tag == BOOLEAN and len(value) == 1:
            return value != b"\x00"
        return value.decode("utf-8", "replace") if 0x40 <= tag < 0x60 else value

    def first(self, name, default=None):
        values = self.attributes.get(name)
        return values[0] if values else default
