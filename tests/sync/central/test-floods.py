#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Callers by the hundred and requests of every wrong shape, while one good kiosk sends all the time: it is served throughout, and
central's memory stays bounded."""
import contextlib
import hashlib
import hmac
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from central_rig import PROGRAM, Central, base64url, run_tests, zstd
from kiosk_rig import Kiosk
from tap import check, check_equal, note

BATCH = "application/cloudevents-batch+json"
LONG = bool(os.environ.get("YIJIAN_LONG"))
RATE = 5
CONNECTIONS = 16
SANITIZED = "asan" in subprocess.run(["ldd", PROGRAM], capture_output=True, text=True).stdout
MEMORY_MIB = 320 if not SANITIZED else 1024  # a sanitizer keeps 256 MiB of what was freed, and room around everything
WORST_SECONDS = 30  # a machine that builds and tests beside this is slow; being served at all is what counts


class Neighbour(threading.Thread):
    """A good kiosk that sends a record, looks at its receipt, and sends the next one."""

    def __init__(self, kiosk):
        super().__init__(daemon=True)
        self.kiosk, self.ended, self.sent, self.worst, self.failure = kiosk, threading.Event(), 0, 0.0, None

    def run(self):
        try:
            while not self.ended.is_set():
                event, start = self.kiosk.make_event(), time.monotonic()
                answer = self.kiosk.post([event], code=False)
                self.worst = max(self.worst, time.monotonic() - start)
                check_equal(answer.status, 200, "the good kiosk's batch")
                result = answer.json()["results"][0]
                check_equal(result["status"], "accepted", "the good kiosk's record")
                self.kiosk.open_receipt(result["receipt"], event)
                self.sent += 1
                self.ended.wait(0.05)
        except Exception as error:  # any failure of it is what the last test tells
            self.failure = error


def read_to_end(connection):
    data = b""
    with contextlib.suppress(OSError):
        while piece := connection.recv(65536):
            data += piece
    return data


def exchange(kiosk, request):
    """Everything that comes back for the bytes of @request on a connection of its own."""
    connection = kiosk.caller.open_socket()
    with contextlib.suppress(OSError):
        connection.sendall(request)
    answer = read_to_end(connection)
    connection.close()
    return answer


def head(*fields, target="/v1/batches", method="POST", ends=True):
    lines = [f"{method} {target} HTTP/1.1", "Host: central", f"Content-Type: {BATCH}", *fields]
    return "\r\n".join(lines).encode() + (b"\r\nConnection: close\r\n\r\n" if ends else b"\r\n")


def test_smuggling(central, kiosk, neighbour):
    """However a request's end is disguised, what hides behind it is never answered"""
    hidden = b"GET /v1/outcomes HTTP/1.1\r\nHost: central\r\n\r\n"
    chunk = b"0\r\n\r\n" + hidden
    shapes = {
        "two lengths": ["Content-Length: 5", "Content-Length: 50"], "two equal lengths": ["Content-Length: 5", "Content-Length: 5"],
        "a list of lengths": ["Content-Length: 5, 5"], "a signed length": ["Content-Length: +5"], "a negative length": ["Content-Length: -1"],
        "a hexadecimal length": ["Content-Length: 0x5"], "a length of 30 digits": ["Content-Length: " + "9" * 30],
        "length and chunks": ["Content-Length: 5", "Transfer-Encoding: chunked"],
        "chunks and length": ["Transfer-Encoding: chunked", "Content-Length: 5"],
        "another coding": ["Content-Length: 5", "Transfer-Encoding: xchunked"], "two codings": ["Transfer-Encoding: identity, chunked", "Content-Length: 5"],
        "coding twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity", "Content-Length: 5"],
        "a space before the colon": ["Content-Length: 5", "Transfer-Encoding : chunked"],
        "a folded field": ["Content-Length: 5", "X-A: b\r\n Transfer-Encoding: chunked"],
        "a NUL in a field": ["Content-Length: 5", "X-A: b\0c"], "a bare CR": ["Content-Length: 5", "X-A: b\rTransfer-Encoding: chunked"]}
    for what, fields in shapes.items():
        answer = exchange(kiosk, head(*fields) + chunk)
        # libmicrohttpd 0.9.75 writes the head of its own refusal twice; what counts is that nothing was served.
        check(b'"outcomes"' not in answer and b"HTTP/1.1 2" not in answer, f"{what}: {answer[:200]!r}")
        note(f"{what}: {answer[:24]!r}")


