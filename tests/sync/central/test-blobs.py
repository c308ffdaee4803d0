#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Materials: uploads that break off, go on, and are believed only when their digest holds."""
import hashlib
import os
import signal
import sys

from central_rig import POSTGRES, Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note

MAX_BYTES = 4 * 1024 * 1024
PART_BYTES, CHUNK_BYTES = 256 * 1024, 64 * 1024  # a database gets parts of this size at least, a file what came


def state(answer):
    return answer.status, answer.fields.get("Upload-Offset"), answer.fields.get("Upload-Complete")


def head(kiosk, blob):
    return kiosk.caller.ask("HEAD", "/v1/blobs/" + hashlib.sha256(blob).hexdigest())


def new_blob(size=100000):
    return os.urandom(size)


def wait_for(kiosk, blob, sent):
    """Where the upload stands when @sent bytes of it have been read."""
    least = sent - PART_BYTES - CHUNK_BYTES if POSTGRES else sent
    while (stands := int(head(kiosk, blob).fields.get("Upload-Offset") or 0)) < least:
        pass
    return stands


def test_whole(central, kiosk):
    """A material in one piece is durable when it is answered, and known from then on"""
    blob = new_blob()
    check_equal(head(kiosk, blob).status, 404, "before")
    check_equal(state(kiosk.upload(blob)), (204, str(len(blob)), "?1"))
    check_equal(state(head(kiosk, blob)), (200, str(len(blob)), "?1"))
    check_equal(head(kiosk, blob).fields["Upload-Length"], str(len(blob)))


def test_pieces(central, kiosk):
    """A material in pieces goes on where the last one ended"""
    blob = new_blob()
    check_equal(state(kiosk.upload(blob, body=blob[:40000], complete=False)), (204, "40000", "?0"))
    check_equal(state(head(kiosk, blob)), (200, "40000", "?0"))
    check_equal(state(kiosk.upload(blob, offset=40000, body=blob[40000:70000], complete=False)), (204, "70000", "?0"))
    check_equal(state(kiosk.upload(blob, offset=70000)), (204, "100000", "?1"))


def test_broken_off(central, kiosk):
    """After a cut the upload stands where the bytes ended, and goes on from there, also after central was killed"""
    blob, sent = new_blob(1000000), 600000
    address = hashlib.sha256(blob).hexdigest()
    connection = kiosk.caller.open_socket()
    connection.sendall((f"PATCH /v1/blobs/{address} HTTP/1.1\r\nHost: central\r\nContent-Type: application/partial-upload\r\n"
                        f"Upload-Offset: 0\r\nUpload-Complete: ?1\r\nContent-Length: {len(blob)}\r\n\r\n").encode() + blob[:sent])
    stands = wait_for(kiosk, blob, sent)
    connection.close()
    central.end(signal.SIGKILL)
    central.start()
    kiosk.reconnect()
    check_equal(state(head(kiosk, blob))[::2], (200, "?0"))
    stood = int(head(kiosk, blob).fields["Upload-Offset"])
    check(stands <= stood <= sent, f"the upload stands at {stood}")
    check_equal(state(kiosk.upload(blob, offset=stood)), (204, "1000000", "?1"))
    check(central.read_material(address) == blob, "the stored material is another")
    note(f"{stood} of {sent} bytes outlived kill -9")


def test_wrong_offset(central, kiosk):
    """Another offset is refused and the right one is named"""
    blob = new_blob()
    check_equal(state(kiosk.upload(blob, offset=10)), (409, "0", "?0"), "nothing sent yet")
    kiosk.upload(blob, body=blob[:40000], complete=False)
    for offset in (0, 39999, 40001):
        answer = kiosk.upload(blob, offset=offset)
        check_equal((state(answer), answer.problem), ((409, "40000", "?0"), "offset-mismatch"))
    kiosk.upload(blob, offset=40000)
    check_equal(state(kiosk.upload(blob)), (409, "100000", "?1"), "finished before")


def test_wrong_digest(central, kiosk):
    """Bytes that are not what their address says are dropped, and the upload begins anew"""
    blob = new_blob()
    answer = kiosk.upload(blob, body=blob[:-1] + bytes([blob[-1] ^ 1]))
    check_equal((answer.status, answer.problem), (422, "digest-mismatch"))
    check_equal(head(kiosk, blob).status, 404, "afterwards")
    check_equal(kiosk.upload(blob).status, 204, "the right bytes")


