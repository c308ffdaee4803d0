#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Applications go from yijianctl through a real courier to a real central and come back as signed receipts,
also when the network, the courier or central was away. No display: what a kiosk adds is tested beside it."""
import json
import os
import signal
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import canary  # noqa: E402
import one_run  # noqa: E402
import tap  # noqa: E402
from processes import wait_until  # noqa: E402
from scripted_central import ScriptedCentral  # noqa: E402
from stack import SOURCE, Stack  # noqa: E402


class Run:
    def __init__(self, build, outside):
        self.stack, self.outside, self.sent = Stack(build), outside, []
        self.scripted = None

    def submit(self):
        """A fresh application; its file never lies in the run's folder, which must stay free of people."""
        path = os.path.join(self.outside, f"{len(self.sent)}.json")
        self.stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
        with open(path, encoding="utf-8") as file:
            application = json.load(file)
        answer = json.loads(self.stack.ctl("submit", path))
        self.sent.append(application)
        return application, answer

    def state(self, identifier):
        return next(record["state"] for record in self.stack.records() if record["id"] == identifier)

    def wait_accepted(self, identifier):
        def accepted():
            self.stack.ctl("sync", "now", check=False)
            return self.state(identifier) == "accepted"
        wait_until(accepted, f"a signed receipt for {identifier}")

    def unsealed(self):
        key = self.stack.path("central", "keys", "unseal", "service.key")
        lines = self.stack.central_command("unseal", "--identity", key, "--all", "--json").splitlines()
        return {record["id"]: record for record in map(json.loads, lines)}

    # The tests, in order.

    def accepts(self):
        self.stack.start_core()
        application, answer = self.submit()
        self.wait_accepted(application["id"])
        record = json.loads(self.stack.ctl("queue", "show", answer["reference"]))
        tap.check_equal(record["id"], application["id"], "the record found by its reference")
        status = wait_until(lambda: (s := self.stack.status()) and s["online"] and s, "the courier online")
        tap.check_equal((status["queue"]["accepted"], status["queue"]["queued"]), (1, 0), "accepted and queued")
        tap.check(not status["alarm"], "no alarm is raised: " + status.get("trouble", ""))

    def makes_cases(self):
        wanted = self.sent[0]["matters"]
        cases = [case for case in self.stack.cases() if case["id"] == self.sent[0]["id"]]
        tap.check_equal(sorted(case["matter"] for case in cases), sorted(wanted), "matters of the cases")
        tap.check(all(case["status"] == "waiting" for case in cases), "every case waits for its department")
        tap.note(f"{len(cases)} cases, {len({case['department'] for case in cases})} departments")

    def opens(self):
        opened = self.unsealed()[self.sent[0]["id"]]
        tap.check_equal(opened["application"]["answers"], self.sent[0]["answers"], "answers that central opened")
        tap.check_equal(opened["application"]["applicant"], self.sent[0]["applicant"], "the applicant that central opened")

    def survives_offline(self):
        self.stack.line.cut()
        application, _ = self.submit()
        self.stack.ctl("sync", "now", check=False)
        status = wait_until(lambda: (s := self.stack.status()) and not s["online"] and s, "the courier offline")
        tap.check_equal(status["queue"]["queued"], 1, "records in the queue")
        tap.check_equal(self.state(application["id"]), "queued", "state while the network is away")
        self.stack.processes.end(self.stack.courier, signal.SIGKILL)
        self.stack.start_courier()
        tap.check_equal(self.state(application["id"]), "queued", "state after kill -9 and restart")
        tap.check_equal(len(self.stack.cases()), len(self.sent[0]["matters"]), "cases before the line is mended")
        self.stack.line.mend()
        self.wait_accepted(application["id"])

    def deceive(self, script, what):
        self.scripted.say(script)
        self.stack.line.cut()
        self.stack.line.target = self.scripted.address
        self.stack.line.mend()
        try:
            application, _ = self.submit()
            self.stack.ctl("sync", "now", check=False)
            wait_until(lambda: self.scripted.batches() > 0, f"the batch at a central that answers with {what}")
            self.stack.ctl("sync", "now", check=False)
            tap.check_equal(self.state(application["id"]), "queued", f"state after {what}")
            status = self.stack.status()
            tap.check(status.get("trouble"), f"the status says what is wrong after {what}")
            tap.note(f"{what}: {status['trouble']}")
        finally:
            self.stack.line.cut()
            self.stack.line.target = self.stack.central_address
            self.stack.line.mend()
        self.wait_accepted(application["id"])

    def prepare_deceivers(self):
        self.stack.processes.end(self.stack.courier)
        self.stack.start_courier("--timeout-seconds", "3")
        self.scripted = ScriptedCentral(self.stack.path("central", "keys", "serve"))
        self.deceive(ScriptedCentral.PROBLEM, "500")

    def none_doubled(self):
        opened = self.unsealed()
        tap.check_equal(sorted(opened), sorted(application["id"] for application in self.sent), "ids at central")
        tap.check_equal(len(self.stack.cases()), sum(len(a["matters"]) for a in self.sent), "cases at central")
        counts = self.stack.status()["queue"]
        tap.check_equal(counts["accepted"] + counts["purged"], len(self.sent), "settled records at the kiosk")
        for application in self.sent:
            tap.check_equal(opened[application["id"]]["application"]["answers"], application["answers"], "answers")
        tap.note(f"{len(self.sent)} sent, {len(opened)} at central, counts {counts}")

    def leaves_no_canary(self):
        application = self.sent[0]
        answers = {answer["id"]: answer["value"] for answer in application["answers"]}
        needles = canary.Needles()
        needles.add_text("name", application["applicant"]["name"])
        needles.add_text("number", application["applicant"]["number"])
        needles.add_text("address", answers["post_address"]["detail"])
        needles.add_text("phone", answers["mobile"])
        search = canary.Search(needles)
        search.folder(self.stack.directory)
        search.file(self.stack.bus_log, "bus log")
        for name, process in self.stack.processes.running:
            search.memory(process.pid, name)
        tap.note(search.table())
        tap.check_equal(search.unreadable, [], "places that could not be read")
        tap.check_equal(search.hits, [], "hits")

    def end(self):
        if self.scripted:
            self.scripted.end()
        self.stack.stop()


def steps(run):
    tests = [("an application gets its signed receipt", run.accepts),
             ("central makes one case for each chosen matter", run.makes_cases),
             ("unseal gives exactly the answers", run.opens),
             ("an application outlives a cut line and kill -9 of the courier", run.survives_offline),
             ("a central that answers 500 loses nothing", run.prepare_deceivers)]
    for sentence, script, what in (
            ("a captive portal's page is not a receipt", ScriptedCentral.PORTAL, "HTML and 200"),
            ("an empty 200 is not a receipt", ScriptedCentral.EMPTY, "an empty 200"),
            ("a 200 without results is not a receipt", ScriptedCentral.LISTLESS, "no results"),
            ("a redirect is not followed", ScriptedCentral.REDIRECT, "a redirect"),
            ("a central that says nothing loses nothing", ScriptedCentral.SILENT, "silence")):
        tests.append((sentence, lambda script=script, what=what: run.deceive(script, what)))
    tests += [("nothing was lost and nothing is doubled", run.none_doubled),
              ("no canary is left in files on the bus or in memory", run.leaves_no_canary)]
    return tests


if __name__ == "__main__":
    sys.exit(one_run.run("/e2e/submit", Run, steps))
