#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Callers that mean no good, or whose line is bad: what they get, and that others do not notice them."""
import collections
import json
import os
import random
import socket
import ssl
import subprocess
import sys
import threading
import time

from cryptography.hazmat.primitives.asymmetric import ec

from central_rig import Caller, Central, run_tests, zstd
from certificate_rig import make_certificate, own_authority, write_pair
from kiosk_rig import Kiosk
from tap import check, check_equal, draw_seed, note

DEADLINE_SECONDS = 2
WOUNDS = 6000 if os.environ.get("YIJIAN_LONG") else 300
BATCH = "application/cloudevents-batch+json"


def refused_in_handshake(central, context):
    """TLS 1.3 tells a client after its own side is done: the first read fails, and no byte of HTTP comes."""
    caller = Caller(central.urls["listen"], context)
    try:
        connection = caller.open_socket()
        connection.sendall(b"GET /v1/outcomes HTTP/1.1\r\nHost: central\r\n\r\n")
        data = connection.recv(1)
    except (ssl.SSLError, ConnectionError) as error:
        return str(error)
    check(data == b"", f"central answered {data!r}")
    return "closed"


def test_no_certificate(central, kiosk):
    """Without a client certificate the kiosk listener ends in the handshake"""
    note(refused_in_handshake(central, central.context()))


def test_foreign_authority(central, kiosk):
    """A certificate of another authority ends in the handshake, also when it names a kiosk that is enrolled"""
    key = ec.generate_private_key(ec.SECP256R1())
    name = own_authority(central)[1]
    forged = make_certificate(key, name, key, [f"urn:yijian:kiosk:{kiosk.code}"])
    note(refused_in_handshake(central, central.context(*write_pair(central, "foreign", key, forged))))


def test_old_tls(central, kiosk):
    """TLS 1.2 is refused on the kiosk listener and taken on the admin listener"""
    certificate, key = central.path(kiosk.code + ".crt"), central.path(kiosk.code + ".key")
    note(refused_in_handshake(central, central.context(certificate, key, ssl.TLSVersion.TLSv1_2)))
    admin = Caller(central.urls["admin"], central.context(version=ssl.TLSVersion.TLSv1_2))
    check_equal(admin.ask("GET", "/health").status, 200)


def test_certificates_of_ours(central, kiosk):
    """Certificates of this authority that fit no enrolled kiosk get a problem that says why"""
    issuer_key, issuer = own_authority(central)
    urn = "urn:yijian:kiosk:"
    for what, uris, days in (("expired", [urn + kiosk.code], (-30, -1)), ("not yet valid", [urn + kiosk.code], (1, 30)),
                             ("nobody's", [], (-2, 30)), ("for two", [urn + kiosk.code, urn + "0000"], (-2, 30)),
                             ("a department's", ["urn:yijian:department:09"], (-2, 30)), ("not enrolled", [urn + "0000"], (-2, 30)),
                             ("a code with a slash", [urn + "../.."], (-2, 30))):
        key = ec.generate_private_key(ec.SECP256R1())
        pair = write_pair(central, "ours", key, make_certificate(issuer_key, issuer, key, uris, days))
        answer = Caller(central.urls["listen"], central.context(*pair)).ask("GET", "/v1/outcomes")
        check_equal((answer.status, answer.problem), (403, "certificate-refused"), what)
        note(f"{what}: {answer.json().get('detail')}")


def test_another_key_of_the_kiosk(central, kiosk):
    """A certificate of this authority for an enrolled code but a key that was never enrolled is refused"""
    issuer_key, issuer = own_authority(central)
    key = ec.generate_private_key(ec.SECP256R1())
    pair = write_pair(central, "twin", key, make_certificate(issuer_key, issuer, key, [f"urn:yijian:kiosk:{kiosk.code}"]))
    answer = Caller(central.urls["listen"], central.context(*pair)).ask("GET", "/v1/outcomes")
    check_equal((answer.status, answer.problem), (403, "certificate-refused"))