def test_chunks(central, kiosk, neighbour):
    """Chunks with broken sizes, extensions without end and trailers end their connection or are refused"""
    for what, body in (("no size", b"\r\nxx\r\n0\r\n\r\n"), ("a size that is none", b"zz\r\nxx\r\n0\r\n\r\n"), ("a huge size", b"ffffffffffffffffff\r\nx"),
                       ("a negative size", b"-1\r\nx\r\n"), ("an endless extension", b"1;" + b"x" * 200000), ("trailers", b"0\r\n" + b"X: y\r\n" * 5000 + b"\r\n")):
        answer = exchange(kiosk, head("Transfer-Encoding: chunked") + body)
        check(b" 200 " not in answer[:20], f"{what}: {answer[:200]!r}")


def test_heads(central, kiosk, neighbour):
    """Too many fields, too long ones and too long a target are refused; central takes no more memory for them"""
    for what, request in (("2,000 fields", head(*[f"X-{i}: y" for i in range(2000)])), ("a field of 100 KiB", head("X: " + "y" * 102400)),
                          ("a target of 100 KiB", head(target="/v1/outcomes?after=" + "1" * 102400, method="GET")),
                          ("10,000 arguments", head(target="/v1/outcomes?" + "a&" * 10000 + "after=0", method="GET")),
                          ("no end", head("X: " + "y" * 60000, ends=False)), ("nothing but line ends", b"\r\n" * 50000)):
        answer = exchange(kiosk, request)
        check(b" 200 " not in answer[:20], f"{what}: {answer[:100]!r}")
        note(f"{what}: {answer[:40]!r}")


