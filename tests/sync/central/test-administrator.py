#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""docs/administrator.md, command by command, against a real central and a real courier. Places below /etc, /var, /media and /srv are moved
below one directory, ports are chosen by the kernel, and words in capitals stand for what the commands before them printed."""
import json
import os
import re
import shlex
import subprocess
import sys

import sample_catalogue
from central_rig import BUILD
from openapi_check import SOURCE
import tap
from tap import check, check_equal, note

sys.path.insert(0, os.path.join(SOURCE, "tests", "e2e"))
from stack import Stack  # noqa: E402 - from the folder above
from processes import wait_until  # noqa: E402

FIRST, SECOND = "01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058"


def read_commands():
    with open(os.path.join(SOURCE, "docs", "administrator.md"), encoding="utf-8") as file:
        blocks = re.findall(r"^```sh\n(.*?)^```", file.read(), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


class Reader:
    """Somebody who follows the page."""

    def __init__(self):
        self.stack = Stack(BUILD)
        self.words = {"UUID": FIRST}
        self.ports = {}
        self.work = self.stack.make("work")
        os.makedirs(self.stack.path("var", "lib", "yijian-central"))
        os.makedirs(self.stack.path("srv"))
        self.stack.start_bus()
        self.stack.start_courier()
        self.environment = dict(self.stack.environment, PATH=os.path.join(BUILD, "app") + ":" + os.environ["PATH"])
        self.serve_line = None
        self.catalogue = self.stack.path("catalogue")
        self.catalogue_name = sample_catalogue.write(self.catalogue)

    def place(self, line):
        """@line as it is run here."""
        for name, value in self.words.items():
            line = re.sub(rf"\b{name}\b", value, line)
        line = re.sub(r"(?<![\w.])/(etc|var|media|srv)/", self.stack.directory + r"/\1/", line)
        for port, here in self.ports.items():
            line = line.replace(port, here)
        line = line.replace("assets/catalog", self.catalogue)
        words = shlex.split(line)
        if words[0] == "yijianctl" and words[1] != "catalog":
            words[1:1] = ["--bus", self.stack.bus]
        if words[0] == "yijian-central" and "--database" not in words and words[1:3] != ["keys", "init"]:
            words += ["--database", f"sqlite:{self.stack.directory}/var/lib/yijian-central/central.db"]
        if words[0] == "yijian-central" and "--keys" not in words and words[1:3] != ["keys", "init"]:
            words += ["--keys", self.stack.path("etc", "yijian-central")]
        return words

    def run_line(self, line):
        if line.startswith("yijian-central serve"):
            self.serve_line = line
            return self.serve()
        self.before(line)
        words = self.place(line)
        done = subprocess.run(words, cwd=self.work, env=self.environment, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            raise AssertionError(f"{line}: {done.returncode} {done.stderr}{done.stdout}")
        self.after(line, done.stdout)
        return done.stdout

    def serve(self):
        self.ports = {"8443": str(self.stack.line.port)}  # kiosks come by a line that can be cut
        words = self.place(self.serve_line.replace(":8443", ":0", 1).replace(":8444", ":0", 1))
        self.stack.central = self.stack.processes.start("central", words, env=self.environment, stdout=subprocess.PIPE)
        urls = json.loads(self.stack.processes.read_line("central", self.stack.central))
        self.stack.line.target = ("127.0.0.1", int(urls["listen"].rsplit(":", 1)[1]))
        self.ports["8444"] = urls["admin"].rsplit(":", 1)[1]
        return json.dumps(urls)

    def submit(self, identifier):
        path = self.stack.path("tmp", "application.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(sample_catalogue.make_application(self.catalogue_name, identifier), file, ensure_ascii=False)
        self.stack.ctl("submit", path, "--catalog", self.catalogue)

    def before(self, line):
        """What happens in the world between two commands of the page."""
        if line == "yijian-central case list":
            self.submit(FIRST)
            wait_until(lambda: self.stack.records("accepted"), "the receipt")
        if line.startswith("mv /var/lib"):
            self.stack.processes.end(self.stack.central)
        if line.startswith("yijianctl queue export"):
            self.stack.line.cut()
            self.submit(SECOND)

    def after(self, line, output):
        if line.startswith("yijian-central enrol-token"):
            self.words["TOKEN"] = output.strip()
        if line.startswith("yijianctl status"):
            self.words["KIOSK"] = self.stack.status()["kiosk"]
        if line == "yijian-central case list":
            self.words["CASE"] = next(row for row in output.splitlines() if "\t09\t" in row).split("\t")[0]
        if line.startswith("yijian-central database restored"):
            self.serve()


def main():
    reader = Reader()
    tests = []

    def add(line):
        def test():
            output = reader.run_line(line)
            for text in output.splitlines()[:3]:
                note(text[:200].replace(reader.stack.directory, ""))
        tests.append((line.replace("#", ""), test))

    def check_results():
        # The restored store has another name: what the kiosk keeps it has offered again, and has its receipts for.
        wait_until(lambda: len(reader.stack.records("accepted")) == 2, "the receipts")
        folder = os.path.join(reader.work, "opened", FIRST)
        with open(os.path.join(folder, "application.json"), encoding="utf-8") as file:
            check_equal(json.load(file), sample_catalogue.make_application(reader.catalogue_name, FIRST), "what came out")
        check_equal(len(reader.stack.records("accepted")), 2, "accepted records on the kiosk")
        output = reader.run_line("yijian-central case list --json ")
        rows = {row["case"]: row["status"] for row in json.loads(output)}
        check_equal(rows[reader.words["CASE"]], "accepted", "the department's word after the restore")
        check_equal(len(rows), 4, "cases")

    for line in read_commands():
        add(line)
    tests.append(("what the page promises came about: the record was opened, the stick's receipts settled the queue, restored cases are there",
                  check_results))
    check(len(tests) > 20, "the page has lost its commands")
    try:
        return tap.run("central-administrator", tests)
    finally:
        reader.stack.stop()


if __name__ == "__main__":
    sys.exit(main())
