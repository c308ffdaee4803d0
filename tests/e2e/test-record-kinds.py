#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every kind of record that the schema of header drafts names goes the same way with the same promises: sealed by the kiosk's code, opened by
age, nothing of a person outside the seal, kept by a courier that is killed, sent once, receipted, and opened at central. Then what central
opened is exported for others. A new kind is tested before its own test is written."""
import datetime
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import tempfile

import jsonschema

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
os.environ.setdefault("YIJIAN_SOURCE_DIR", os.path.dirname(os.path.dirname(HERE)))
os.environ.setdefault("YIJIAN_BUILD_DIR", "build")
import canary  # noqa: E402
import one_run  # noqa: E402
from courier_rig import NAME, PATH, CourierRig, Gio, GLib  # noqa: E402
from processes import LONGEST_WAIT_SECONDS, wait_until  # noqa: E402
from stack import SOURCE, Stack  # noqa: E402
from tap import check, check_equal, note  # noqa: E402


def schema(name):
    with open(os.path.join(SOURCE, "assets", "schema", name + ".schema.json"), encoding="utf-8") as file:
        return jsonschema.Draft202012Validator(json.load(file))


KINDS = schema("header-draft").schema["properties"]["kind"]["enum"]


def people_in(document):
    """What only the person can have said: names, numbers, and what was typed."""
    said = [document.get(part, {}).get(member) for part in ("applicant", "agent") for member in ("name", "number")]
    said += [answer["value"] for answer in document.get("answers", []) if answer["type"] in ("person-name", "resident-id", "mobile", "bank-card")]
    said += [answer["value"].get("detail") for answer in document.get("answers", []) if answer["type"] == "address"]
    return {word for word in said if isinstance(word, str) and len(word) > 2}


class Run:
    def __init__(self, build, outside):
        self.stack, self.outside, self.build = Stack(build), outside, build
        self.headers, self.envelopes, self.documents, self.answers = {}, {}, {}, {}

    def key(self, use="service"):
        return self.stack.path("central", "keys", {"service": "unseal", "escrow": "escrow"}[use], use + ".key")

    def call(self, method, signature, values, fds=None):
        connection = Gio.DBusConnection.new_for_address_sync(
            self.stack.bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        try:
            answer, _ = connection.call_with_unix_fd_list_sync(NAME, PATH, NAME, method, GLib.Variant(signature, values), None, 0, LONGEST_WAIT_SECONDS * 1000, fds, None)
            return answer.unpack()
        finally:
            connection.close_sync(None)

    def submit(self, kind, envelope=None, draft=None):
        return self.call("Submit", "(hs)", (0, json.dumps(draft or self.headers[kind])), CourierRig.sealed(envelope or self.envelopes[kind]))

    def open_with_age(self, kind, use):
        path = os.path.join(self.outside, f"{kind}.age")
        with open(path, "wb") as file:
            file.write(self.envelopes[kind])
        plain = subprocess.run(["age", "-d", "-i", self.key(use), path], capture_output=True, check=True).stdout
        packed = subprocess.run(["zstd", "-d", "-q", "-c"], input=plain, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as tar:
            return json.loads(tar.extractfile("application.json").read())

    # The tests, in order.

    def seals(self):
        self.stack.start_core()
        provisioning = self.provisioning()
        subprocess.run([os.path.join(self.build, "tests", "core", "document", "make-documents"), "seal", self.outside, *provisioning["recipients"]],
                       check=True, env=dict(os.environ, YIJIAN_DATA_DIR=os.path.join(SOURCE, "assets")))
        for kind in KINDS:
            for name in os.listdir(self.outside):
                with open(os.path.join(self.outside, name), "rb") as file:
                    if name.startswith(kind + "-header-"):
                        self.headers[kind] = json.loads(file.read())
                    elif name.startswith(kind + "-envelope-"):
                        self.envelopes[kind] = file.read()
        check_equal(sorted(self.headers), sorted(KINDS), "kinds that were made")
        self.bind_withdrawal()

    def provisioning(self):
        connection = Gio.DBusConnection.new_for_address_sync(
            self.stack.bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)

        def get():
            answer = connection.call_sync(NAME, PATH, "org.freedesktop.DBus.Properties", "Get",
                                          GLib.Variant("(ss)", (NAME, "Provisioning")), None, 0, LONGEST_WAIT_SECONDS * 1000, None)
            return answer.unpack()[0] or None
        text = wait_until(get, "the enrolment on the bus")
        connection.close_sync(None)
        return json.loads(text)

    def bind_withdrawal(self):
        """It was sealed for a receipt that nobody has: of a kiosk that is not this one, so that central judges it."""
        reference = self.headers["withdrawal"]["withdraws"]["reference"]
        check(not reference.startswith(self.stack.status()["kiosk"]), "the withdrawal is of this kiosk")

    def opens_with_age(self):
        for kind in KINDS:
            validator = schema(kind)
            self.documents[kind] = self.open_with_age(kind, "service")
            check_equal(self.open_with_age(kind, "escrow"), self.documents[kind], kind + " by escrow")
            check_equal([error.message for error in validator.iter_errors(self.documents[kind])], [], kind)
            check_equal(self.documents[kind]["id"], self.headers[kind]["id"], kind)

    def says_nothing_outside(self):
        said = set().union(*map(people_in, self.documents.values()))
        check(len(said) > 5, "there is nobody to look for")
        for kind in KINDS:
            text = json.dumps(self.headers[kind], ensure_ascii=False)
            check_equal([word for word in said if word in text], [], "in the header of " + kind)
            check_equal([error.message for error in schema("header-draft").iter_errors(self.headers[kind])], [], kind)
        note(f"{len(said)} words of people, {len(KINDS)} headers")

    def outlives_the_courier(self):
        self.stack.line.cut()
        for kind in KINDS:
            self.answers[kind] = self.submit(kind)
            self.stack.processes.end(self.stack.courier, signal.SIGKILL)
            self.stack.start_courier()
            check_equal(self.call("Lookup", "(s)", (self.headers[kind]["id"],)), self.answers[kind], kind + " after kill -9")
            header = json.loads(self.answers[kind][2])
            check_equal([error.message for error in schema("header").iter_errors(header)], [], kind)
        check_equal({record["kind"]: record["state"] for record in self.stack.records()}, {kind: "queued" for kind in KINDS})

    def is_stored_once(self):
        for kind in KINDS:
            check_equal(self.submit(kind), self.answers[kind], kind + " again")
            other = self.envelopes[kind][:-1] + bytes([self.envelopes[kind][-1] ^ 1])
            draft = dict(self.headers[kind], envelope={"sha256": hashlib.sha256(other).hexdigest(), "bytes": len(other)})
            try:
                self.submit(kind, other, draft)
            except GLib.Error as error:
                check("Error.Exists" in error.message, f"{kind}: {error.message}")
            else:
                raise AssertionError(f"{kind}: another envelope under the same id was taken")
        check_equal(len(self.stack.records()), len(KINDS), "records")

    def gets_its_receipt(self):
        self.stack.line.mend()

        def settled():
            self.stack.ctl("sync", "now", check=False)
            return all(record["state"] == "accepted" for record in self.stack.records())
        wait_until(settled, "receipts of every kind")
        check_equal({record["kind"]: record["state"] for record in self.stack.records()}, {kind: "accepted" for kind in KINDS})

    def is_opened_at_central(self):
        self.opened = os.path.join(self.outside, "opened")
        lines = self.stack.central_command("unseal", "--identity", self.key(), "--all", "-o", self.opened, "--json").splitlines()
        rows = {row["kind"]: row for row in map(json.loads, lines)}
        check_equal(sorted(row["kind"] for row in map(json.loads, lines)), sorted(KINDS), "records at central, each once")
        for kind in KINDS:
            check_equal(rows[kind][kind], self.documents[kind], kind)
            with open(os.path.join(self.opened, self.headers[kind]["id"], kind + ".json"), encoding="utf-8") as file:
                check_equal(json.load(file), self.documents[kind], kind + " in its folder")
        check_equal({case["id"] for case in self.stack.cases()}, {self.headers["application"]["id"]}, "records that made cases")

    def export(self, form, *words):
        output = os.path.join(self.outside, "export-" + form)
        counts = json.loads(self.stack.central_command("export", self.opened, "--format", form, "-o", output, *words))
        files = {}
        for name in os.listdir(output):
            check_equal(os.stat(os.path.join(output, name)).st_mode & 0o777, 0o600, name)
            with open(os.path.join(output, name), encoding="utf-8") as file:
                files[name[:-len(".json")]] = json.load(file)
        return counts, files

    def exports_data_sets(self):
        """GB/T 39046-2020: one record a case, its course, and the evaluation; nothing invented."""
        cases = sorted(self.stack.cases(), key=lambda case: case["case"])
        for status in ("accepted", "done"):
            self.stack.central_command("case", "set", cases[0]["case"], "--status", status)
        self.stack.central_command("case", "set", cases[1]["case"], "--status", "returned", "--reason", "photo-unreadable")
        self.stack.central_command("unseal", "--identity", self.key(), "--all", "-o", self.opened)
        counts, files = self.export("gbt39046", "--catalogue", os.path.join(SOURCE, "assets", "catalog"))
        check_equal(counts, {"application": len(cases), "acceptance": 1, "handling": len(cases) + 1, "completion": 1, "evaluation": 1})
        application, numbers = self.documents["application"], [record["办件编号"] for record in files["application"]["records"]]
        check_equal(sorted(numbers), sorted(case["case"] for case in cases), "办件编号")
        first = files["application"]["records"][0]
        check_equal((first["申请者名称"], first["申报来源代码"], first["行政区划"]), (application["applicant"]["name"], "9", application["region"][:9]))
        finished = datetime.datetime.fromisoformat(application["finished"].replace("Z", "+00:00")) + datetime.timedelta(hours=8)
        check_equal(first.get("申请时间"), finished.strftime("%Y%m%dT%H%M%S") if self.is_verified() else None, "申请时间")
        check_equal(len(first["材料"]), len(application["materials"]), "材料")
        for name, missing in (("application", "实施编码"), ("acceptance", "受理单位统一社会信用代码"), ("completion", "结果证照编号"), ("evaluation", "评价人")):
            check(missing in files[name]["omitted"] and not any(missing in record for record in files[name]["records"]), f"{missing} is not said to be left out")
        check_equal([files[name]["misfits"] for name in files], [[]] * len(files))
        check_equal([(row["业务动作"], row["环节名称"]) for row in files["handling"]["records"] if row["办件编号"] == cases[0]["case"]],
                    [("通过", "受理"), ("通过", "办结")])
        check_equal((files["evaluation"]["records"][0]["满意度"], files["evaluation"]["records"][0]["满意度代码"]), ("不满意", "4"))
        note({name: (files[name]["clause"], files[name]["table"], len(files[name]["records"])) for name in files})

    def is_verified(self):
        return json.loads(self.answers["application"][2])["clock"] == "verified"

    def exports_evaluations(self):
        """The interface's scale runs the other way: the same grade is 2 there."""
        counts, files = self.export("evaluation")
        check_equal(counts, {"evaluations": 1, "call-back": 1})
        row, = files["evaluations"]["params"]
        number = json.loads(self.answers["application"][2])["case_number"]
        check_equal((row["satisfaction"], row["pf"], row["assessNumber"], row["proStatus"], row["projectNo"]), ("2", "5", "1", "2", number))
        check(row["writingEvaluation"] and files["call-back"] == [number], files)
        check("sign" in files["evaluations"]["omitted"] and "certKey" in files["evaluations"]["omitted"], "what the sender adds is not named")
        check(not any(word in json.dumps(files, ensure_ascii=False) for word in people_in(self.documents["application"])), "it names the person")

    def refuses_what_is_no_symbol(self):
        path = os.path.join(self.opened, self.headers["evaluation"]["id"], "evaluation.json")
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        for member, value in (("grade", "so-so"), ("reasons", ["rude"])):
            with open(path, "w", encoding="utf-8") as file:
                json.dump(dict(document, **{member: value}), file)
            for form in ("gbt39046", "evaluation"):
                output = os.path.join(self.outside, f"refused-{member}-{form}")
                done = subprocess.run([self.stack.program("yijian-central"), "export", self.opened, "--format", form, "-o", output],
                                      capture_output=True, text=True, timeout=LONGEST_WAIT_SECONDS)
                check(done.returncode == 1 and "code table" in done.stderr and document["id"] in done.stderr, f"{member} {form}: {done}")
                check_equal([name for name in os.listdir(self.outside) if name.startswith("refused-")], [], "what was left behind")

    def goes_by_hand(self):
        """The network never comes: a stick carries each to central and its receipt back."""
        self.stack.line.cut()
        for kind in KINDS:
            self.answers[kind] = self.submit(kind)
        stick = self.stack.make("stick")
        check_equal(json.loads(self.stack.ctl("queue", "export", stick))["count"], len(KINDS), "exported")
        keys = self.stack.path("central", "keys", "serve")
        counts = json.loads(self.stack.central_command("import", stick, "--keys", keys))
        check_equal(counts["accepted"], len(KINDS), f"what central says of the stick: {counts}")
        self.stack.ctl("queue", "import", stick)
        check_equal({record["kind"]: record["state"] for record in self.stack.records()}, {kind: "accepted" for kind in KINDS})
        self.stack.central_command("import", stick, "--keys", keys)

    def leaves_no_canary(self):
        needles = canary.Needles()
        for index, word in enumerate(sorted(set().union(*map(people_in, self.documents.values())))):
            needles.add_text(f"word {index}", word)
        search = canary.Search(needles)
        search.folder(self.stack.directory)
        search.file(self.stack.bus_log, "bus log")
        for name, process in self.stack.processes.running:
            search.memory(process.pid, name)
        note(search.table())
        check_equal((search.unreadable, search.hits), ([], []))

    def end(self):
        self.stack.stop()


