#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Behind a real nginx, with the configuration that administrators get: who is let in, as whom, and how much."""
import base64
import json
import os
import ssl
import sys
import time

from cryptography.hazmat.primitives.asymmetric import ec

from central_rig import Caller, Central, run_tests
from certificate_rig import make_certificate, own_authority, write_pair
from kiosk_rig import Kiosk
from nginx_rig import Nginx
from tap import check, check_equal, note

BATCH = "application/cloudevents-batch+json"


def through(nginx, central, kiosk):
    """@kiosk's caller by way of @nginx."""
    return Caller(nginx.url, central.context(central.path(kiosk.code + ".crt"), central.path(kiosk.code + ".key")))


def test_kiosk(central, nginx, kiosk):
    """A kiosk's batch, page, catalogue, outcomes and status go through, and it is who its certificate says"""
    page = os.urandom(4 * 1024 * 1024)
    check_equal(kiosk.upload(page).status, 204, "a page of 4 MiB")
    event = kiosk.make_event(materials=[page])
    result = kiosk.send(event)[0]
    check_equal(kiosk.open_receipt(result["receipt"], event)["source"], kiosk.source)
    for target in ("/v1/outcomes", "/v1/catalogues/000000", "/v1/catalogues/000000.minisig"):
        check_equal(kiosk.caller.ask("GET", target).status, 200, target)
    check_equal(kiosk.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}}).status, 200)
    kiosk.change_key()
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted", "with a new key")


def test_strangers(central, nginx, kiosk):
    """No certificate, another authority's, an expired one: 401 or 403 as a problem, never a 400 that would blame the record"""
    issuer_key, issuer = own_authority(central)
    key = ec.generate_private_key(ec.SECP256R1())
    urn = [f"urn:yijian:kiosk:{kiosk.code}"]
    foreign = write_pair(central, "foreign", key, make_certificate(key, issuer, key, urn))
    expired = write_pair(central, "expired", key, make_certificate(issuer_key, issuer, key, urn, (-30, -1)))
    never = write_pair(central, "never", key, make_certificate(issuer_key, issuer, key, urn))
    for what, pair, wanted in (("none", (), (401, "certificate-required")), ("another authority", foreign, (403, "certificate-refused")),
                               ("expired", expired, (403, "certificate-refused")), ("never enrolled", never, (403, "certificate-refused"))):
        caller = Caller(nginx.url, central.context(*pair))
        answer = caller.ask("POST", "/v1/batches", json.dumps([kiosk.make_event()]).encode(), Content_Type=BATCH)
        check_equal((answer.status, answer.problem), wanted, what)
        note(f"{what}: {answer.status} {answer.problem}")


def test_revoked(central, nginx, kiosk):
    """A revoked kiosk is refused at its next request, on the connection it has"""
    other = Kiosk(central)
    caller = through(nginx, central, other)
    check_equal(caller.ask("GET", "/v1/outcomes").status, 200)
    central.command("kiosk", "revoke", other.code)
    answer = caller.ask("GET", "/v1/outcomes")
    check_equal((answer.status, answer.problem), (403, "certificate-refused"))


def test_brought_along(central, nginx, kiosk):
    """A Client-Cert field that a caller brings along makes nobody somebody else"""
    other = Kiosk(central)
    field = ":" + base64.b64encode(ssl.PEM_cert_to_DER_cert(other.enrolled["certificate"])).decode() + ":"
    answer = kiosk.caller.ask("POST", "/v1/batches", json.dumps([other.make_event()]).encode(), Content_Type=BATCH, Client_Cert=field)
    result = answer.json()["results"][0]
    check_equal((result["status"], result["problem"]["type"]), ("malformed", "urn:yijian:problem:foreign-source"))
    answer = Caller(nginx.url, central.context()).ask("GET", "/v1/outcomes", Client_Cert=field)
    check_equal((answer.status, answer.problem), (401, "certificate-required"))


