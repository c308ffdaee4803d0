#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command line of yijian-central: keys, catalogues, export folders, and what it says when something is wrong."""
import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import threading

from central_rig import BUILD, CATALOGUE, Central, run_tests
from kiosk_rig import CATALOGUE_NAME, Kiosk
from tap import check, check_equal, note

YIJIANCTL = os.path.join(BUILD, "app", "yijianctl")


def read(*parts):
    with open(os.path.join(*parts), "rb") as file:
        return file.read()


def test_keys(central):
    """keys init makes one folder for each place, prints only what is public, and never overwrites"""
    check_equal(sorted(os.listdir(central.keys)), ["catalogue", "escrow", "serve", "unseal"])
    secrets = {"serve": ["ca.key", "receipt.json", "server.key"], "unseal": ["service.key"], "escrow": ["escrow.key"], "catalogue": ["minisign.key"]}
    for folder, names in secrets.items():
        check_equal(stat.S_IMODE(os.stat(os.path.join(central.keys, folder)).st_mode), 0o700, folder)
        for name in names:
            check_equal(stat.S_IMODE(os.stat(os.path.join(central.keys, folder, name)).st_mode), 0o600, name)
            lines = read(central.keys, folder, name).decode().replace('"', " ").split()
            printed = [word for word in lines if len(word) > 40 and word in json.dumps(central.summary) and not word.startswith("age1")]
            check_equal(printed, [], f"words of {name} that were printed")
    before = read(central.keys, "serve", "ca.key")
    done = central.command("keys", "init", central.keys, database=False, check=False)
    check_equal((done.returncode, read(central.keys, "serve", "ca.key")), (1, before))
    check("nothing was changed" in done.stderr, done.stderr)


def test_keys_names(central):
    """A server name given to keys init stands in the server's certificate, one that is none is refused"""
    folder = central.path("named")
    central.command("keys", "init", folder, "--name", "central.example", "--name", "10.0.0.1", database=False)
    text = subprocess.run(["openssl", "x509", "-noout", "-text", "-in", os.path.join(folder, "serve", "server.crt")], check=True,
                          capture_output=True, text=True).stdout
    check("DNS:central.example" in text and "IP Address:10.0.0.1" in text and "DNS:localhost" in text, text)
    done = central.command("keys", "init", central.path("bad"), "--name", "a,DNS:b", database=False, check=False)
    check_equal((done.returncode, os.path.exists(central.path("bad", "serve"))), (1, False))


def test_oracles(central):
    """openssl, age and minisign take the keys"""
    serve = os.path.join(central.keys, "serve")
    subprocess.run(["openssl", "verify", "-x509_strict", "-CAfile", os.path.join(serve, "ca.crt"), os.path.join(serve, "server.crt")],
                   check=True, capture_output=True)
    for folder, name, recipient in (("unseal", "service.key", 0), ("escrow", "escrow.key", 1)):
        done = subprocess.run(["age-keygen", "-y", os.path.join(central.keys, folder, name)], check=True, capture_output=True, text=True)
        check_equal(done.stdout.strip(), central.summary["recipients"][recipient], name)


def pack(central, version, signed=True):
    """A copy of the catalogue with another version, packed and signed as a publisher would."""
    folder = central.path(f"catalogue-{version}")
    shutil.copytree(CATALOGUE, folder, dirs_exist_ok=True)
    with open(os.path.join(folder, "catalog.json"), encoding="utf-8") as file:
        root = json.load(file)
    root["version"] = version
    with open(os.path.join(folder, "catalog.json"), "w", encoding="utf-8") as file:
        json.dump(root, file, ensure_ascii=False)
    bundle = central.path(f"catalogue-{version}.ycat")
    subprocess.run([YIJIANCTL, "catalog", "pack", folder, "-o", bundle] +
                   (["--key", os.path.join(central.keys, "catalogue", "minisign.key")] if signed else []), check=True, capture_output=True)
    return bundle