def test_pipelining(central, kiosk, neighbour):
    """Requests sent at once are answered one after another, each its own"""
    one = b"GET /v1/outcomes HTTP/1.1\r\nHost: c\r\n\r\n"
    answer = exchange(kiosk, one * 40 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    check_equal((answer.count(b"HTTP/1.1 200"), answer.count(b'"outcomes"')), (41, 41))


def test_half_closed(central, kiosk, neighbour):
    """A caller that closes its side in the middle is let go at once, and one that had said all gets its answer or an end"""
    for what, request in (("in the head", head("Content-Length: 10", ends=False)), ("in the body", head("Content-Length: 10") + b"["),
                          ("after it all", b"GET /v1/outcomes HTTP/1.1\r\nHost: c\r\n\r\n")):
        plain = socket.create_connection((kiosk.caller.host, kiosk.caller.port), 120)
        connection = kiosk.caller.context.wrap_socket(plain, server_hostname=kiosk.caller.host, suppress_ragged_eofs=True)
        connection.sendall(request)
        socket.socket.shutdown(connection, socket.SHUT_WR)
        start = time.monotonic()
        answer = read_to_end(connection)
        connection.close()
        note(f"{what}: {answer[:15]!r} after {time.monotonic() - start:.2f} s")


def test_frames(central, kiosk, neighbour):
    """zstd that is cut, followed, empty a thousand times, or skips without end is taken or refused as what it unpacks to"""
    event = kiosk.make_event()
    good = zstd(json.dumps([event]).encode())
    text = json.dumps([kiosk.make_event()]).encode()
    empty = zstd(b"")
    for what, body, wanted in (("two frames of one batch", zstd(text[:100]) + zstd(text[100:]), 200), ("a second batch behind", good + good, 400),
                               ("noise behind", good + b"noise", 400), ("cut", good[:-5], 400), ("a damaged checksum", good[:-1] + bytes([good[-1] ^ 1]), 400),
                               ("10,000 empty frames", empty * 10000 + good, 200), ("a skippable frame that lies", struct.pack("<II", 0x184D2A50, 0xFFFFFFFF) + good, 400),
                               ("nothing but skippable frames", struct.pack("<II", 0x184D2A51, 0) * 100000, 400), ("a window of 2 GiB", bytes.fromhex("28b52ffd00a8") + good[6:], 400)):
        answer = kiosk.caller.ask("POST", "/v1/batches", body, Content_Type=BATCH, Content_Encoding="zstd")
        check(answer.status == wanted or (wanted == 400 and answer.status == 413), f"{what}: {answer.status} {answer.body[:200]}")


def test_depth(central, kiosk, neighbour):
    """JSON five hundred and five hundred thousand levels deep is refused without a crash, in the body and inside a header"""
    for levels in (500, 500000):
        for opening, closing in (("[", "]"), ('{"a":', "}")):
            answer = kiosk.caller.ask("POST", "/v1/batches", (opening * levels + "1" + closing * levels).encode(), Content_Type=BATCH)
            check((answer.status, answer.problem) in ((400, "bad-request"), (413, "too-large")), f"{levels}: {answer.status}")
    event = kiosk.make_event()
    protected = event["data"]["header_jws"].split(".")[0]
    event["data"]["header_jws"] = f"{protected}.{base64url(b'[' * 20000 + b']' * 20000)}.{'A' * 86}"
    check_equal(kiosk.send(event)[0]["status"], "malformed", "a deep header")


def test_algorithms(central, kiosk, neighbour):
    """No header is believed for naming another algorithm: none, an HMAC with the public key, a key of its own, critical extensions"""
    certificate = x509.load_pem_x509_certificate(kiosk.enrolled["certificate"].encode())
    public = certificate.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    for what, fields, sign in (
            ("none", {"alg": "none"}, lambda text: b""), ("none with noise", {"alg": "none"}, lambda text: bytes(64)),
            ("HS256 with the public key", {"alg": "HS256"}, lambda text: hmac.new(public, text, "sha256").digest()),
            ("HS256 with the certificate", {"alg": "HS256"}, lambda text: hmac.new(kiosk.enrolled["certificate"].encode(), text, "sha256").digest()),
            ("ES256 of zeros", {"alg": "ES256"}, lambda text: bytes(64)), ("EdDSA", {"alg": "EdDSA"}, lambda text: bytes(64)),
            ("a key of its own", {"alg": "ES256", "jwk": {"kty": "EC"}}, lambda text: hashlib.sha512(text).digest())):
        header = kiosk.make_header(b"sealed bytes")
        signed = base64url(json.dumps({**fields, "typ": "yijian-header+jws"}).encode()) + "." + base64url(json.dumps(header).encode())
        event = kiosk.make_event(header=header)
        event["data"]["header_jws"] = signed + "." + base64url(sign(signed.encode()))
        result = kiosk.send(event)[0]
        check_equal((result["status"], "receipt" in result), ("malformed", False), what)
        note(f"{what}: {result['problem']['type'].rsplit(':', 1)[1]}")
    true = kiosk.make_event()
    true["data"]["header_jws"] = true["data"]["header_jws"].replace(".", "..", 1)
    check_equal(kiosk.send(true)[0]["status"], "malformed", "four parts")


def test_forged_source(central, kiosk, neighbour):
    """A kiosk that speaks for another, in the event, in the header or in both, is believed nowhere"""
    other = Kiosk(central)
    for what, event in (("the event", kiosk.make_event(event_source=other.source)),
                        ("the header", kiosk.make_event(source={"kiosk": other.code, "epoch": other.epoch})),
                        ("both", kiosk.make_event(event_source=other.source, source={"kiosk": other.code, "epoch": other.epoch})),
                        ("another's record whole", other.make_event()), ("another's key", kiosk.make_event(key=other.key))):
        result = kiosk.send(event)[0]
        check_equal((result["status"], "receipt" in result), ("malformed", False), what)
        note(f"{what}: {result['problem']['type'].rsplit(':', 1)[1]}")


def test_rate(central, kiosk, neighbour):
    """One kiosk that asks without pause is told to wait, and is served again after it did"""
    strict = Central("--kiosk-rate", str(RATE)).start()
    greedy, other, one = Kiosk(strict), Kiosk(strict), b"GET /v1/outcomes?after=0 HTTP/1.1\r\nHost: c\r\n\r\n"
    answers = exchange(greedy, one * 100 + one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    served, told = answers.count(b"HTTP/1.1 200"), answers.count(b"HTTP/1.1 429")
    check_equal((served + told, answers.count(b"Retry-After: 1\r\n"), answers.count(b"urn:yijian:problem:too-many-requests")),
                (101, told, told), "answers, and those that say when to come again")
    check(told > 0 and served >= 2 * RATE, f"{served} served, {told} told to wait")
    check_equal(other.send(other.make_event())[0]["status"], "accepted", "another kiosk meanwhile")
    deadline = time.monotonic() + 60
    while greedy.caller.ask("GET", "/v1/outcomes?after=0").status != 200:
        check(time.monotonic() < deadline, "it is never served again")
    check_equal(strict.end(), 0, "exit code")
    note(f"of {served + told} requests at once {served} were served; allowed are {RATE} a second and twice as many at once")


def hold(opener, wanted):
    """Up to @wanted connections, each with one request served, and how many were refused."""
    held, refused = [], 0
    for _ in range(wanted):
        try:
            connection = opener()
            connection.sendall(b"GET /v1/outcomes?after=0 HTTP/1.1\r\nHost: c\r\n\r\n")
            check(connection.recv(1) == b"H", "a connection without an answer")
            held.append(connection)
        except (OSError, ssl.SSLError, AssertionError):
            refused += 1
    return held, refused


def test_connections_of_one(central, kiosk, neighbour):
    """One certificate holds sixteen connections and no more; when it lets go it may come again"""
    greedy = Kiosk(central)
    held, refused = hold(greedy.caller.open_socket, CONNECTIONS + 8)
    check_equal(len(held), CONNECTIONS, "connections that are held")
    check_equal(refused, 8, "connections that ended in the handshake")
    for connection in held:
        connection.close()
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError, ssl.SSLError):
            check_equal(greedy.send(greedy.make_event())[0]["status"], "accepted")
            break
        check(time.monotonic() < deadline, "it may never come again")


def test_connections_of_strangers(central, kiosk, neighbour):
    """Hundreds of strangers who connect and say nothing, from another address, keep nobody out and are gone after the deadline"""
    strangers = []
    for _ in range(400):
        stranger = socket.socket()
        stranger.bind(("127.0.0.2", 0))
        stranger.settimeout(60)
        with contextlib.suppress(OSError):
            stranger.connect((kiosk.caller.host, kiosk.caller.port))
            strangers.append(stranger)
    before = neighbour.sent
    deadline = time.monotonic() + 60
    while neighbour.sent < before + 3:
        check(neighbour.is_alive() and time.monotonic() < deadline, f"the good kiosk is kept out: {neighbour.failure}")
        time.sleep(0.01)
    for stranger in strangers:
        read_to_end(stranger)
        stranger.close()
    note(f"{len(strangers)} strangers; all were let go")


def test_broken_off(central, kiosk, neighbour):
    """Hundreds of bodies that are cut off leave nothing in hand"""
    body = zstd(json.dumps([kiosk.make_event() for _ in range(20)]).encode())
    for i in range(400 if LONG else 60):
        connection = kiosk.caller.open_socket()
        connection.sendall(head(f"Content-Length: {len(body)}", "Content-Encoding: zstd") + body[:i % len(body)])
        connection.close()
    deadline = time.monotonic() + 60
    while kiosk.metric("yijian_batches_in_flight") > 1:  # the good kiosk's
        check(time.monotonic() < deadline, "batches stay in hand")


def test_served_throughout(central, kiosk, neighbour):
    """The good kiosk was served the whole time, and central's memory stayed bounded"""
    neighbour.ended.set()
    neighbour.join(60)
    check(neighbour.failure is None, f"the good kiosk failed: {neighbour.failure}")
    check(neighbour.sent > 20 and neighbour.worst < WORST_SECONDS, f"{neighbour.sent} records, the slowest took {neighbour.worst:.1f} s")
    with open(f"/proc/{central.process.pid}/status", encoding="ascii") as file:
        highest = next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))
    check(highest < MEMORY_MIB, f"highest memory {highest} MiB")
    check("CRITICAL" not in central.log() and "WARNING" not in central.log(), central.log())
    note(f"{neighbour.sent} records, the slowest after {neighbour.worst:.2f} s; highest memory {highest} MiB")


def main():
    central = Central("--request-deadline", "2", "--kiosk-connections", str(CONNECTIONS)).start()
    neighbour = Neighbour(Kiosk(central))
    neighbour.start()
    return run_tests(__name__, central, lambda _: [central, Kiosk(central), neighbour])


if __name__ == "__main__":
    sys.exit(main())
