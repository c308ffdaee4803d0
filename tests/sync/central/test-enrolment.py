#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How a kiosk gets its certificate: one token, one key, once."""
import contextlib
import hashlib
import json
import sqlite3
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from central_rig import Central, run_tests
from kiosk_rig import Kiosk, make_request
from tap import check, check_equal, note


def new_key():
    return ec.generate_private_key(ec.SECP256R1())


def enrol(central, token, key=None, csr=None):
    return central.admin().ask_json("POST", "/v1/enrolments", {"token": token, "csr": csr or make_request(key or new_key())})


def change_token(central, token, **columns):
    """Moves a token's times, as the passing of time would; central is not running meanwhile."""
    central.end()
    with contextlib.closing(sqlite3.connect(central.database[len("sqlite:"):])) as database, database:
        database.execute("DROP TRIGGER IF EXISTS token_once")
        for name, seconds in columns.items():
            changed = database.execute(f"UPDATE token SET {name} = {name} - ? WHERE sha256 = ?",
                                       (seconds, hashlib.sha256(token.encode()).hexdigest())).rowcount
            check_equal(changed, 1, "tokens changed")
    central.start()


def test_answer(central):
    """An enrolment answers all that a kiosk needs, and the certificate is for its key and its code"""
    key = new_key()
    answer = enrol(central, central.token("--region", "110000"), key)
    check_equal(answer.status, 201)
    value = answer.json()
    check_equal((value["region"], value["central"]), ("110000", central.urls["listen"]))
    certificate = x509.load_pem_x509_certificate(value["certificate"].encode())
    check(certificate.public_key().public_numbers() == key.public_key().public_numbers(), "the certificate is for another key")
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    check_equal(names.get_values_for_type(x509.UniformResourceIdentifier), [f"urn:yijian:kiosk:{value['kiosk']}"])
    check_equal(value["recipients"], central.summary["recipients"], "recipients")
    check_equal(value["receipt_keys"], central.summary["receipt_keys"], "receipt keys")
    check_equal(value["catalogue_key"], central.summary["catalogue_key"], "catalogue key")


def test_subject_does_not_matter(central):
    """What the request calls itself does not matter: central gives the code"""
    key = new_key()
    value = enrol(central, central.token(), csr=make_request(key, "urn:yijian:department:09")).json()
    certificate = x509.load_pem_x509_certificate(value["certificate"].encode())
    check_equal(certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value, value["kiosk"])


def test_once(central):
    """A used token is refused for another key"""
    token = central.token()
    check_equal(enrol(central, token).status, 201)
    answer = enrol(central, token)
    check_equal((answer.status, answer.problem), (403, "token-refused"))


def test_repeated(central):
    """The same key may ask again with the same token within ten minutes, and gets the same kiosk"""
    token, key = central.token(), new_key()
    first, second = enrol(central, token, key), enrol(central, token, key)
    check_equal((first.status, second.status), (201, 201))
    check_equal(second.json(), first.json(), "second answer")
    change_token(central, token, used=9 * 60)
    check_equal(enrol(central, token, key).json()["kiosk"], first.json()["kiosk"], "kiosk after nine minutes")
    change_token(central, token, used=2 * 60)
    answer = enrol(central, token, key)
    check_equal((answer.status, answer.problem), (403, "token-refused"), "after eleven minutes")


def test_repeated_by_a_revoked_kiosk(central):
    """A kiosk that was revoked meanwhile gets nothing more for its token"""
    token, key = central.token(), new_key()
    kiosk = enrol(central, token, key).json()["kiosk"]
    central.command("kiosk", "revoke", kiosk)
    answer = enrol(central, token, key)
    check_equal((answer.status, answer.problem), (403, "token-refused"))


def test_expired(central):
    """An expired token is refused"""
    token = central.token("--ttl", "2h")
    change_token(central, token, expires=2 * 60 * 60 + 1)
    answer = enrol(central, token)
    check_equal((answer.status, answer.problem), (403, "token-refused"))