def test_revoked(central, kiosk):
    """A revoked kiosk is refused at its next request, on the connection it already has"""
    other = Kiosk(central)
    check_equal(other.caller.ask("GET", "/v1/outcomes").status, 200)
    central.command("kiosk", "revoke", other.code)
    answer = other.caller.ask("GET", "/v1/outcomes")
    check_equal((answer.status, answer.problem), (403, "certificate-refused"))


def test_client_cert_field(central, kiosk):
    """Client-Cert on TCP is refused on both listeners, also beside a good certificate"""
    for caller, target in ((kiosk.caller, "/v1/outcomes"), (central.admin(), "/health")):
        answer = caller.ask("GET", target, Client_Cert=":AA==:")
        check_equal((answer.status, answer.problem), (400, "bad-request"), target)


def test_listeners_are_apart(central, kiosk):
    """The kiosk listener knows nothing of administration, nor the admin listener of kiosks"""
    for caller, method, target in ((kiosk.caller, "GET", "/health"), (kiosk.caller, "GET", "/"), (kiosk.caller, "POST", "/v1/enrolments"),
                                   (kiosk.caller, "POST", "/operator/case-list"), (central.admin(), "POST", "/operator/case-list"),
                                   (central.admin(), "POST", "/v1/batches")):
        answer = caller.ask(method, target)
        check_equal((answer.status, answer.problem), (404, "not-found"), f"{method} {target}")
    answer = kiosk.caller.ask("DELETE", "/v1/outcomes")
    check_equal((answer.status, answer.problem, answer.fields["Allow"]), (405, "method-not-allowed", "GET"))


def test_media(central, kiosk):
    """Another content type or coding is refused before the body is read"""
    for fields, wanted in (({"Content_Type": "application/json"}, "Accept"), ({}, "Accept"),
                           ({"Content_Type": BATCH, "Content_Encoding": "gzip"}, "Accept-Encoding"),
                           ({"Content_Type": BATCH + "x"}, "Accept")):
        answer = kiosk.caller.ask("POST", "/v1/batches", b"[]", **fields)
        check_equal((answer.status, answer.problem), (415, "unsupported-media"), str(fields))
        check(answer.fields[wanted], f"{wanted} says what is supported")


def test_bodies(central, kiosk):
    """Bodies that are no batch are refused whole with a problem, and the connection serves on"""
    kinds = {
        "nothing": (b"", False), "not JSON": (b"<html>", False), "cut JSON": (b'[{"id":', False), "an object": (b"{}", False),
        "an empty array": (b"[]", False), "a key twice": (b'[{"a":1,"a":1}]', False), "a NUL": (b'["\\u0000"]', False),
        "broken UTF-8": (b'["\xff"]', False), "seventeen levels": (b"[" * 17 + b"]" * 17, False), "plain text called zstd": (b"[]", True),
        "zstd cut short": (zstd(json.dumps([kiosk.make_event()]).encode())[:-9], True)}
    for what, (body, coded) in kinds.items():
        fields = {"Content_Type": BATCH, **({"Content_Encoding": "zstd"} if coded else {})}
        answer = kiosk.caller.ask("POST", "/v1/batches", body, **fields)
        check_equal((answer.status, answer.problem), (400, "bad-request"), what)
        check("html" not in answer.body.decode(), "the answer repeats what was sent")
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")


def test_too_large(central, kiosk):
    """More than 4 MiB coded or 16 MiB decoded is refused, whether or not the length was said before"""
    sizes = {"4 MiB and a byte": bytes(4 * 1024 * 1024 + 1), "20 MiB": bytes(20 * 1024 * 1024)}
    for what, body in sizes.items():
        answer = kiosk.caller.ask("POST", "/v1/batches", body, Content_Type=BATCH)
        check_equal((answer.status, answer.problem), (413, "too-large"), what)
        answer = kiosk.caller.ask("POST", "/v1/batches", iter([body[i:i + 65536] for i in range(0, len(body), 65536)]),
                                  Content_Type=BATCH)
        check_equal((answer.status, answer.problem), (413, "too-large"), what + " in chunks")
    batch, most = json.dumps([kiosk.make_event()]).encode(), 16 * 1024 * 1024
    for size, status in ((most + 1, 413), (most, 200)):
        answer = kiosk.caller.ask("POST", "/v1/batches", zstd(batch + b" " * (size - len(batch))), Content_Type=BATCH, Content_Encoding="zstd")
        check_equal(answer.status, status, f"{size} bytes decoded")
    check_equal([result["status"] for result in answer.json()["results"]], ["accepted"])


