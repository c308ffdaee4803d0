#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The command lines that do not change: what yijianctl prints and how it ends, with a real courier where one is asked."""
import json
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import BUILD, SOURCE, CourierRig, fresh_application  # noqa: E402
from tap import check, check_equal  # noqa: E402

OK, NO, USAGE, FAILED = 0, 1, 2, 3
CATALOG = os.path.join(SOURCE, "assets", "catalog")


def ctl(*words, env=None, cwd=None):
    environment = dict(os.environ, YIJIAN_DATA_DIR=os.path.join(SOURCE, "assets"), LC_ALL="C.UTF-8", **(env or {}))
    environment.pop("YIJIAN_BUS", None)
    return subprocess.run([os.path.join(BUILD, "app", "yijianctl"), *words], env=environment, capture_output=True, text=True, timeout=120,
                          cwd=cwd)


def expect(status, *words, **more):
    done = ctl(*words, **more)
    check_equal(done.returncode, status, f"status of {' '.join(words)}: {done.stdout}{done.stderr}")
    return done


class Folder:
    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="yijian-ctl-")
        return self.path

    def __exit__(self, *args):
        shutil.rmtree(self.path, ignore_errors=True)


def test_usage():
    for words in ([], ["nonsense"], ["id"], ["id", "check"], ["id", "check", "a", "b"], ["scan"], ["catalog"], ["catalog", "check"],
                  ["catalog", "pack", CATALOG], ["catalog", "verify", "x"], ["submit"], ["queue"], ["queue", "retry"], ["queue", "list", "a", "b"],
                  ["status", "x"], ["sync"], ["sync", "later"], ["provision"], ["card"], ["card", "read"], ["devices"], ["devices", "test"],
                  ["devices", "list", "x"], ["selftest", "x"]):
        done = expect(USAGE, *words)
        check("yijianctl" in done.stderr, f"{words}: usage on standard error")
        check_equal(done.stdout, "", "standard output")
    check("catalog check" in expect(OK, "--help").stdout, "help lists the commands")


def test_id():
    for text, kind in (("11010519491231002X", "resident-id"), ("440524188001010014", "resident-id")):
        answer = json.loads(expect(OK, "--json", "id", "check", text).stdout)
        check_equal((answer["valid"], answer["kind"]), (True, kind), text)
    plain = expect(OK, "id", "check", "11010519491231002X").stdout
    check("valid: true" in plain and "kind: resident-id" in plain, plain)
    for text in ("110105194912310021", "11010519491331002X", "1101051949123100", "", "hello", "P<UTO"):
        answer = json.loads(expect(NO, "id", "check", text, "--json").stdout)
        check_equal(answer["valid"], False, text)


def test_scan():
    """A picture with two codes, one without any, one that is none."""
    with Folder() as folder:
        picture, blank, text = (os.path.join(folder, name) for name in ("codes.png", "blank.png", "text.png"))
        subprocess.run(["qrencode", "-s", "8", "-m", "4", "-o", os.path.join(folder, "a.png"), "YJ1:7K3M00019:0123456789AB"], check=True)
        subprocess.run(["qrencode", "-8", "-s", "8", "-m", "4", "-o", os.path.join(folder, "b.png"), "line one\nline\ttwo\\"], check=True)
        subprocess.run(["convert", os.path.join(folder, "a.png"), os.path.join(folder, "b.png"), "-background", "white", "-gravity", "center",
                        "+append", "-bordercolor", "white", "-border", "60", picture], check=True)
        subprocess.run(["convert", "-size", "640x480", "xc:white", blank], check=True)
        with open(text, "w", encoding="ascii") as file:
            file.write("no picture")
        lines = expect(OK, "scan", picture).stdout.splitlines()
        check_equal(sorted(line.split("\t")[1:] for line in lines),
                    sorted([["qr-code", "YJ1:7K3M00019:0123456789AB"], ["qr-code", "line one\\nline\\ttwo\\\\"]]), "codes")
        check(all(line.split("\t")[0] == picture for line in lines), "every line begins with the file")
        expect(NO, "scan", blank)
        done = ctl("scan", text)
        check(done.returncode in (NO, FAILED) and done.stderr, f"a file that is no picture: {done.returncode} {done.stderr}")