def test_wrong(central):
    """Unknown, changed, empty and endless tokens get one and the same answer"""
    token = central.token()
    answers = [enrol(central, wrong) for wrong in ("", "A" * 32, token[:-1], token.lower(), token + " ", "A" * 60000)]
    check_equal({(answer.status, answer.problem) for answer in answers[:-1]}, {(403, "token-refused")})
    check_equal(len({answer.body for answer in answers[:-1]}), 1, "different answers")
    check_equal(answers[-1].status, 403, "an endless token")
    check_equal(enrol(central, token).status, 201, "the right one afterwards")


def test_bad_requests(central):
    """A request that is none, that is not signed by its key, or whose key is not P-256 is refused and uses up no token"""
    token = central.token()
    good = make_request(new_key())
    other = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    pem = serialization.Encoding.PEM
    lines = good.splitlines()
    broken = "\n".join(lines[:-2] + [lines[-2][:-8] + "AAAAAA=="] + lines[-1:]) + "\n"
    requests = {"not PEM": "hello", "cut": good[:200], "a changed signature": broken, "too long": "A" * 16385,
                "RSA": other.sign(rsa.generate_private_key(65537, 2048), hashes.SHA256()).public_bytes(pem).decode(),
                "P-384": other.sign(ec.generate_private_key(ec.SECP384R1()), hashes.SHA256()).public_bytes(pem).decode()}
    for what, request in requests.items():
        answer = enrol(central, token, csr=request)
        check(answer.status in (400, 413), f"{what}: {answer.status}")
    answer = central.admin().ask_json("POST", "/v1/enrolments", {"token": token})
    check_equal((answer.status, answer.problem), (400, "bad-request"), "no csr")
    answer = central.admin().ask_json("POST", "/v1/enrolments", [token])
    check_equal((answer.status, answer.problem), (400, "bad-request"), "an array")
    check_equal(enrol(central, token).status, 201, "a good request afterwards")


def test_token_is_not_kept(central):
    """The database holds no token, only its digest"""
    token = central.token()
    central.end()
    with open(central.database[len("sqlite:"):], "rb") as file:
        check(token.encode() not in file.read(), "the token is in the database")
    central.start()


def test_kiosks(central):
    """Two kiosks get two codes, and the list shows both with their halls"""
    kiosks = [Kiosk(central, central.token("--region", region)) for region in ("000000", "110000")]
    rows = {row["code"]: row for row in json.loads(central.command("kiosk", "list", "--json"))}
    check_equal([rows[kiosk.code]["region"] for kiosk in kiosks], ["000000", "110000"])
    check(kiosks[0].code != kiosks[1].code, "the same code twice")


def test_heartbeat(central):
    """A heartbeat is kept, shown to the operator, and answered with pace and commands"""
    kiosk = Kiosk(central)
    status = {"version": "9.9", "queue": {"queued": 3}, "catalogue": {"id": "another", "version": 1}}
    answer = kiosk.caller.ask_json("PUT", "/v1/status", status)
    check_equal((answer.status, answer.json()["commands"]), (200, ["pull-catalogue"]))
    page = central.admin().ask("GET", "/", Accept_Language="en").body.decode()
    check(kiosk.code in page and "9.9" in page, "the fleet page does not show the heartbeat")
    for what, wrong in (("no queue", {"version": "1"}), ("another kiosk", {**status, "kiosk": "0000"}),
                        ("a long version", {**status, "version": "9" * 65}), ("a number that is none", {**status, "epoch": "0" * 16, "withheld": ["1"]}),
                        ("withheld of no outbox", {**status, "withheld": [1]}), ("10,001 withheld", {**status, "epoch": "0" * 16, "withheld": [1] * 10001})):
        answer = kiosk.caller.ask_json("PUT", "/v1/status", wrong)
        check_equal((answer.status, answer.problem), (400, "bad-request"), what)
    status["version"] = "<script>alert(1)</script>"
    kiosk.caller.ask_json("PUT", "/v1/status", status)
    check(b"<script>" not in central.admin().ask("GET", "/").body, "the fleet page shows what a kiosk says as markup")
    note("a version of 65 characters is refused, a script in it is shown as text")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
