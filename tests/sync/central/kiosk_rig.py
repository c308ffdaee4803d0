# SPDX-License-Identifier: Apache-2.0
"""A kiosk as central sees it: a device key, a certificate, records with signed headers, and receipts that it checks."""
import base64
import hashlib
import io
import json
import os
import subprocess
import tarfile
import uuid

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.x509.oid import NameOID

from central_rig import CATALOGUE, DESCRIPTION, Caller, base64url, from_base64url, zstd

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ISO_7064 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
MATTERS = ["household-registration", "medical-insurance"]
with open(os.path.join(CATALOGUE, "catalog.json"), encoding="utf-8") as _file:
    _catalogue = json.load(_file)
CATALOGUE_NAME = {"id": _catalogue["id"], "version": _catalogue["version"]}
with open(os.path.join(CATALOGUE, "items", "newborn.json"), encoding="utf-8") as _file:
    ITEM_NAME = {"id": "newborn", "version": json.load(_file)["version"]}


def make_reference(kiosk, seq):
    digits = ""
    while seq > 0 or len(digits) < 4:
        digits, seq = CROCKFORD[seq & 31] + digits, seq >> 5
    p = 36
    for character in kiosk + digits:
        p = ((p + ISO_7064.index(character)) % 36 or 36) * 2 % 37
    return kiosk + digits + ISO_7064[(37 - p) % 36]


def make_request(key, name="kiosk"):
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    return request.public_bytes(serialization.Encoding.PEM).decode()


