# SPDX-License-Identifier: Apache-2.0
"""What a visitor's hands can do around the kiosk, and what can be seen of it: the page of controls in Python."""
import json
import os
import threading

import papers
import people
from processes import Failure
from texts import Texts

STATUSES = {"accepted": "", "returned": "missing-page", "done": "", "refused": "not-eligible"}


class Controls:
    def __init__(self, stack, screen_url):
        self.stack, self.screen_url = stack, screen_url
        self.texts = {language: Texts(language) for language in ("zh-CN", "en")}
        self.lock = threading.Lock()
        self.folder = stack.make("papers", 0o700)
        self.printer = {"paper": True, "cover": False}
        self.under_camera = ""
        self.opened = {}

    # ---- acting: each takes the argument as text ----

    def lay_card(self, who):
        self.lift_card("")
        self.stack.reader("INSERT " + json.dumps(people.CARDS[who], ensure_ascii=False))

    def lift_card(self, _):
        if json.loads(self.stack.reader("STATE"))["card"]:
            self.stack.reader("REMOVE")

    def show_paper(self, identifier):
        material = next(m for m in self.texts["zh-CN"].materials if m["id"] == identifier)
        path = os.path.join(self.folder, identifier + ".png")
        if not os.path.exists(path):
            mother = people.CARDS["mother"]
            papers.draw_paper(path, material["name"]["zh-CN"], [
                ("姓名", "甄小禾"), ("母亲", mother["name"]), ("住址", mother["address"]), ("编号", "S000000128")])
        self._show(path, identifier)

    def show_code(self, payload):
        """Any text as a QR code."""
        path = os.path.join(self.folder, "code.png")
        papers.draw_code(path, payload[:400])
        self._show(path, "code")

    def show_receipt(self, number):
        self._show(papers.draw_receipt_code(self._printed(int(number)), self.folder), "receipt-" + number)

    def take_away(self, _):
        self.stack.camera("BLANK")
        self.under_camera = ""

    def _show(self, path, name):
        self.stack.camera("SHOW " + path)
        self.under_camera = name

    def network(self, state):
        if state == "off":
            self.stack.line.cut()
        else:
            self.stack.line.mend()
            self._sync()

    def paper(self, state):
        self.stack.printer("PAPER-IN" if state == "in" else "PAPER-OUT")
        self.printer["paper"] = state == "in"

    def cover(self, state):
        self.stack.printer("COVER-OPEN" if state == "open" else "COVER-CLOSE")
        self.printer["cover"] = state == "open"

    def answer(self, words):
        """"CASE STATUS": what a department writes; the kiosk fetches it."""
        case, status = words.split()
        reason = STATUSES[status]
        self.stack.central_command("case", "set", case, "--status", status, *(["--reason", reason] if reason else []))
        self._sync()

    def _sync(self):
        """In its own time: the page does not wait for the network."""
        threading.Thread(target=self.stack.ctl, args=("sync", "now"), kwargs={"check": False}, daemon=True).start()

    def act(self, name, argument):
        actions = {"lay-card": self.lay_card, "lift-card": self.lift_card, "show-paper": self.show_paper, "show-code": self.show_code,
                   "show-receipt": self.show_receipt, "take-away": self.take_away, "network": self.network, "paper": self.paper,
                   "cover": self.cover, "answer": self.answer}
        if name not in actions:
            raise KeyError(name)
        with self.lock:
            actions[name](argument)

    # ---- seeing ----

    def describe(self):
        """What never changes: the lists of the page."""
        texts = self.texts["zh-CN"]
        return {"screen": self.screen_url,
                "cards": [{"id": key, "name": card["name"], "number": card["number"]} for key, card in people.CARDS.items()],
                "papers": [{"id": m["id"], "name": m["name"]} for m in texts.materials if m.get("exemption", "none") == "none"],
                "statuses": list(STATUSES),
                "matters": {m["code"]: m["name"] for m in texts.item["matters"]},
                "departments": texts.catalogue["departments"]}

    def state(self):
        with self.lock:
            reader = json.loads(self.stack.reader("STATE"))
            printer = self.stack.printer("STATE")
        status = self.stack.status()
        cases = self.stack.cases()
        return {"card": bool(reader["card"]), "camera": self.under_camera, "network": self.stack.line.connected,
                "paper": self.printer["paper"], "cover": self.printer["cover"], "printer": printer,
                "queue": status["queue"], "online": status["online"], "trouble": status.get("trouble", ""),
                "receipts": len(self.stack.receipts()),
                "cases": [{key: case[key] for key in ("case", "matter", "department", "status", "reason")} for case in cases]}

    def _printed(self, number):
        printed = self.stack.receipts()
        if not 1 <= number <= len(printed):
            raise KeyError(number)
        return printed[number - 1]

    def receipt_picture(self, number):
        """Path of the picture of the receipt @number, from 1."""
        path = os.path.join(self.folder, f"receipt-{number}.png")
        if not os.path.exists(path):
            papers.draw_receipt(self._printed(number), path)
        return path

    def opened_records(self):
        """What central can open with its private key, which no kiosk has."""
        key = self.stack.path("central", "keys", "unseal", "service.key")
        lines = self.stack.central_command("unseal", "--identity", key, "--all", "--json").splitlines()
        return [json.loads(line) for line in lines]