def memory_bytes(central):
    with open(f"/proc/{central.process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def test_bombs(central, kiosk):
    """A zstd bomb and a value bomb are refused, and central's memory does not follow them"""
    gigabyte = subprocess.run("head -c 1073741824 /dev/zero | zstd -q -c --long=27", shell=True, check=True, capture_output=True).stdout
    bombs = {"1 GiB of zeros": gigabyte, "17 MiB": zstd(b"[" + b" " * 17 * 1024 * 1024 + b"]"),
             "8 million numbers": zstd(b"[" + b"1," * 8000000 + b"1]"), "8 million in an event": zstd(b'[{"a":[' + b"[]," * 5000000 + b"1]}]")}
    before = memory_bytes(central)
    for what, body in bombs.items():
        answer = kiosk.caller.ask("POST", "/v1/batches", body, Content_Type=BATCH, Content_Encoding="zstd")
        check((answer.status, answer.problem) in ((413, "too-large"), (400, "bad-request")), f"{what}: {answer.status} {answer.body}")
        note(f"{what}, {len(body)} bytes sent: {answer.status} {answer.problem}; highest memory {memory_bytes(central) >> 20} MiB")
    check(memory_bytes(central) - before < 128 * 1024 * 1024, "central's memory grew with a bomb")


def damage(chance, body):
    """@body with one wound: a flipped bit, a piece cut out, doubled or filled with noise."""
    at, size = chance.randrange(len(body)), chance.randrange(1, 9)
    kind = chance.randrange(4)
    if kind == 0:
        return body[:at] + bytes([body[at] ^ 1 << chance.randrange(8)]) + body[at + 1:]
    middle = {1: b"", 2: body[at:at + size] * 2, 3: chance.randbytes(size)}[kind]
    return body[:at] + middle + body[at + size:]


def test_damage(central, kiosk):
    """However a batch is damaged, no receipt speaks of anything but what the kiosk signed"""
    seed = draw_seed()
    chance, seen = random.Random(seed), collections.Counter()
    events = [kiosk.make_event() for _ in range(3)]
    body, signed = json.dumps(events).encode(), {event["id"]: event for event in events}
    for _ in range(WOUNDS):
        answer = kiosk.caller.ask("POST", "/v1/batches", damage(chance, body), Content_Type=BATCH)
        check(answer.status in (200, 400), f"seed {seed}: {answer.status}")
        for result in answer.json()["results"] if answer.status == 200 else [{"status": "refused whole"}]:
            seen[result["status"]] += 1
            if "receipt" in result:
                kiosk.open_receipt(result["receipt"], signed[result["id"]])
    check_equal([row["status"] for row in kiosk.send(*events)], ["duplicate"] * 3, f"seed {seed}: the whole batch afterwards")
    check_equal(kiosk.metric("yijian_quarantined_total"), 0, f"seed {seed}: records kept aside")
    note(f"seed {seed}, {WOUNDS} wounds: {dict(seen)}")


def test_wide_window(central, kiosk):
    """A zstd frame that wants a window of 128 MiB is refused although it is small"""
    body = subprocess.run(["zstd", "-q", "-c", "--long=27", "--no-check"], input=b"[" + b" " * 9_000_000 + b"]", check=True,
                          capture_output=True).stdout
    piped = subprocess.run("head -c 200000000 /dev/zero | zstd -q -c --long=27 --no-check", shell=True, check=True, capture_output=True).stdout
    for frame in (piped, body):
        answer = kiosk.caller.ask("POST", "/v1/batches", frame, Content_Type=BATCH, Content_Encoding="zstd")
        check(answer.status in (400, 413), f"{answer.status}")


def read_to_end(connection):
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except OSError:
        pass
    return data


def drip(connection, data, ended):
    """One byte each tenth of a second, as long as the other side takes it."""
    try:
        for byte in data:
            connection.sendall(bytes([byte]))
            if ended.wait(0.1):
                return
    except OSError:
        pass


def measure(connection, data):
    """Seconds until central ends a connection on which @data drips."""
    ended, start = threading.Event(), time.monotonic()
    thread = threading.Thread(target=drip, args=(connection, data, ended))
    thread.start()
    answer = read_to_end(connection)
    seconds = time.monotonic() - start
    ended.set()
    thread.join()
    return seconds, answer


def test_slow_callers(central, kiosk):
    """One byte at a time lives as long as the total deadline allows and no longer: handshake, header and body"""
    head = f"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: {BATCH}\r\nContent-Length: 100000\r\n\r\n".encode()
    for what in ("handshake", "header", "body"):
        if what == "handshake":
            connection = socket.create_connection((kiosk.caller.host, kiosk.caller.port), 120)
            seconds, answer = measure(connection, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(2000))
        else:
            connection = kiosk.caller.open_socket()
            if what == "body":
                connection.sendall(head)
            seconds, answer = measure(connection, b"[" * 2000 if what == "body" else head.replace(b"Host", b"X-" + b"y" * 2000))
        connection.close()
        check(b"200 OK" not in answer, "a slow request was served")
        check(seconds < 20 * DEADLINE_SECONDS, f"{what}: {seconds:.1f} s")
        note(f"{what}: ended after {seconds:.1f} s, deadline {DEADLINE_SECONDS} s")


def test_crowd_of_slow_callers(central, kiosk):
    """While sixty callers of four kiosks hold connections and send nothing more, a kiosk is served"""
    idle = []
    for caller in [Kiosk(central).caller for _ in range(4)] * 15:
        connection = caller.open_socket()
        connection.sendall(b"POST /v1/batches HTTP/1.1\r\nHost: central\r\n")
        idle.append(connection)
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")
    for connection in idle:
        connection.close()


def test_broken_off(central, kiosk):
    """A body that is cut off leaves nothing behind"""
    event = kiosk.make_event()
    body = json.dumps([event]).encode()
    connection = kiosk.caller.open_socket()
    connection.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: {BATCH}\r\nContent-Length: {len(body)}\r\n\r\n"
                       .encode() + body[:-20])
    connection.close()
    check_equal(kiosk.send(event)[0]["status"], "accepted")