def sign_header(header, key):
    protected = base64url(json.dumps({"alg": "ES256", "typ": "yijian-header+jws"}).encode())
    signed = protected + "." + base64url(json.dumps(header, ensure_ascii=False).encode())
    r, s = decode_dss_signature(key.sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return signed + "." + base64url(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def make_envelope(recipients, application, signature=None):
    """An envelope as core/seal/yj-envelope.h describes it, made with tarfile, zstd and age."""
    files = [("application.json", application)] + ([("signature.png", signature)] if signature else [])
    manifest = {"schema": 1, "files": [{"name": name, "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
                                       for name, data in files]}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, data in [("manifest.json", json.dumps(manifest).encode())] + files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    packed = zstd(plain.getvalue())
    padding = -(len(packed) + 8) % 512
    return seal(recipients, packed + (0x184D2A50).to_bytes(4, "little") + padding.to_bytes(4, "little") + bytes(padding))


def seal(recipients, data):
    words = [word for recipient in recipients for word in ("-r", recipient)]
    return subprocess.run(["age", *words], input=data, capture_output=True, check=True).stdout


class Kiosk:
    def __init__(self, central, token=None, key=None):
        self.central = central
        self.key = key or ec.generate_private_key(ec.SECP256R1())
        self.epoch = os.urandom(8).hex()
        self.seq = 0
        answer = central.admin().ask_json("POST", "/v1/enrolments",
                                          {"token": token or central.token(), "csr": make_request(self.key)})
        if answer.status != 201:
            raise AssertionError(f"enrolment gave {answer.status} {answer.body!r}")
        self.enrolled = answer.json()
        self.code = self.enrolled["kiosk"]
        self.listener = None  # that of central, or a proxy's before it
        self.reconnect()

    def reconnect(self):
        """A new connection, also to a central that was started again on another port."""
        certificate = self.central.path(self.code + ".crt")
        key = self.central.path(self.code + ".key")
        with open(certificate, "w", encoding="ascii") as file:
            file.write(self.enrolled["certificate"])
        with open(key, "wb") as file:
            file.write(self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                              serialization.NoEncryption()))
        self.caller = Caller(self.listener or self.central.urls["listen"], self.central.context(certificate, key))
        return self

    @property
    def source(self):
        return f"urn:yijian:kiosk:{self.code}:{self.epoch}"

    def make_header(self, envelope, seq=None, materials=(), **changes):
        if seq is None:
            self.seq += 1
            seq = self.seq
        header = {
            "schema": 1, "id": str(uuid.uuid4()), "kind": "application", "item": ITEM_NAME,
            "catalogue": CATALOGUE_NAME, "region": "000000", "matters": MATTERS,
            "envelope": {"sha256": hashlib.sha256(envelope).hexdigest(), "bytes": len(envelope)},
            "materials": [{"sha256": hashlib.sha256(blob).hexdigest(), "bytes": len(blob)} for blob in materials],
            "recipients": [hashlib.sha256(recipient.encode()).hexdigest()[:16] for recipient in self.enrolled["recipients"]],
            "suite": "intl-1", "progress_secret_sha256": hashlib.sha256(b"0123456789AB").hexdigest(),
            "source": {"kiosk": self.code, "epoch": self.epoch}, "seq": seq, "boot_id": "boot", "boottime_usec": 1,
            "wall": "2026-01-01T00:00:00Z", "clock": "unverified", "reference": make_reference(self.code, seq)}
        header["case_number"] = header["reference"]
        header.update(changes)
        return {name: value for name, value in header.items() if value is not None}

    def make_event(self, envelope=b"sealed bytes", header=None, key=None, **changes):
        """An event; @changes go into its header, or with a leading "event_" into the event itself."""
        outer = {name[6:]: changes.pop(name) for name in list(changes) if name.startswith("event_")}
        header = header or self.make_header(envelope, **changes)
        event = {"specversion": "1.0", "id": header["id"], "source": self.source, "type": f"org.yijian.{header['kind']}.v1",
                 "sequence": str(header["seq"]), "datacontenttype": "application/json",
                 "data": {"header_jws": sign_header(header, key or self.key), "envelope": base64.b64encode(envelope).decode()}}
        event.update(outer)
        return event

    def post(self, events, code=True):
        """The answer of a batch."""
        body = json.dumps(events).encode()
        fields = {"Content_Type": "application/cloudevents-batch+json"}
        if code:
            body, fields["Content_Encoding"] = zstd(body), "zstd"
        return self.caller.ask("POST", "/v1/batches", body, **fields)

    def send(self, *events):
        """The results of a batch that must be judged."""
        answer = self.post(list(events))
        if answer.status != 200:
            raise AssertionError(f"the batch gave {answer.status} {answer.body!r}")
        value = answer.json()
        if [result["id"] for result in value["results"]] != [event.get("id") for event in events]:
            raise AssertionError("results are not in the order of the events")
        self.last = value
        return value["results"]

    def change_key(self):
        """A certificate for a new key, asked for with the present one; from then on the kiosk is the new key."""
        key = ec.generate_private_key(ec.SECP256R1())
        answer = self.caller.ask_json("POST", "/v1/certificates", {"csr": make_request(key)})
        if answer.status != 201:
            raise AssertionError(f"a new certificate gave {answer.status} {answer.body!r}")
        self.key, self.enrolled["certificate"] = key, answer.json()["certificate"]
        return self.reconnect()

    def trust(self, announcements):
        """Adds the receipt keys that a trusted key announces; those that were added."""
        added = []
        for announcement in announcements:
            payload = json.loads(from_base64url(announcement.split(".")[1]))
            try:
                self.verify_jws(announcement)
            except (KeyError, InvalidSignature):
                continue
            DESCRIPTION.validate_named("ReceiptKey", payload)
            self.enrolled["receipt_keys"].append({"kid": payload["kid"], "public_key": payload["x"]})
            added.append(payload["kid"])
        return added

    def verify_jws(self, text):
        """The payload of what a trusted receipt key signed."""
        protected, payload, signature = text.split(".")
        fields = json.loads(from_base64url(protected))
        keys = {entry["kid"]: entry["public_key"] for entry in self.enrolled["receipt_keys"]}
        if fields["alg"] != "EdDSA" or fields["typ"] != "yijian-receipt+jws":
            raise AssertionError(f"the receipt's header is {fields}")
        key = ed25519.Ed25519PublicKey.from_public_bytes(from_base64url(keys[fields["kid"]]))
        key.verify(from_base64url(signature), f"{protected}.{payload}".encode())
        return json.loads(from_base64url(payload))

    def open_receipt(self, receipt, event=None):
        """The payload, after its signature held and it speaks of @event."""
        value = self.verify_jws(receipt)
        DESCRIPTION.validate_named("Receipt", value)
        if event is not None:
            digest = hashlib.sha256(event["data"]["header_jws"].encode()).hexdigest()
            if (value["id"], value["digest"], value["source"]) != (event["id"], digest, event["source"]):
                raise AssertionError("the receipt is for another record")
        return value

    def upload(self, blob, offset=0, complete=True, address=None, body=None, **fields):
        address = address or hashlib.sha256(blob).hexdigest()
        return self.caller.ask("PATCH", "/v1/blobs/" + address, blob[offset:] if body is None else body,
                               Content_Type="application/partial-upload", Upload_Offset=str(offset),
                               Upload_Complete="?1" if complete else "?0", **fields)

    def cases(self):
        return json.loads(self.central.command("case", "list", "--json"))

    def metric(self, name):
        text = self.central.admin().ask("GET", "/metrics").body.decode()
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith(name + " "))

