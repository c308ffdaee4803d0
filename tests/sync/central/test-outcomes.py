#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What becomes of cases: departments and the operator write it, kiosks read it."""
import json
import sys

from central_rig import Caller, Central, run_tests
from kiosk_rig import Kiosk
from tap import check, check_equal, note


class World:
    def __init__(self, central):
        self.central = central
        self.kiosk = Kiosk(central)
        self.police, self.health = central.department("09"), central.department("36")

    def new_cases(self, kiosk=None):
        """A new application's cases: the one of 09 and the one of 36."""
        kiosk = kiosk or self.kiosk
        result = kiosk.send(kiosk.make_event())[0]
        return [case["case"] for case in kiosk.open_receipt(result["receipt"])["cases"]]

    def outcomes(self, kiosk=None, after=0):
        rows = []
        while True:
            page = (kiosk or self.kiosk).caller.ask("GET", f"/v1/outcomes?after={after}").json()
            rows, after = rows + page["outcomes"], page["next"]
            if not page["outcomes"]:
                return rows, after


def post(caller, case, status, reason=""):
    return caller.ask_json("POST", "/v1/outcomes", {"case": case, "status": status, "reason": reason})


def test_department_writes(world):
    """A department writes what has become of its case, and a kiosk of the region reads it in order"""
    mine, other = world.new_cases()
    answer = post(world.police, mine, "accepted")
    check_equal((answer.status, answer.json()["status"]), (201, "accepted"))
    check("progress_secret_sha256" not in answer.json(), "the department was told the secret's digest")
    check_equal(post(world.police, mine, "returned", "photo-unreadable").status, 201)
    check_equal(post(world.police, mine, "done").status, 201)
    rows = [row for row in world.outcomes()[0] if row["case"] == mine]
    check_equal([(row["status"], row["reason"]) for row in rows],
                [("waiting", ""), ("accepted", ""), ("returned", "photo-unreadable"), ("done", "")])
    check(all("progress_secret_sha256" in row for row in rows), "a kiosk cannot check the secret")
    check_equal([row["status"] for row in world.outcomes()[0] if row["case"] == other], ["waiting"], "the other matter")


def test_again(world):
    """The same status and reason again is answered without a new row"""
    case = world.new_cases()[0]
    first, second = post(world.police, case, "accepted"), post(world.police, case, "accepted")
    check_equal((first.status, second.status, second.json()["n"]), (201, 200, first.json()["n"]))


def test_foreign_case(world):
    """A department cannot write another's case, nor see it"""
    mine, other = world.new_cases()
    answer = post(world.police, other, "done")
    check_equal((answer.status, answer.problem), (403, "foreign-case"))
    seen = {row["case"]: row["department"] for row in world.police.ask("GET", "/v1/cases").json()["cases"]}
    check_equal((mine in seen, other in seen, set(seen.values())), (True, False, {"09"}))


def test_closed(world):
    """After done or refused a case stays as it is"""
    for end in ("done", "refused"):
        case = world.new_cases()[0]
        check_equal(post(world.police, case, end, "x").status, 201)
        answer = post(world.police, case, "accepted")
        check_equal((answer.status, answer.problem), (409, "case-closed"), end)


def test_bad_outcomes(world):
    """Unknown cases, statuses and reasons are refused: a reason is a symbol, never a sentence about a person"""
    case = world.new_cases()[0]
    check_equal(post(world.police, "0000-1", "done").status, 404, "unknown case")
    for what, status, reason in (("waiting", "waiting", ""), ("another status", "lost", ""), ("a sentence", "returned", "his photo is bad"),
                                 ("capitals", "returned", "PHOTO"), ("too long", "returned", "a" * 65), ("a number", "returned", 7)):
        answer = post(world.police, case, status, reason)
        check_equal((answer.status, answer.problem), (400, "bad-request"), what)
    answer = world.police.ask_json("POST", "/v1/outcomes", {"case": case, "status": "done"})
    check_equal(answer.status, 400, "no reason at all")