def test_wrong_length(central, kiosk):
    """An upload that ends at another length than it said is not finished"""
    blob = new_blob()
    answer = kiosk.upload(blob, Upload_Length=str(len(blob) + 1))
    check_equal((answer.status, answer.problem), (400, "bad-request"))
    check_equal(state(head(kiosk, blob))[2], "?0", "complete")


def test_limits(central, kiosk):
    """4 MiB go, a byte more is refused, said or not said before, in one piece or in two"""
    blob = new_blob(MAX_BYTES)
    check_equal(kiosk.upload(blob).status, 204, "4 MiB")
    large = new_blob(MAX_BYTES + 1)
    for what, answer in (("in one piece", kiosk.upload(large)),
                         ("in chunks", kiosk.upload(large, body=iter([large[i:i + 65536] for i in range(0, len(large), 65536)]))),
                         ("by its length", kiosk.upload(large, body=large[:10], complete=False, Upload_Length=str(len(large)))),
                         ("by its offset", kiosk.upload(large, offset=MAX_BYTES + 1, body=b"x"))):
        check_equal((answer.status, answer.problem), (413, "too-large"), what)
    start = kiosk.caller.ask("HEAD", "/v1/blobs/" + hashlib.sha256(large).hexdigest())
    check(int(start.fields.get("Upload-Offset") or 0) <= MAX_BYTES, "more than 4 MiB were kept")


def test_fields(central, kiosk):
    """Missing and wrong fields are refused with a problem"""
    blob, address = new_blob(10), "/v1/blobs/" + "0" * 64
    kind = {"Content_Type": "application/partial-upload"}
    for what, fields, wanted in (("no offset", {"Upload_Complete": "?1"}, 400), ("no completeness", {"Upload_Offset": "0"}, 400),
                                 ("a negative offset", {"Upload_Offset": "-1", "Upload_Complete": "?1"}, 400),
                                 ("words", {"Upload_Offset": "0", "Upload_Complete": "yes"}, 400),
                                 ("a coding", {"Upload_Offset": "0", "Upload_Complete": "?1", "Content_Encoding": "zstd"}, 415)):
        check_equal(kiosk.caller.ask("PATCH", address, blob, **kind, **fields).status, wanted, what)
    check_equal(kiosk.caller.ask("PATCH", address, blob, Content_Type="image/jpeg", Upload_Offset="0", Upload_Complete="?1").status, 415)
    for name in ("x", "A" * 64, "..", "%2e%2e", "0" * 63, "0" * 65, "partial"):
        check_equal(kiosk.caller.ask("HEAD", "/v1/blobs/" + name).status, 404, name)


def test_kiosks_are_apart(central, kiosk):
    """Two kiosks that send the same material do not disturb each other, and the first to finish serves both"""
    other, blob = Kiosk(central), new_blob()
    kiosk.upload(blob, body=blob[:50000], complete=False)
    check_equal(head(other, blob).status, 404, "the other's view of an unfinished upload")
    check_equal(state(other.upload(blob)), (204, "100000", "?1"))
    check_equal(state(kiosk.upload(blob, offset=50000)), (409, "100000", "?1"), "the slower one learns that it is there")


def test_two_requests(central, kiosk):
    """Of two requests for one upload the one that goes on wins; the hung one cannot write behind its back"""
    blob, kept = new_blob(1000000), 700000
    address = hashlib.sha256(blob).hexdigest()
    hung = kiosk.caller.open_socket()
    hung.sendall((f"PATCH /v1/blobs/{address} HTTP/1.1\r\nHost: central\r\nContent-Type: application/partial-upload\r\n"
                  f"Upload-Offset: 0\r\nUpload-Complete: ?1\r\nContent-Length: {len(blob)}\r\n\r\n").encode() + blob[:kept])
    stands = wait_for(kiosk, blob, kept)
    check_equal(state(kiosk.upload(blob, offset=stands)), (204, "1000000", "?1"))
    hung.sendall(b"\0" * (len(blob) - kept))
    answer = hung.recv(65536)
    hung.close()
    check(b" 409 " in answer.split(b"\r\n", 1)[0], answer)
    check_equal(state(head(kiosk, blob)), (200, "1000000", "?1"))
    check(central.read_material(address) == blob, "the stored material was changed")


def test_too_many(central, kiosk):
    """A kiosk has at most 64 unfinished uploads"""
    other = Kiosk(central)
    answers = [other.upload(blob, body=blob[:1], complete=False) for blob in (new_blob(10) for _ in range(65))]
    check_equal([answer.status for answer in answers], [204] * 64 + [429])
    check_equal(answers[-1].problem, "too-many-uploads")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
