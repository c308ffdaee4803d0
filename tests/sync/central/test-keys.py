#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Keys that change while everybody goes on: the key of receipts at central, and a kiosk's own."""
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from central_rig import Central, base64url, from_base64url, run_tests
from kiosk_rig import Kiosk, make_request
from tap import check, check_equal, note

PATIENCE_SECONDS = 60


def kid_of(jws):
    return json.loads(from_base64url(jws.split(".")[0]))["kid"]


def rotate(central, check_code=True):
    done = central.command("keys", "rotate-receipt", central.keys, database=False, check=check_code)
    return json.loads(done)["kid"] if check_code else done


def send_until(kiosk, kid):
    """Records until one's receipt is signed by @kid: a serving central finds the new key by itself."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        event = kiosk.make_event()
        result = kiosk.send(event)[0]
        if kid_of(result["receipt"]) == kid:
            return event, result["receipt"]
        kiosk.open_receipt(result["receipt"], event)
    raise AssertionError(f"no receipt was signed by {kid}")


def status(kiosk):
    return kiosk.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}}).json()


def test_nothing_to_announce(central):
    """While the first key signs, no answer carries keys"""
    kiosk = Kiosk(central)
    kiosk.send(kiosk.make_event())
    check("receipt_keys" not in kiosk.last and "receipt_keys" not in status(kiosk), "keys were announced")


def test_new_receipt_key(central):
    """A serving central takes up a new receipt key by itself; kiosks learn it from any answer, and old receipts stay as they were"""
    kiosk = Kiosk(central)
    event = kiosk.make_event()
    receipt = kiosk.send(event)[0]["receipt"]
    before = kid_of(receipt)
    new = rotate(central)
    later, signed = send_until(kiosk, new)
    for what, answer in (("a batch", kiosk.last), ("a status", status(kiosk))):
        check_equal(kid_of(answer["receipt_keys"][-1]), before, f"who speaks for the new key in the answer of {what}")
    check_equal(kiosk.trust(kiosk.last["receipt_keys"]), [new], "keys that the kiosk added")
    kiosk.open_receipt(signed, later)
    again = kiosk.send(event)[0]
    check_equal((again["status"], again["receipt"]), ("duplicate", receipt), "the record of before")
    kiosk.open_receipt(receipt, event)
    note(f"{before} announced {new}")


def test_long_absence(central):
    """A kiosk that was away while three keys came trusts the present one by the chain, and believes no key that nobody announced"""
    kiosk = Kiosk(central)
    first = kid_of(kiosk.send(kiosk.make_event())[0]["receipt"])
    kids = [rotate(central) for _ in range(3)]
    later, signed = send_until(kiosk, kids[-1])
    kiosk.enrolled["receipt_keys"] = [entry for entry in kiosk.enrolled["receipt_keys"] if entry["kid"] == first]
    announced = kiosk.last["receipt_keys"]
    forger = ed25519.Ed25519PrivateKey.generate()
    raw = forger.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    protected = base64url(json.dumps({"alg": "EdDSA", "kid": first, "typ": "yijian-receipt+jws"}).encode())
    payload = base64url(json.dumps({"schema": 1, "kid": hashlib.sha256(raw).hexdigest()[:16], "x": base64url(raw)}).encode())
    forged = f"{protected}.{payload}." + base64url(forger.sign(f"{protected}.{payload}".encode()))
    check_equal(kiosk.trust([forged] + announced[1:]), kids, "keys that were added")
    kiosk.open_receipt(signed, later)


def test_later_enrolment(central):
    """A kiosk that enrols later gets all keys at once, without what only central needs"""
    keys = Kiosk(central).enrolled["receipt_keys"]
    check(len(keys) >= 5, f"{len(keys)} keys")
    check_equal({name for key in keys for name in key}, {"kid", "public_key"}, "members")


def test_restart(central):
    """After a restart the newest key signs"""
    kid = rotate(central)
    check_equal(central.end(), 0, "exit code")
    central.start()
    kiosk = Kiosk(central)
    check_equal(kid_of(kiosk.send(kiosk.make_event())[0]["receipt"]), kid)


def test_cut_rotation(central):
    """A rotation that was cut off between its two files leaves the old key signing, and the next one is whole"""
    kiosk = Kiosk(central)
    before = kid_of(kiosk.send(kiosk.make_event())[0]["receipt"])
    copy = central.path("cut")
    shutil.copytree(central.keys, copy)
    central.command("keys", "rotate-receipt", copy, database=False)
    os.replace(os.path.join(copy, "serve", "receipt-keys.json"), os.path.join(central.keys, "serve", "receipt-keys.json"))
    check_equal(kid_of(kiosk.send(kiosk.make_event())[0]["receipt"]), before, "after the cut")
    new = rotate(central)
    later, signed = send_until(kiosk, new)
    check(new in kiosk.trust(kiosk.last["receipt_keys"]), "the new key is announced by one that kiosks trust")
    kiosk.open_receipt(signed, later)


def test_one_rotation_at_a_time(central):
    """A second rotation beside a running one is refused, and a damaged file changes nothing that serves"""
    serve = os.path.join(central.keys, "serve")
    folder = os.open(serve, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    done = rotate(central, False)
    os.close(folder)
    check_equal((done.returncode, "another rotation runs" in done.stderr), (1, True), done.stderr)
    kiosk = Kiosk(central)
    kid = kid_of(kiosk.send(kiosk.make_event())[0]["receipt"])
    path = os.path.join(serve, "receipt.json")
    with open(path, encoding="utf-8") as file:
        good = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(good[:20])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while "the key of before signs on" not in central.log() and time.monotonic() < deadline:
        check_equal(kid_of(kiosk.send(kiosk.make_event())[0]["receipt"]), kid, "with a damaged file")
    check("the key of before signs on" in central.log(), "nobody was told of the damage")
    with open(path, "w", encoding="utf-8") as file:
        file.write(good)


def test_new_device_key(central):
    """A kiosk changes its key: both keys speak, and what either signed is taken"""
    kiosk = Kiosk(central)
    old, caller = kiosk.key, kiosk.caller
    sealed_before = kiosk.make_event()
    kiosk.change_key()
    check_equal(kiosk.send(sealed_before, kiosk.make_event())[0]["status"], "accepted", "sealed under the old key, sent under the new one")
    check_equal(kiosk.send(kiosk.make_event(), kiosk.make_event(key=old))[1]["status"], "accepted")
    check_equal(caller.ask("GET", "/v1/outcomes").status, 200, "the connection of the old key")
    certificate = x509.load_pem_x509_certificate(kiosk.enrolled["certificate"].encode())
    check_equal(certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.UniformResourceIdentifier), [f"urn:yijian:kiosk:{kiosk.code}"], "who the certificate is for")


def change_clock(central, kiosk, seconds):
    """Moves the time at which older keys retire, as the passing of time would; central is not running meanwhile."""
    central.end()
    with contextlib.closing(sqlite3.connect(central.database[len("sqlite:"):])) as database, database:
        changed = database.execute("UPDATE kiosk_certificate SET retires = retires - ? WHERE kiosk = ? AND retires > 0",
                                   (seconds, kiosk.code)).rowcount
    central.start()
    return changed


def test_old_key_retires(central):
    """A quarter of an hour after the new key spoke first the old one opens no connection; what it sealed is still taken"""
    kiosk = Kiosk(central)
    old, old_certificate, event = kiosk.key, kiosk.enrolled["certificate"], kiosk.make_event()
    kiosk.change_key()
    new, new_certificate = kiosk.key, kiosk.enrolled["certificate"]
    check_equal(change_clock(central, kiosk, 901), 0, "keys that retire before the new one spoke")
    check_equal(kiosk.reconnect().caller.ask("GET", "/v1/outcomes").status, 200, "the new key")
    check_equal(change_clock(central, kiosk, 0), 1, "keys that retire")
    kiosk.key, kiosk.enrolled["certificate"] = old, old_certificate
    check_equal(kiosk.reconnect().caller.ask("GET", "/v1/outcomes").status, 200, "the old key within the quarter")
    change_clock(central, kiosk, 901)
    answer = kiosk.reconnect().caller.ask("GET", "/v1/outcomes")
    check_equal((answer.status, answer.problem), (403, "certificate-refused"), "the old key afterwards")
    kiosk.key, kiosk.enrolled["certificate"] = new, new_certificate
    check_equal(kiosk.reconnect().send(event)[0]["status"], "accepted", "sealed under the old key")


def test_command(central):
    """kiosk rotate-key stands in the answers to this kiosk until it had a certificate made, over a restart too"""
    kiosk, other = Kiosk(central), Kiosk(central)
    check_equal(status(kiosk)["commands"], [])
    central.command("kiosk", "rotate-key", kiosk.code)
    for _ in range(2):
        check_equal((status(kiosk)["commands"], status(other)["commands"]), (["rotate-key"], []))
        central.end()
        central.start()
        kiosk.reconnect(), other.reconnect()
    kiosk.change_key()
    check_equal(status(kiosk)["commands"], [], "after the new key")
    done = central.command("kiosk", "rotate-key", "0000", check=False)
    check_equal((done.returncode, "no such kiosk" in done.stderr), (1, True), done.stderr)


def test_restored(central):
    """After a restore the store has a new name, told with every answer and in every receipt, and never while somebody serves"""
    kiosk = Kiosk(central)
    kiosk.send(kiosk.make_event())
    before = kiosk.last["central_epoch"]
    check_equal(status(kiosk)["central_epoch"], before)
    done = central.command("database", "restored", check=False)
    check_equal((done.returncode, "another process has it open" in done.stderr), (1, True), done.stderr)
    central.end()
    after = json.loads(central.command("database", "restored"))["central_epoch"]
    central.start()
    check(after != before, "the name stayed")
    kiosk.reconnect()
    event = kiosk.make_event()
    receipt = kiosk.send(event)[0]["receipt"]
    kiosk.trust(kiosk.last["receipt_keys"])
    check_equal((kiosk.last["central_epoch"], status(kiosk)["central_epoch"], kiosk.open_receipt(receipt, event)["central_epoch"]),
                (after, after, after))


def test_lost_answer(central):
    """The same key again gets the same certificate, and a key of another kiosk is its own affair"""
    kiosk, other = Kiosk(central), Kiosk(central)
    request = {"csr": make_request(ec.generate_private_key(ec.SECP256R1()))}
    first, second = (kiosk.caller.ask_json("POST", "/v1/certificates", request).json() for _ in range(2))
    check_equal(first, second)
    third = other.caller.ask_json("POST", "/v1/certificates", request).json()
    check_equal(third["kiosk"], other.code)
    check(third["certificate"] != first["certificate"], "two kiosks share a certificate")


def test_bad_requests(central):
    """What is no request of a P-256 key that its sender holds is refused"""
    kiosk, key = Kiosk(central), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kiosk")])
    bits = x509.CertificateSigningRequestBuilder().subject_name(name).sign(rsa.generate_private_key(65537, 2048), hashes.SHA256())
    wide = make_request(ec.generate_private_key(ec.SECP384R1()))
    der = bytearray(x509.load_pem_x509_csr(make_request(key).encode()).public_bytes(serialization.Encoding.DER))
    der[-3] ^= 1
    broken = x509.load_der_x509_csr(bytes(der)).public_bytes(serialization.Encoding.PEM).decode()
    for what, csr, expected in (("RSA", bits.public_bytes(serialization.Encoding.PEM).decode(), (400, "bad-request")),
                                ("P-384", wide, (400, "bad-request")), ("a broken signature", broken, (400, "bad-request")),
                                ("nothing", "", (400, "bad-request")), ("20 KiB", "A" * 20480, (413, "too-large"))):
        answer = kiosk.caller.ask_json("POST", "/v1/certificates", {"csr": csr})
        check_equal((answer.status, answer.problem), expected, what)
    answer = kiosk.caller.ask_json("POST", "/v1/certificates", {})
    check_equal((answer.status, answer.problem), (400, "bad-request"), "no csr")


def test_too_many_keys(central):
    """A kiosk that asks for ever new keys is stopped at 32, and speaks on with those it has"""
    kiosk = Kiosk(central)
    for _ in range(31):
        kiosk.change_key()
    answer = kiosk.caller.ask_json("POST", "/v1/certificates", {"csr": make_request(ec.generate_private_key(ec.SECP256R1()))})
    check_equal((answer.status, answer.problem), (409, "too-many-keys"))
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