def test_catalog():
    with Folder() as folder:
        bundle, copy = os.path.join(folder, "c.ycat"), os.path.join(folder, "copy")
        done = expect(OK, "catalog", "check", CATALOG)
        check("0 errors" in done.stdout, done.stdout)
        subprocess.run(["minisign", "-G", "-W", "-p", "key.pub", "-s", "key.sec"], cwd=folder, check=True, capture_output=True)
        expect(OK, "catalog", "pack", CATALOG, "-o", bundle, "--key", os.path.join(folder, "key.sec"))
        expect(OK, "catalog", "verify", bundle, "--pubkey", os.path.join(folder, "key.pub"))
        with open(os.path.join(folder, "key.pub"), encoding="ascii") as file:
            line = file.read().splitlines()[1]
        answer = json.loads(expect(OK, "--json", "catalog", "verify", bundle, "--pubkey", line).stdout)
        check_equal(answer["id"], "yijian-basic", "catalogue")
        # The stranger: minisign itself says the same.
        subprocess.run(["minisign", "-V", "-p", "key.pub", "-m", bundle, "-x", bundle + ".minisig"], cwd=folder, check=True, capture_output=True)
        with open(bundle, "r+b") as file:
            file.seek(100)
            byte = file.read(1)
            file.seek(100)
            file.write(bytes([byte[0] ^ 1]))
        expect(NO, "catalog", "verify", bundle, "--pubkey", line)
        expect(FAILED, "catalog", "verify", os.path.join(folder, "none"), "--pubkey", line)
        shutil.copytree(CATALOG, copy)
        path = os.path.join(copy, "items", "newborn.json")
        with open(path, encoding="utf-8") as file:
            item = json.load(file)
        item["matters"][0]["when"] = {"answer": "no-such-question", "is": "yes"}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(item, file)
        done = expect(NO, "catalog", "check", copy)
        check("no-such-question" in done.stdout and "items/newborn.json" in done.stdout, done.stdout)
        expect(NO, "catalog", "pack", copy, "-o", os.path.join(folder, "bad.ycat"))
        check(not os.path.exists(os.path.join(folder, "bad.ycat")), "a catalogue with errors is not packed")


def test_no_courier():
    with Folder() as folder:
        for words in (["status"], ["queue", "list"], ["sync", "now"]):
            done = expect(FAILED, "--bus", f"unix:path={folder}/none", *words)
            check("message bus" in done.stderr, done.stderr)
        done = expect(FAILED, "--json", "--bus", f"unix:path={folder}/none", "status")
        check("message" in json.loads(done.stdout)["error"], done.stdout)


def write(folder, application):
    path = os.path.join(folder, "application.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(application, file, ensure_ascii=False)
    return path


def test_submit():
    rig = CourierRig(enrol=False)
    try:
        with Folder() as folder:
            application = fresh_application()
            application["materials"] = [m for m in application["materials"] if not m["pages"]]
            path = write(folder, application)
            done = expect(FAILED, "--bus", rig.bus, "submit", path)
            check("enrolled" in done.stderr, done.stderr)
            rig.enrol()
            rig.central.then = answers.problem(503, Retry_After=3000)
            done = expect(OK, "--bus", rig.bus, "--json", "submit", path)
            answer = json.loads(done.stdout)
            check_equal(answer["id"], application["id"], "id")
            listed = expect(OK, "--bus", rig.bus, "queue", "list").stdout
            check(answer["reference"] in listed and "queued" in listed and "1 records" in listed, listed)
            check_equal(rig.records()[0]["reference"], answer["reference"], "queue list --json")
            check_equal(rig.ctl("queue", "show", answer["reference"])["id"], application["id"], "queue show")
            expect(FAILED, "--bus", rig.bus, "queue", "show", "nothing")
            expect(OK, "--bus", rig.bus, "queue", "hold", answer["reference"])
            check_equal(rig.records("held")[0]["id"], application["id"], "held")
            expect(FAILED, "--bus", rig.bus, "queue", "hold", answer["reference"])
            expect(OK, "--bus", rig.bus, "queue", "retry", application["id"])
            done = expect(OK, "--bus", rig.bus, "queue", "export", "stick", cwd=folder)
            check("1 records exported" in done.stdout, done.stdout)
            own_disk = os.stat(folder).st_dev == os.stat("/").st_dev
            check_equal("own disk, not on a stick" in done.stderr, own_disk, "said that the folder is on no stick")
            check(os.path.exists(os.path.join(folder, "stick", application["id"] + ".json")), "the export lies where it was asked for")
            check_equal(expect(OK, "--bus", rig.bus, "queue", "quarantine").stdout, "0 records\n", "quarantine")
            rig.central.then = answers.accept
            rig.sync()
            check_equal(rig.records("accepted")[0]["id"], application["id"], "accepted")
            status = rig.status()
            check_equal((status["online"], status["alarm"], status["queue"]["accepted"]), (True, False, 1), "status")
            text = expect(OK, "--bus", rig.bus, "status").stdout
            for word in ("kiosk is   closed: catalogue", "waiting    nothing", "reached", "next step  central has no catalogue"):
                check(word in text, f"{word!r} in {text}")
            application["answers"] = application["answers"][:-1]
            done = expect(FAILED, "--bus", rig.bus, "--json", "submit", write(folder, application))
            check_equal(json.loads(done.stdout)["error"]["code"], "bad-data", "an application that lacks an answer")
            check(application["applicant"]["name"] not in done.stdout + done.stderr + rig.log(), "no name in a message or log")
    finally:
        rig.stop()


if __name__ == "__main__":
    sys.exit(tap.run("/yijianctl", [
        ("a wrong command line is answered with the right one", test_usage),
        ("id check says what a number is", test_id),
        ("scan prints a line a code", test_scan),
        ("catalog checks, packs and verifies", test_catalog),
        ("without a bus the reason is said", test_no_courier),
        ("submit and the queue from file to receipt", test_submit),
    ]))