def test_long_certificate(central, nginx, kiosk):
    """A certificate of more lines than the configuration reads is nobody's, not another's"""
    issuer_key, issuer = own_authority(central)
    key = ec.generate_private_key(ec.SECP256R1())
    uris = [f"urn:yijian:kiosk:{kiosk.code}"] + [f"https://{i}.example/{'x' * 80}" for i in range(12)]
    pair = write_pair(central, "long", key, make_certificate(issuer_key, issuer, key, uris))
    answer = Caller(nginx.url, central.context(*pair)).ask("GET", "/v1/outcomes")
    check_equal((answer.status, answer.problem), (401, "certificate-required"))


def test_only_the_wire(central, nginx, kiosk):
    """Nothing but /v1/ is passed on"""
    for target in ("/", "/metrics", "/health", "/operator/case-list", "/v1/../metrics", "/v1/%2e%2e/metrics"):
        answer = kiosk.caller.ask("GET", target)
        check_equal((answer.status, answer.problem), (404, "not-found"), target)


def test_too_large(central, nginx, kiosk):
    """More than 4 MiB is refused as a problem, whether nginx or central sees it first"""
    for what, size in (("a byte more", 4 * 1024 * 1024 + 1), ("20 MiB", 20 * 1024 * 1024)):
        try:
            answer = through(nginx, central, kiosk).ask("POST", "/v1/batches", bytes(size), Content_Type=BATCH)
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError) as error:  # nginx answers and closes while we still send
            note(f"{what}: {error}")
            continue
        check_equal((answer.status, answer.problem), (413, "too-large"), what)
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")


def test_slow_body(central, nginx, kiosk):
    """A body that comes slowly is nginx's affair: central has no request in hand before it is whole"""
    body = json.dumps([kiosk.make_event()]).encode()
    connection = through(nginx, central, kiosk).open_socket()
    connection.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: c\r\nContent-Type: {BATCH}\r\nContent-Length: {len(body)}\r\n"
                       "Connection: close\r\n\r\n".encode() + body[:-1])
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted", "somebody else meanwhile")
    check_equal(kiosk.metric("yijian_batches_in_flight"), 0, "batches in hand")
    connection.sendall(body[-1:])
    check(connection.recv(65536).startswith(b"HTTP/1.1 200"), "the slow one was answered")
    connection.close()


def test_shares(central, nginx, kiosk):
    """One certificate's connections and requests have a limit, said with 429 and Retry-After; another kiosk does not notice"""
    greedy = Kiosk(central)
    held = []
    for _ in range(8):
        connection = through(nginx, central, greedy).open_socket()
        connection.sendall(f"POST /v1/batches HTTP/1.1\r\nHost: c\r\nContent-Type: {BATCH}\r\nContent-Length: 10\r\n\r\n[".encode())
        held.append(connection)
    seen, caller = [], through(nginx, central, greedy)
    while not seen or seen[-1].status != 429:  # nginx counts a connection once it has read the header
        check(len(seen) < 2000, "no limit on connections")
        seen.append(caller.ask("GET", "/v1/outcomes"))
    check_equal((seen[-1].problem, seen[-1].fields["Retry-After"]), ("too-many-requests", "2"))
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted", "another kiosk")
    for connection in held:
        connection.close()
    note(f"429 at request {len(seen)} beside eight connections")


def test_nobody_behind(central, nginx, kiosk):
    """While no instance runs a kiosk is told to come later, and is served as soon as one is there again"""
    check_equal(central.end(), 0, "exit code")
    event = kiosk.make_event()
    answer = kiosk.post([event])
    check_equal((answer.status, answer.problem, answer.fields["Retry-After"]), (503, "busy", "15"))
    central.start("--behind-proxy", "unix:" + central.path("proxy"))
    deadline = time.monotonic() + 120
    while kiosk.post([event]).status != 200:
        check(time.monotonic() < deadline, "nginx does not come back to the instance")
    check_equal(kiosk.send(event)[0]["status"], "duplicate")


def main():
    central = Central()
    central.start("--behind-proxy", "unix:" + central.path("proxy"))
    nginx = Nginx(central.directory, central.keys, [central.path("proxy")])
    kiosk = Kiosk(central)
    kiosk.listener = nginx.url
    kiosk.reconnect()
    try:
        return run_tests(__name__, central, lambda _: [central, nginx, kiosk])
    finally:
        check_equal(nginx.end(), 0, "exit code of nginx")


if __name__ == "__main__":
    sys.exit(main())