def test_roles(world):
    """Only a department's certificate opens the departments' operations, and it opens nothing of the kiosks'"""
    stranger = world.central.admin()
    kiosk_on_admin = Caller(world.central.urls["admin"], world.kiosk.caller.context)
    department_on_kiosk = Caller(world.central.urls["listen"], world.police.context)
    for what, caller, target, wanted in (
            ("nobody", stranger, "/v1/cases", (401, "certificate-required")),
            ("a kiosk", kiosk_on_admin, "/v1/cases", (403, "certificate-refused")),
            ("a department at the kiosk listener", department_on_kiosk, "/v1/outcomes", (403, "certificate-refused"))):
        answer = caller.ask("GET", target)
        check_equal((answer.status, answer.problem), wanted, what)


def test_filters(world):
    """Cases are listed by status, and pages go on where the last one ended"""
    case = world.new_cases()[0]
    post(world.police, case, "returned", "unsigned")
    rows = world.police.ask("GET", "/v1/cases?status=returned").json()["cases"]
    check(case in [row["case"] for row in rows] and {row["status"] for row in rows} == {"returned"}, rows)
    check_equal(world.police.ask("GET", "/v1/cases?status=lost").status, 400)
    check_equal(world.police.ask("GET", "/v1/cases?after=x").status, 400)
    page = world.police.ask("GET", "/v1/cases").json()
    check_equal(world.police.ask("GET", f"/v1/cases?after={page['next']}").json(), {"cases": [], "next": page["next"]})


def test_operator(world):
    """The operator lists and sets cases on the command line, while central serves"""
    mine, _ = world.new_cases()
    central = world.central
    row = json.loads(central.command("case", "set", mine, "--status", "returned", "--reason", "photo-unreadable", "--json"))
    check_equal((row["case"], row["status"], row["reason"]), (mine, "returned", "photo-unreadable"))
    rows = json.loads(central.command("case", "list", "--status", "returned", "--department", "09", "--json"))
    check(mine in [row["case"] for row in rows], "the case is not in the list")
    check(mine + "\treturned\tphoto-unreadable\t09\thousehold-registration" in central.command("case", "list"), "the table")
    for what, words in (("an unknown case", ("0000-1", "--status", "done")), ("an unknown status", (mine, "--status", "lost")),
                        ("no status", (mine,)), ("a sentence", (mine, "--status", "returned", "--reason", "a bad photo"))):
        done = central.command("case", "set", *words, check=False)
        check(done.returncode == 1 and done.stderr.startswith("yijian-central: "), f"{what}: {done}")
        note(f"{what}: {done.stderr.strip()}")


def test_regions(world):
    """A kiosk reads its own region only, and does not read the others' rows again"""
    far = Kiosk(world.central, world.central.token("--region", "110000"))
    far.send(far.make_event(region="110000"))
    rows, after = world.outcomes(far)
    check_equal({row["department"] for row in rows} and len(rows), 2, "outcomes of the far region")
    case = world.new_cases()[0]
    page = far.caller.ask("GET", f"/v1/outcomes?after={after}").json()
    check_equal(page["outcomes"], [], "new outcomes for the far region")
    check(page["next"] > after, "the reader would see the others' rows again")
    check(case in [row["case"] for row in world.outcomes(after=after)[0]], "the near region misses its own")


def test_pages(world):
    """Six hundred outcomes come in pages, none twice and none left out"""
    before = world.outcomes()[1]
    events = [world.kiosk.make_event() for _ in range(300)]
    world.kiosk.send(*events)
    first = world.kiosk.caller.ask("GET", f"/v1/outcomes?after={before}").json()
    rows, _ = world.outcomes(after=before)
    check_equal((len(first["outcomes"]), len(rows), len({row["n"] for row in rows})), (500, 600, 600))
    check_equal(len(json.loads(world.central.command("case", "list", "--json"))) >= 600, True, "the operator's list has every page")


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [World(central)]))
