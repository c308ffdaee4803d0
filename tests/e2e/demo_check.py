# SPDX-License-Identifier: Apache-2.0
"""Presses every control of the demonstration once, over HTTP as a browser does, and looks at what came of it."""
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import people
from demo_visit import DemoVisit
from plan import Plan
from processes import LONGEST_WAIT_SECONDS, Failure, wait_until
from stack import SOURCE

sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
from canary_forms import pdf_file  # noqa: E402


class Browser:
    def __init__(self, url):
        self.url = url

    def get(self, path, headers=None):
        with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers or {}), timeout=LONGEST_WAIT_SECONDS) as answer:
            return answer.read()

    def json(self, path):
        return json.loads(self.get(path))

    def press(self, control, argument="", headers=None):
        request = urllib.request.Request(self.url + "press", json.dumps({"control": control, "argument": argument}).encode(),
                                         {"X-Yijian-Demo": "press"} if headers is None else headers)
        with urllib.request.urlopen(request, timeout=LONGEST_WAIT_SECONDS) as answer:
            return json.load(answer)


def _expect(condition, sentence):
    if not condition:
        raise Failure(sentence)
    print(f"  {sentence}", flush=True)


def _is_refused(status, work):
    try:
        work()
    except urllib.error.HTTPError as error:
        return error.code == status
    return False


def _answers_upgrade(url):
    host, port = url.split("/")[2].split(":")
    with socket.create_connection((host, int(port)), LONGEST_WAIT_SECONDS) as line:
        line.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     f"Sec-WebSocket-Protocol: binary\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode())
        return line.recv(64).startswith(b"HTTP/1.1 101")


def _submit(stack):
    """An application without the screen: what the controls show must not depend on it."""
    path = os.path.join(stack.path("papers"), "application.json")
    stack.run("/usr/bin/python3", os.path.join(SOURCE, "tests", "support", "newborn-application.py"), path)
    return json.loads(stack.ctl("submit", path))


def run(demo):
    browser, stack = Browser(demo.server.url), demo.stack
    lists = browser.json("describe")
    for page in ("", "demo.css", "demo.js", "novnc/core/rfb.js"):
        _expect(len(browser.get(page)) > 500, f"the page's part “{page or 'index'}” is served")
    _expect(b"RFB" in _greeting(demo), "the screen is behind its socket")
    _expect(_answers_upgrade(lists["screen"]), "the bridge to the screen speaks WebSocket")
    _expect(_is_refused(404, lambda: browser.get("novnc/../../passwd.js")), "nothing beside noVNC's folder is served")
    _expect(_is_refused(403, lambda: browser.press("network", "off", headers={})), "a press from another page is refused")
    _expect(_is_refused(403, lambda: browser.get("state", {"Host": "example.org"})), "another host's name is refused")
    for card in lists["cards"]:
        _expect(browser.press("lay-card", card["id"])["card"], f"the card “{card['id']}” lies on the reader")
    _expect(not browser.press("lift-card")["card"], "the card is lifted")
    for item in lists["items"]:
        name = f"{item['id']}/{item['papers'][0]['id']}"
        _expect(browser.press("show-paper", name)["camera"] == name, f"“{name}” lies under the camera")
    _expect(browser.press("show-code", "YIJIAN")["camera"] == "code", "a code lies under the camera")
    _expect(browser.press("take-away")["camera"] == "", "the table is empty")
    _check_network(browser, stack)
    _check_printer(browser, stack)
    _check_departments(browser, lists)
    _check_visit(browser, stack)
    print("every control was pressed once", flush=True)
    return 0


def _greeting(demo):
    with socket.socket(socket.AF_UNIX) as screen:
        screen.settimeout(LONGEST_WAIT_SECONDS)
        screen.connect(demo.stack.path("run", "screen"))
        return screen.recv(12)


def _check_network(browser, stack):
    _expect(not browser.press("network", "off")["network"], "the network is away")
    _submit(stack)
    state = wait_until(lambda: (s := browser.json("state"))["queue"]["queued"] == 1 and s, "one record in the queue")
    _expect(not state["cases"], "an application waits in the queue, central knows nothing of it")
    _expect(browser.press("network", "on")["network"], "the network is back")
    state = wait_until(lambda: (s := browser.json("state"))["queue"]["accepted"] == 1 and s, "the signed receipt")
    _expect(len(state["cases"]) > 1, f"the queue is empty and central keeps {len(state['cases'])} cases")


def _check_printer(browser, stack):
    for control, states in (("paper", ("out", "in")), ("cover", ("open", "closed"))):
        for state in states:
            said = browser.press(control, state)["printer"]
            reason = {"out": "media-empty", "open": "cover-open"}.get(state)
            _expect((reason in said) if reason else ("media-empty" not in said and "cover-open" not in said),
                    f"the printer says {said.split()[-1]} when {control} is {state}")
    before = browser.json("state")["receipts"]
    subprocess.run(["lp", "-h", stack.print_server, "-d", "receipt", "-o", "document-format=application/pdf", _sample_pdf(stack)],
                   env=stack.environment, check=True, capture_output=True, timeout=LONGEST_WAIT_SECONDS)
    wait_until(lambda: browser.json("state")["receipts"] == before + 1, "a printed sheet")
    _expect(browser.get(f"receipts/{before + 1}")[:4] == b"\x89PNG", "what was printed is a picture")
    _expect(browser.press("show-receipt", str(before + 1))["camera"] == f"receipt-{before + 1}", "a receipt lies under the camera")


def _sample_pdf(stack):
    path = os.path.join(stack.path("papers"), "sheet.pdf")
    with open(path, "wb") as file:
        file.write(pdf_file([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                             b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 227 300] >>"]))
    return path


def _check_departments(browser, lists):
    cases = browser.json("state")["cases"]
    for case, status in zip(cases, lists["statuses"]):
        state = browser.press("answer", f"{case['case']} {status}")
        found = next(c for c in state["cases"] if c["case"] == case["case"])
        _expect(found["status"] == status, f"a department answers “{status}”")
        item = next(item for item in lists["items"] if item["id"] == case["item"])
        _expect(case["matter"] in item["matters"], f"“{case['matter']}” is a matter of {item['id']}")
    opened = browser.json("opened")
    _expect(opened and opened[0]["application"]["answers"], f"central opens {len(opened)} record")


def _check_visit(browser, stack):
    """An enterprise's agent with the controls alone: opened by its code, to the last paper that the kiosk asks for."""
    _expect(_is_refused(502, lambda: browser.press("show-wanted")), "on the welcome the kiosk asks for no paper")
    plan = Plan("business-closure", "zh-CN", people.CARDS["grandmother"])
    visit = DemoVisit(stack, plan, browser, "grandmother")
    visit.until("delivery")
    wanted = {identifier for identifier, (how, _) in plan.materials.items() if how == "photographed"}
    _expect(len(wanted) > 1 and visit.laid == wanted, f"the code opened {plan.item.id}, and what the kiosk asked for was laid there: {sorted(wanted)}")