def test_publish(central):
    """A signed bundle is published while central serves: kiosks are told, get it with its signature, and not twice"""
    kiosk, version = Kiosk(central), CATALOGUE_NAME["version"] + 1
    before = kiosk.caller.ask("GET", "/v1/catalogues/000000")
    bundle = pack(central, version)
    check_equal(json.loads(central.command("catalog", "publish", bundle))["version"], version)
    status = {"version": "1", "queue": {}, "catalogue": CATALOGUE_NAME}
    check_equal(kiosk.caller.ask_json("PUT", "/v1/status", status).json()["commands"], ["pull-catalogue"])
    after = kiosk.caller.ask("GET", "/v1/catalogues/000000", If_None_Match=before.fields["ETag"])
    check_equal((after.status, after.body), (200, read(bundle)))
    signature = kiosk.caller.ask("GET", "/v1/catalogues/000000.minisig")
    check_equal(signature.fields["ETag"], after.fields["ETag"], "the signature's ETag")
    check_equal(kiosk.caller.ask("GET", "/v1/catalogues/000000", If_None_Match=after.fields["ETag"]).status, 304)
    with open(central.path("served.ycat"), "wb") as file:
        file.write(after.body)
    with open(central.path("served.ycat.minisig"), "wb") as file:
        file.write(signature.body)
    subprocess.run(["minisign", "-V", "-q", "-P", kiosk.enrolled["catalogue_key"], "-m", central.path("served.ycat")], check=True)
    status["catalogue"] = {"id": CATALOGUE_NAME["id"], "version": version}
    check_equal(kiosk.caller.ask_json("PUT", "/v1/status", status).json()["commands"], [])
    results = kiosk.send(kiosk.make_event(), kiosk.make_event(catalogue=status["catalogue"]))
    check_equal([result["status"] for result in results], ["accepted", "accepted"], "records of the old and the new version")


def test_publish_wrong(central):
    """A bundle of another signer, with other content under a published version, or that is none is refused"""
    version = CATALOGUE_NAME["version"] + 2
    bundle = pack(central, version)
    central.command("catalog", "publish", bundle)
    check_equal(json.loads(central.command("catalog", "publish", bundle))["version"], version, "the same again")
    other = Central()
    foreign = pack(other, version + 1)
    with open(central.path("catalogue-%d" % version, "regions", "000000.json"), "r+", encoding="utf-8") as file:
        text = file.read()
        file.seek(0)
        file.write(text.rstrip() + "\n\n")
    changed = central.path("changed.ycat")
    subprocess.run([YIJIANCTL, "catalog", "pack", central.path("catalogue-%d" % version), "-o", changed, "--key",
                    os.path.join(central.keys, "catalogue", "minisign.key")], check=True, capture_output=True)
    for what, path in (("another signer", foreign), ("other content", changed), ("an absent file", central.path("nowhere.ycat")),
                       ("no catalogue", os.path.join(central.keys, "serve"))):
        done = central.command("catalog", "publish", path, check=False)
        check(done.returncode == 1 and done.stderr.startswith("yijian-central: "), f"{what}: {done}")
        note(f"{what}: {done.stderr.strip().replace(central.directory, '').replace(other.directory, '')}")


def test_publish_while_receiving(central):
    """Publishing and receiving at the same time do not wait for each other for ever"""
    kiosks, errors = [Kiosk(central) for _ in range(3)], []
    first = CATALOGUE_NAME["version"] + 10
    bundles = [pack(central, first + number) for number in range(8)]
    over = threading.Event()

    def receive(kiosk):
        try:
            while not over.is_set():
                kiosk.send(*[kiosk.make_event() for _ in range(5)])
        except Exception as error:  # told by the main thread
            errors.append(error)
    threads = [threading.Thread(target=receive, args=(kiosk,)) for kiosk in kiosks]
    for thread in threads:
        thread.start()
    for bundle in bundles:
        central.command("catalog", "publish", bundle)
    over.set()
    for thread in threads:
        thread.join()
    check_equal(errors, [])
    note(f"{len(bundles)} publications beside {sum(kiosk.seq for kiosk in kiosks)} records")


def write_export(central, name, kiosk, events, blobs=()):
    folder = central.path(name)
    os.makedirs(os.path.join(folder, "blobs"))
    for event in events:
        with open(os.path.join(folder, event["id"] + ".json"), "w", encoding="ascii") as file:
            json.dump(event, file)
    for blob in blobs:
        with open(os.path.join(folder, "blobs", hashlib.sha256(blob).hexdigest()), "wb") as file:
            file.write(blob)
    return folder


def test_import(central):
    """A kiosk's export folder goes through the same ingest, by stick and by wire in any order, and gets receipts back"""
    kiosk, page = Kiosk(central), b"sealed page"
    events = [kiosk.make_event(materials=[page]), kiosk.make_event(), kiosk.make_event()]
    by_wire = kiosk.send(events[1])[0]
    folder = write_export(central, "export", kiosk, events, [page])
    with open(os.path.join(folder, "broken.json"), "w", encoding="ascii") as file:
        file.write("{")
    check_equal(json.loads(central.command("import", folder, "--keys", central.keys)), {"accepted": 2, "duplicate": 1, "unreadable": 1})
    for event in events:
        kiosk.open_receipt(read(folder, event["id"] + ".receipt").decode().strip(), event)
    check_equal(read(folder, events[1]["id"] + ".receipt").decode().strip(), by_wire["receipt"], "receipt of the one sent by wire")
    check_equal([result["status"] for result in kiosk.send(*events)], ["duplicate"] * 3, "all by wire afterwards")
    check_equal(json.loads(central.command("import", folder, "--keys", central.keys)), {"duplicate": 3, "unreadable": 1}, "the stick again")


