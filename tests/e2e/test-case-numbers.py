#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Official case numbers come from ranges that central reserves ahead: a kiosk gives them out without a network, each once, and falls back
to its references. A central that was restored and an outbox that was made anew never give one out twice."""
import json
import os
import shutil
import signal
import sys

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "support")]
import one_run  # noqa: E402
from processes import wait_until  # noqa: E402
from stack import SOURCE, Stack  # noqa: E402
from tap import check, check_equal, note  # noqa: E402

COUNT = 4
PREFIX = "QH26"


class Run:
    def __init__(self, build, outside):
        self.stack, self.outside, self.sent = Stack(build), outside, []
        self.stack.central_options = ["--case-prefix", PREFIX, "--case-count", str(COUNT)]

    def submit(self):
        """What is printed: reference and number."""
        path = os.path.join(self.outside, f"{len(self.sent)}.json")
        self.stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
        answer = json.loads(self.stack.ctl("submit", path))
        self.sent.append(answer["case_number"])
        return answer["reference"], answer["case_number"]

    def sync(self):
        return self.stack.ctl("sync", "now", check=False)

    def wait_accepted(self):
        def settled():
            self.sync()
            return all(record["state"] == "accepted" for record in self.stack.records())
        wait_until(settled, "receipts")

    def official(self, n=None):
        return [number for number in (self.sent if n is None else self.sent[-n:]) if number.startswith(PREFIX)]

    # The tests, in order.

    def gives(self):
        self.stack.start_core()
        self.sync()
        reference, number = self.submit()
        check_equal((number[:4], number[-6:], number != reference), (PREFIX, "000001", True), number)
        check_equal(self.stack.status()["case_numbers"], {"left": COUNT - 1}, "what is left")
        self.wait_accepted()
        note(f"{reference}: {number}")

    def gives_without_network(self):
        self.stack.line.cut()
        self.stack.processes.end(self.stack.courier, signal.SIGKILL)
        self.stack.start_courier()
        numbers = [self.submit()[1] for _ in range(COUNT - 1)]
        check_equal([number[-6:] for number in numbers], ["000002", "000003", "000004"], "what follows")

    def falls_back(self):
        reference, number = self.submit()
        check_equal(number, reference, "with no number left")
        check_equal(self.stack.status()["case_numbers"], {"left": 0}, "what a technician is told")
        check("0 official case numbers left" in self.stack.run(self.stack.program("yijianctl"), "--bus", self.stack.bus, "status"), "the same in words")

    def by_stick(self):
        """A kiosk without a network gets numbers by the stick that takes its records away."""
        folder, wrong = (os.path.join(self.outside, name) for name in ("stick", "other"))
        self.stack.ctl("queue", "export", folder)
        counts = json.loads(self.stack.central_command("import", folder, "--keys", self.stack.path("central", "keys", "serve")))
        check_equal((counts["accepted"], counts["list"], counts["numbers"]), (COUNT, "whole", COUNT), counts)
        with open(os.path.join(folder, "numbers.jws"), encoding="ascii") as file:
            signed = file.read()
        os.mkdir(wrong)
        for text in (signed[:-6] + "AAAA\n", signed.split(".")[0] + ".e30.AAAA\n", "", "nonsense"):
            with open(os.path.join(wrong, "numbers.jws"), "w", encoding="ascii") as file:
                file.write(text)
            self.stack.ctl("queue", "import", wrong)
            check_equal(self.stack.status()["case_numbers"], {"left": 0}, "numbers that central did not sign")
        for _ in range(2):  # the same stick again brings nothing twice
            self.stack.ctl("queue", "import", folder)
            check_equal(self.stack.status()["case_numbers"], {"left": COUNT}, "what the stick brought")
        check_equal(self.submit()[1][-6:], "000005", "the first of them, without a network")
        self.stack.ctl("queue", "import", folder)
        check_equal(self.stack.status()["case_numbers"], {"left": COUNT - 1}, "a number that was used does not come back")

    def gets_more(self):
        self.stack.line.mend()
        self.wait_accepted()
        self.sync()
        check_equal(self.submit()[1][-6:], "000006", "of the same range by wire")
        self.wait_accepted()
        opened = self.stack.central_command("unseal", "--identity", self.stack.path("central", "keys", "unseal", "service.key"), "--all", "-o",
                                            os.path.join(self.outside, "opened"))
        headers = []
        for row in map(json.loads, opened.splitlines()):
            with open(os.path.join(row["directory"], "record.json"), encoding="utf-8") as file:
                headers.append(json.load(file)["header"]["case_number"])
        check_equal(sorted(headers), sorted(self.sent), "numbers that were signed")

    def survives_restore(self):
        """The backup knows nothing of the second range; what it gives out afterwards is another number all the same."""
        self.stack.central_command("backup", os.path.join(self.outside, "backup"))
        self.sync()
        for _ in range(COUNT):
            self.submit()
        self.wait_accepted()
        self.sync()
        self.submit()
        before = len(self.official())
        self.stack.processes.end(self.stack.central)
        folder = os.path.dirname(self.stack.database[len("sqlite:"):])
        for name in os.listdir(folder):
            if name.startswith("central.db"):
                path = os.path.join(folder, name)
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        shutil.copytree(os.path.join(self.outside, "backup"), folder, dirs_exist_ok=True)
        self.stack.central_command("database", "restored")
        self.stack.start_central()
        self.wait_accepted()
        self.sync()
        self.submit()
        self.wait_accepted()
        check(len(self.official()) > before, "no number after the restore")
        check_equal(self.sent[-1][-6:], "000001", "numbers of the new epoch")

    def new_outbox(self):
        """An outbox that was made anew does not go on where nobody knows how far the old one came."""
        self.stack.processes.end(self.stack.courier)
        for name in os.listdir(self.stack.path("courier")):
            if name.startswith("outbox"):
                os.unlink(self.stack.path("courier", name))
        self.stack.start_courier()
        self.sync()
        self.submit()
        self.sync()

    def older_image(self):
        """The outbox is put back to before it had the range that it has used from: central, which tells a range until it is named, must not tell
        this one again."""
        database = self.stack.path("courier", "outbox.db")
        image = self.path_outside("image.db")
        self.stack.processes.end(self.stack.courier)
        shutil.copyfile(database, image)
        self.stack.start_courier()
        for _ in range(COUNT + 1):  # beyond the range of the image
            self.sync()
            self.submit()
        self.wait_accepted()
        self.stack.line.cut()
        for _ in range(COUNT):  # into the newest range, of which central does not hear
            self.submit()
        before = len(self.official())
        self.stack.processes.end(self.stack.courier)
        shutil.copyfile(image, database)
        for name in ("outbox.db-wal", "outbox.db-shm"):
            if os.path.exists(self.stack.path("courier", name)):
                os.unlink(self.stack.path("courier", name))
        self.stack.start_courier()
        self.submit()  # before the first word with central
        self.stack.line.mend()
        for _ in range(3):
            self.sync()
            self.submit()
        check(len(self.official()) > before, "no official number after the older image")

    def path_outside(self, name):
        return os.path.join(self.outside, name)

    def never_twice(self):
        official = self.official()
        check_equal(len(set(official)), len(official), "official numbers")
        check(len(official) >= 2 * COUNT, official)
        note(f"{len(self.sent)} applications, {len(official)} official numbers, all different")

    def end(self):
        self.stack.stop()


def steps(run):
    return [("an application gets the first number that central reserved", run.gives),
            ("the next ones are given without a network, and after kill -9", run.gives_without_network),
            ("with none left the reference stands for it", run.falls_back),
            ("a stick brings more, signed, each once", run.by_stick),
            ("the network brings more, and central opens the numbers that were printed", run.gets_more),
            ("a central that came back from a backup gives none out twice", run.survives_restore),
            ("nor does it to an outbox that was made anew", run.new_outbox),
            ("nor to one that was put back to an older image", run.older_image),
            ("every official number is there once", run.never_twice)]


if __name__ == "__main__":
    sys.exit(one_run.run("/case-numbers", Run, steps))