def test_smuggling(central, kiosk):
    """Requests that could be read in two ways are refused or the connection ends, and no second answer comes"""
    hidden = b"GET /v1/outcomes HTTP/1.1\r\nHost: central\r\n\r\n"
    for what, fields in (("two lengths", b"Content-Length: 5\r\nContent-Length: 50\r\n"),
                         ("length and chunks", b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")):
        connection = kiosk.caller.open_socket()
        connection.sendall(b"POST /v1/batches HTTP/1.1\r\nHost: central\r\nContent-Type: " + BATCH.encode() + b"\r\n" + fields +
                           b"Connection: close\r\n\r\n0\r\n\r\n" + hidden)
        answer = read_to_end(connection)
        connection.close()
        check(b'"outcomes"' not in answer and answer.count(b"HTTP/1.1") <= 1, f"{what}: {answer!r}")
        note(f"{what}: {answer[:40]!r}")


def test_still_well(central, kiosk):
    """After all of that central is well and has lost nothing"""
    check_equal(central.admin().ask("GET", "/health").json()["status"], "ok")
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")
    check("CRITICAL" not in central.log() and "WARNING" not in central.log(), central.log())


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central("--request-deadline", str(DEADLINE_SECONDS)).start(), lambda central: [central, Kiosk(central)]))