def test_import_wrong(central):
    """A record of a kiosk that was never enrolled, or whose material is not on the stick, is left; the others go in"""
    kiosk = Kiosk(central)
    stranger = kiosk.make_event()
    stranger["source"] = "urn:yijian:kiosk:0000:" + kiosk.epoch
    lacking = kiosk.make_event(materials=[b"a page that is not on the stick"])
    folder = write_export(central, "export-wrong", kiosk, [stranger, lacking, kiosk.make_event()])
    check_equal(json.loads(central.command("import", folder, "--keys", central.keys)), {"accepted": 1, "unreadable": 2})


def test_without_serving(central):
    """Every command works as well while nothing serves"""
    kiosk = Kiosk(central)
    result = kiosk.send(kiosk.make_event())[0]
    case = kiosk.open_receipt(result["receipt"])["cases"][0]["case"]
    folder = write_export(central, "export-alone", kiosk, [kiosk.make_event()])
    check_equal(central.end(), 0, "exit code")
    check(not os.path.exists(central.path("store", "central.db-control")), "the control socket was left behind")
    check_equal(json.loads(central.command("case", "set", case, "--status", "done", "--json"))["status"], "done")
    check_equal(json.loads(central.command("import", folder, "--keys", central.keys)), {"accepted": 1})
    check(kiosk.code in central.command("kiosk", "list"), "the kiosk is not listed")
    token = central.token()
    json.loads(central.command("backup", central.path("backup-alone")))
    central.start()
    Kiosk(central, token)


def test_serving_host(central):
    """With serve/ alone central serves and says nothing of identities; a folder to sign is refused, a signed bundle is not"""
    other = Central()
    alone = other.path("alone", "serve")
    shutil.copytree(os.path.join(other.keys, "serve"), alone)
    bundle = pack(other, CATALOGUE_NAME["version"])
    ready = other.path("bundles")
    os.mkdir(ready)
    shutil.copy(bundle, ready)
    shutil.copy(bundle + ".minisig", ready)
    other.keys, keys = other.path("alone"), other.keys
    words = ["serve", "--listen", "127.0.0.1:0", "--keys", alone, "--catalogue", CATALOGUE]
    done = other.command(*words, check=False)
    check(done.returncode == 1 and "sign it" in done.stderr, done)
    other.start("--catalogue", ready)
    kiosk = Kiosk(other)
    check_equal(kiosk.send(kiosk.make_event())[0]["status"], "accepted")
    check("can be read here" not in other.log(), other.log())
    other.keys = keys
    check_equal(other.end(), 0)
    other.start("--catalogue", ready)
    check("can be read here: move it" in other.log(), "no warning although the identities lie beside serve/")
    other.end()


def test_usage(central):
    """Wrong words get the usage and 2, wrong values a sentence and 1"""
    for words in ([], ["nonsense"], ["case"], ["keys", "init"], ["case", "set"], ["import"], ["case", "list", "x"], ["--nonsense"]):
        done = central.command(*words, check=False)
        check_equal((done.returncode, bool(done.stderr)), (2, True), str(words))
    serve = ["serve", "--keys", central.keys, "--database", "sqlite:" + central.path("usage.db")]
    for words, wanted in ((["enrol-token", "--ttl", "soon"], "--ttl"), (["enrol-token", "--region", "a/b"], "region"),
                          (serve, "--listen"), (serve + ["--listen", "nowhere"], "HOST:PORT"),
                          (serve + ["--listen", "0.0.0.0:0", "--admin-listen", "127.0.0.1:0"], "--public-url"),
                          (serve + ["--listen", "127.0.0.1:0", "--public-url", "http://x"], "https"),
                          (serve + ["--behind-proxy", "tcp:1"], "unix:"), (["department-cert", "09"], "-o"),
                          (["kiosk", "revoke", "0000"], "no such kiosk")):
        done = central.command(*words, check=False, database=words[0] != "serve")
        check(done.returncode == 1 and wanted in done.stderr, f"{words}: {done}")
    done = central.command("case", "list", "--database", "postgresql://x/y", database=False, check=False)
    check(done.returncode == 1 and "PostgreSQL" in done.stderr, done)
    check("Usage" in central.command("--help", database=False), "--help")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start()))
