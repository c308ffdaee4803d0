# SPDX-License-Identifier: Apache-2.0
"""What a visitor's hands can do around the kiosk, and what can be seen of it: the page of controls in Python."""
import json
import os
import threading

import papers
import people
from asking import Asking
from item import Item, list_items
from plan import REGION
from processes import Failure
from texts import Texts

STATUSES = {"accepted": "", "returned": "missing-page", "done": "", "refused": "not-eligible"}


class Controls:
    def __init__(self, stack, screen_url):
        self.stack, self.screen_url = stack, screen_url
        self.texts = {language: Texts(language) for language in ("zh-CN", "en")}
        self.items = {identifier: Item(identifier, REGION) for identifier in list_items()}
        self.asking = Asking(stack.bus, self.texts)
        self.lock = threading.Lock()
        self.folder = stack.make("papers", 0o700)
        self.printer = {"paper": True, "cover": False}
        self.under_camera = ""
        self.visitor = "mother"  # whose card was laid last: the papers are theirs

    # ---- acting: each takes the argument as text ----

    def lay_card(self, who):
        self.lift_card("")
        self.stack.reader("INSERT " + json.dumps(people.CARDS[who], ensure_ascii=False))
        self.visitor = who

    def lift_card(self, _):
        if json.loads(self.stack.reader("STATE"))["card"]:
            self.stack.reader("REMOVE")

    def show_paper(self, words):
        """"ITEM/MATERIAL": any paper of any life event."""
        item, identifier = words.split("/")
        found = {material["id"]: material for material in self._photographed(self.items[item])}
        self._show_material(self.items[item], found[identifier])

    def show_wanted(self, chosen):
        """The paper that the kiosk asks for now; where life events share its name, that of the @chosen one."""
        wanted = self.asking.find_paper(sorted(self.items.values(), key=lambda item: item.id != chosen))
        if wanted is None:
            raise Failure("机器现在没有要材料 · the kiosk asks for no paper now")
        self._show_material(*wanted)

    def _show_material(self, item, material):
        card, rows = people.CARDS[self.visitor], []
        if item.file["audience"] == "enterprise":
            rows.append(("企业", people.enterprise(0, "zh-CN")))
        rows += [("姓名", card["name"]), ("住址", card["address"]), ("编号", "S000000128")]
        path = os.path.join(self.folder, f"{item.id}-{material['id']}-{self.visitor}.png")
        if not os.path.exists(path):
            papers.draw_paper(path, material["name"]["zh-CN"], rows)
        self._show(path, f"{item.id}/{material['id']}")

    @staticmethod
    def _photographed(item):
        return [material for material in item.materials if material["exemption"] == "none"]

    def show_guide_code(self, identifier):
        """The code on a leaflet: it opens the life event at the kiosk."""
        path = os.path.join(self.folder, f"guide-{identifier}.png")
        papers.draw_code(path, identifier, self.items[identifier].title["zh-CN"])
        self._show(path, "guide-" + identifier)

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
        actions = {"lay-card": self.lay_card, "lift-card": self.lift_card, "show-paper": self.show_paper,
                   "show-wanted": self.show_wanted, "show-guide-code": self.show_guide_code, "show-code": self.show_code,
                   "show-receipt": self.show_receipt, "take-away": self.take_away, "network": self.network, "paper": self.paper,
                   "cover": self.cover, "answer": self.answer}
        if name not in actions:
            raise KeyError(name)
        with self.lock:
            actions[name](argument)

    # ---- seeing ----

    def describe(self):
        """What never changes: the lists of the page."""
        return {"screen": self.screen_url,
                "cards": [{"id": key, "name": card["name"], "number": card["number"]} for key, card in people.CARDS.items()],
                "items": [{"id": item.id, "title": item.title, "papers": [{"id": m["id"], "name": m["name"]} for m in self._photographed(item)],
                           "matters": {m["code"]: m["name"] for m in item.matters}} for item in self.items.values()],
                "statuses": list(STATUSES),
                "departments": self.texts["zh-CN"].catalogue["departments"]}

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
                "cases": [{key: case[key] for key in ("case", "item", "matter", "department", "status", "reason")} for case in cases]}

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