def by_hand(build):
    with tempfile.TemporaryDirectory(prefix="yijian-people-") as outside:
        run = Run(build, outside)
        try:
            for step in (run.seals, run.opens_with_age, run.goes_by_hand, run.is_opened_at_central, run.leaves_no_canary):
                step()
        finally:
            run.end()


def steps(run):
    return [("every kind is sealed to the kiosk's recipients", run.seals),
            ("age opens each with either key, and it keeps to its schema", run.opens_with_age),
            ("no header says what a person said", run.says_nothing_outside),
            ("each is there after kill -9 of the courier, without a network", run.outlives_the_courier),
            ("each is stored once, and never with another envelope", run.is_stored_once),
            ("each gets a signed receipt", run.gets_its_receipt),
            ("central opens each to what was sealed, and only an application makes cases", run.is_opened_at_central),
            ("the data sets of GB/T 39046 say what is known and name what is not", run.exports_data_sets),
            ("the national interface gets the evaluation on its own scale", run.exports_evaluations),
            ("a symbol that the code table does not have is refused, and nothing is left behind", run.refuses_what_is_no_symbol),
            ("nothing of a person is anywhere outside the seal", run.leaves_no_canary),
            ("a stick carries each there and its receipt back, and the stick again doubles nothing", lambda: by_hand(run.stack.build))]


if __name__ == "__main__":
    sys.exit(one_run.run("/record-kinds", Run, steps))
