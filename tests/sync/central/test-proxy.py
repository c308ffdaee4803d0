#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Behind a proxy: identity comes in Client-Cert (RFC 9440) through a Unix socket."""
import base64
import http.client
import os
import socket
import ssl
import stat
import sys

from central_rig import DESCRIPTION, Answer, Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal


def ask(path, method="GET", target="/v1/outcomes", body=None, **fields):
    connection = http.client.HTTPConnection("central")
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(120)
    connection.sock.connect(path)
    connection.request(method, target, body, {name.replace("_", "-"): value for name, value in fields.items()})
    response = connection.getresponse()
    data = response.read()
    connection.close()
    DESCRIPTION.check(method, target, response.status, response.headers, data)
    return Answer(response.status, response.headers, data)


def field(pem):
    return ":" + base64.b64encode(ssl.PEM_cert_to_DER_cert(pem)).decode() + ":"


def test_identity(path, central, kiosk):
    """A kiosk's certificate in the field is the kiosk"""
    check_equal(ask(path, Client_Cert=field(kiosk.enrolled["certificate"])).status, 200)


def test_nobody(path, central, kiosk):
    """Without the field, or with one that is none, nobody asks"""
    good = field(kiosk.enrolled["certificate"])
    for what, value in (("no colons", good[1:-1]), ("one colon", ":"), ("not base64", ":*:"), ("PEM", kiosk.enrolled["certificate"].replace("\n", " ")),
                        ("9 KiB", ":" + "A" * 12288 + ":")):
        answer = ask(path, Client_Cert=value)
        check_equal((answer.status, answer.problem), (401, "certificate-required"), what)
    check_equal(ask(path).status, 401, "no field")


def test_refused(path, central, kiosk):
    """A certificate of another authority, bytes that are none and a department's are refused"""
    other = Central()
    foreign = field(other.ca)
    department = central.department("09")
    del department
    with open(central.path("department-09", "09.crt"), encoding="ascii") as file:
        departments = field(file.read())
    for what, value in (("another authority", foreign), ("bytes", ":AAAA:"), ("a department", departments), ("the authority itself", field(central.ca))):
        answer = ask(path, Client_Cert=value)
        check_equal((answer.status, answer.problem), (403, "certificate-refused"), what)


def test_two_fields(path, central, kiosk):
    """Two fields: the first one does not hide a second that a caller brought along"""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    good = field(kiosk.enrolled["certificate"])
    connection.sendall(f"GET /v1/outcomes HTTP/1.1\r\nHost: c\r\nClient-Cert: {good}\r\nClient-Cert: :AAAA:\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while piece := connection.recv(65536):
        answer += piece
    connection.close()
    check(answer.startswith(b"HTTP/1.1 400"), answer[:60])


def test_socket(path, central, kiosk):
    """The socket is for owner and group, and goes when central ends; one that nobody serves is replaced"""
    check_equal(stat.S_IMODE(os.stat(path).st_mode), 0o660, "mode")
    check_equal(central.end(), 0, "exit code")
    check(not os.path.exists(path), "the socket was left behind")
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(path)
    dead.close()
    central.start("--behind-proxy", "unix:" + path)
    check_equal(ask(path).status, 401)


def main():
    central = Central()
    path = central.path("proxy")
    central.start("--behind-proxy", "unix:" + path)
    return run_tests(__name__, central, lambda _: [path, central, Kiosk(central)])


if __name__ == "__main__":
    sys.exit(main())
