#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real central behind a real courier when central is no longer what it was: restored from a backup, with other receipt keys, asking
for another device key, with a certificate that has expired, or with a kiosk that it has revoked. Nothing is lost, nothing is doubled."""
import datetime
import json
import os
import shutil
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

sys.path[:0] = [os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", name) for name in ("chaos", "support")]

import tap  # noqa: E402
from shared_rig import SharedRig  # noqa: E402
from tap import check, check_equal  # noqa: E402
from wire_rig import WireRig  # noqa: E402

rig = SharedRig(WireRig)
RECORDS = 12


def at_central():
    """(records, ids that are there) with central stopped; it is started again."""
    here = rig()
    check_equal(here.central.end(), 0, "exit code of central")
    rows, outbox, cases = here.central.ledger()
    check(all(count == 1 for table in (rows, outbox) for count in table.values()), "nothing is doubled")
    here.central.start()
    return {identity for _, identity in rows}


def states(ids):
    return {record["state"] for record in rig().list() if record["id"] in ids}


def copy_store(source, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def restore(announced):
    """Central is put back to before some records; @announced: its operator says so."""
    here = rig()
    store, backup = here.central.path("store"), here.central.path("backup")
    before = here.submit_many(RECORDS)
    here.drain()
    check_equal(here.central.end(), 0, "exit code")
    copy_store(store, backup)
    here.central.start()
    after = here.submit_many(RECORDS)
    here.drain()
    check_equal(states(before + after), {"accepted"}, "before the accident")
    check_equal(here.central.end(), 0, "exit code")
    copy_store(backup, store)
    if announced:
        here.central.command("database", "restored")
    here.central.start()
    check(not set(after) & at_central(), "the restored central lacks what came after the backup")
    return before, after


def duplicates():
    """How many records the central that serves now has called a duplicate."""
    text = rig().central.admin().ask("GET", "/metrics").body.decode()
    return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith('yijian_records_total{verdict="duplicate"'))


def test_restored():
    """a central that came back from a backup gets again what it has lost, without a new record, and all that was not final beside it"""
    here = rig()
    before, after = restore(True)
    here.round()
    here.drain()
    check_equal(states(before + after), {"accepted"}, "afterwards")
    check_equal(duplicates(), len(before), "what the backup has was offered as well: its new name was heard, not only that numbers are missing")
    check(set(before + after) <= at_central(), "all of it is at central")
    tap.note(f"{len(after)} records that central had signed for and lost were offered again; {len(before)} others came as duplicates")


def test_restored_in_silence():
    """a restore that nobody announced is seen by the numbers that central misses"""
    here = rig()
    before, after = restore(False)
    newer = here.submit_many(1)
    here.drain()
    here.round()
    here.drain()
    check_equal(states(before + after + newer), {"accepted"}, "afterwards")
    check(set(before + after + newer) <= at_central(), "all of it is at central")


def test_kiosk_restored():
    """a kiosk whose whole folder is put back to an older image hears from central which numbers it has used"""
    here = rig()
    image = here.central.path("kiosk-image")
    here.drain()
    here.processes.end(here.courier)
    shutil.copytree(here.state_dir, image)
    here.start()
    lost = here.submit_many(3)
    here.drain()
    used = max(record["seq"] for record in here.list())
    here.processes.end(here.courier)
    shutil.rmtree(here.state_dir)
    shutil.copytree(image, here.state_dir)
    here.start()
    here.round()
    check(not states(lost), "the image knows nothing of them")
    after = here.submit_many(2)
    check_equal(sorted(record["seq"] for record in here.list() if record["id"] in after), [used + 1, used + 2], "the next numbers")
    here.drain()
    check_equal(states(after), {"accepted"}, "what came after")
    check(set(lost + after) <= at_central(), "all of it is at central")
    tap.note(f"numbers up to {used} were used by what the image does not know; the next record has {used + 1}")


def test_receipt_keys():
    """receipts of a key that the earlier one vouches for are believed, also across a restart, and the first key stays"""
    here = rig()
    for turn in range(3):
        here.central.command("keys", "rotate-receipt", here.central.keys, database=False)
        here.central.end()
        here.central.start()
        sent = here.submit_many(2)
        here.drain()
        check_equal(states(sent), {"accepted"}, f"with key {turn + 2}")
    here.processes.end(here.courier)
    here.start()
    sent = here.submit_many(2)
    here.drain()
    check_equal(states(sent), {"accepted"}, "after a restart")


def device_key():
    with open(os.path.join(rig().state_dir, "enrolment.json"), encoding="utf-8") as file:
        return json.load(file)["device_key"]


def kiosk_code():
    return rig().ctl("status")["kiosk"]


def test_rotation():
    """a kiosk that is asked for a new key speaks and signs with it, and what was sealed before is taken"""
    here = rig()
    old = device_key()
    here.central.end()
    held = here.submit_many(1)
    here.ctl("queue", "hold", held[0])
    here.central.start()
    here.central.command("kiosk", "rotate-key", kiosk_code())
    here.round()
    here.round()
    check(device_key() != old, "the kiosk has another key")
    check(not os.path.exists(os.path.join(here.state_dir, "enrolment.next")), "nothing is left of the change")
    here.ctl("queue", "retry", held[0])
    sent = here.submit_many(2)
    here.drain()
    check_equal(states(sent + held), {"accepted"}, "sealed under the new key, and under the old one")
    fresh = device_key()
    here.round()
    check_equal(device_key(), fresh, "it is not changed twice")


def expire(pem):
    """The same certificate, by the same authority, of last year."""
    serve = os.path.join(rig().central.keys, "serve")
    with open(os.path.join(serve, "ca.key"), "rb") as file:
        ca_key = serialization.load_pem_private_key(file.read(), None)
    with open(os.path.join(serve, "ca.crt"), "rb") as file:
        ca = x509.load_pem_x509_certificate(file.read())
    present, now = x509.load_pem_x509_certificate(pem.encode()), datetime.datetime.utcnow()
    builder = (x509.CertificateBuilder().subject_name(present.subject).issuer_name(ca.subject).public_key(present.public_key())
               .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(400))
               .not_valid_after(now - datetime.timedelta(30)))
    for extension in present.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    return builder.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def use_certificate(change):
    """Writes @change of the present certificate into the enrolment of a courier that is away meanwhile; the one before."""
    here, path = rig(), os.path.join(rig().state_dir, "enrolment.json")
    here.processes.end(here.courier)
    with open(path, encoding="utf-8") as file:
        enrolment = json.load(file)
    before = enrolment["answer"]["certificate"]
    enrolment["answer"]["certificate"] = change(before)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(enrolment, file)
    here.start()
    return before


def test_expired():
    """a kiosk whose certificate has run out keeps all and says so, and a good one makes up for it"""
    here = rig()
    good = use_certificate(expire)
    sent = here.submit_many(2)
    here.round()
    status = here.ctl("status")
    check_equal((status["trouble_kind"], status["alarm"]), ("certificate", True), "trouble: " + str(status.get("trouble")))
    check(status["sync"]["next_try_seconds"] >= 3000, f"it is tried once an hour: {status['sync']}")
    check_equal(states(sent), {"queued"}, "kept")
    use_certificate(lambda _: good)
    here.drain()
    check_equal(states(sent), {"accepted"}, "with a good one")


def test_revoked():
    """a kiosk that was revoked keeps all, says so, and does not hammer"""
    here = rig()
    sent = here.submit_many(2)
    here.drain()
    here.central.command("kiosk", "revoke", kiosk_code())
    more = here.submit_many(2)
    here.round()
    status = here.ctl("status")
    check_equal((status["trouble_kind"], status["alarm"]), ("certificate", True), "trouble: " + str(status.get("trouble")))
    check_equal(states(more), {"queued"}, "kept")
    check_equal(states(sent), {"accepted"}, "what was signed for stays so")
    check(all(record["attempts"] == 0 for record in here.list("queued")), "no attempt is counted")


def test_end():
    """the courier has come through"""
    here = rig()
    check(here.courier.poll() is None, "the courier of the beginning is there")


if __name__ == "__main__":
    sys.exit(rig.run("/courier-standing", tap.list_tests(__name__)))
