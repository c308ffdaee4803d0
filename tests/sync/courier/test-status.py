#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Every state is visible: `yijianctl status` and `queue show` say what waits, since when, why, and what happens next."""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from courier_rig import BUILD, CourierRig, wait_until  # noqa: E402
from tap import check, check_equal  # noqa: E402

RIG = {}
BEING_SENT = "is being sent now"
DEFERRED = {"type": "urn:yijian:problem:catalogue-unpublished", "title": "the catalogue is not published here"}


def text():
    """Between two rounds: while one of the courier's own runs, what waits has no next time."""
    rig = RIG["rig"]

    def look():
        done = subprocess.run([os.path.join(BUILD, "app", "yijianctl"), "--bus", rig.bus, "status"], env=rig.environment, capture_output=True,
                              text=True, timeout=120, check=True)
        return None if BEING_SENT in done.stdout else done.stdout
    return wait_until(look, "the courier between two rounds")


def show(record):
    def look():
        shown = RIG["rig"].ctl("queue", "show", record)
        return None if BEING_SENT in shown["next"] else shown
    return wait_until(look, "the courier between two rounds")


def groups():
    return {(group["state"], group["why"]): (group["count"], group["next"]) for group in RIG["rig"].status_at_rest()["waiting"]["groups"]}


def offline():
    """Nobody answers: all that waits has the line's trouble, and the next try has its time."""
    rig = RIG["rig"] = CourierRig()
    check_equal((rig.status()["waiting"]["count"], groups()), (0, {}), "nothing waits")
    rig.central.stop()
    page = os.urandom(5000)
    sent = [rig.submit()[0] for _ in range(3)]
    sent.append(rig.submit(materials=[{"sha256": rig.put_material(page), "bytes": len(page)}])[0])
    rig.sync()
    status = rig.status_at_rest()
    waiting = status["waiting"]
    check_equal(waiting["count"], 4, "count")
    check(4 * 480 + 5000 <= waiting["bytes"] <= 4 * 500 + 5000, f"bytes: {waiting['bytes']}")
    check(waiting["bytes_estimated"] is False, "four are weighed, not reckoned")
    check_equal([group["count"] for group in waiting["groups"]], [4], "one group")
    check(waiting["groups"][0]["why"].startswith("central: ") and "onnect" in waiting["groups"][0]["why"], waiting)
    check(not re.search(r"after \d", waiting["groups"][0]["why"]), "how long a try took makes of each another trouble: " + str(waiting))
    check(re.fullmatch(r"next try in \d+ (s|min \d+ s)", waiting["groups"][0]["next"]), waiting["groups"][0]["next"])
    check(status["sync"]["failures"] >= 1 and status["sync"]["next_try_seconds"] >= 0 and status["sync"]["reached_seconds"] >= 0, status["sync"])
    shown = show(sent[0])
    check_equal(shown["why"], waiting["groups"][0]["why"], "the same of one record")
    check(shown["next"].startswith("next try in "), shown)
    for word in ("waiting    4 records", "not reached, last", "trouble    for", "next try in", "nothing is lost"):
        check(word in text(), f"{word!r} in {text()}")


def single_records():
    """Central is back and has something to say of single records: each has its own reason and its own next step."""
    rig = RIG["rig"]
    rig.central.then = answers.problem(503, "wait", Retry_After=3000)  # a round of the courier's own must not come first
    rig.central.start()
    ids = [record["id"] for record in rig.records("queued")]
    late, held = ids[0], ids[1]
    rig.ctl("queue", "hold", held)
    rig.central.then = answers.results(lambda central, event: {"id": event["id"], "status": "deferred", "problem": DEFERRED,
                                                               "retry_after_ms": 3000000} if event["id"] == late else
                                       {"id": event["id"], "status": "conflict", "problem": {"title": "taken"}}
                                       if event["id"] == ids[2] else central.judge(event))
    rig.sync()
    seen = groups()
    check_equal({key: value[0] for key, value in seen.items()}, {("queued", "central: deferred: " + DEFERRED["title"]): 1,
                                                                 ("held", "a technician holds it"): 1,
                                                                 ("dead", "central: conflict: taken"): 1}, "groups")
    check(re.fullmatch(r"next try in (4\d min \d+|50 min 0) s", seen["queued", "central: deferred: " + DEFERRED["title"]][1]), str(seen))
    shown = {name: show(name) for name in reversed(ids)}  # the one that waited longest is asked last
    for name, key in ((held, ("held", "a technician holds it")), (ids[2], ("dead", "central: conflict: taken"))):
        check_equal(shown[name]["next"], seen[key][1], "the same of the group and of its record")
        check(0 <= shown[name]["since_seconds"] <= shown[late]["since_seconds"], f"it waited before it was put aside: {shown}")
    check(shown[late]["why"].endswith(DEFERRED["title"]), shown[late])
    check("waits for the technician" in shown[held]["next"] and "retry" in shown[held]["next"], shown[held])
    check("waits for the technician" in shown[ids[2]]["next"] and "export" in shown[ids[2]]["next"], shown[ids[2]])
    check_equal(shown[ids[3]]["next"], "nothing: central has signed for it", "what is accepted")
    tap.note("\n" + text())
    rig.central.then = answers.accept  # a retry sends at once
    rig.ctl("queue", "retry", held)
    rig.ctl("queue", "retry", ids[2])
    rig.sync()
    check_equal(groups(), {}, "all of it is through")
    check("waiting    nothing" in text(), text())


def poison():
    """A record that fails alone is said to go last, and why."""
    rig = RIG["rig"]
    rig.central.then = answers.problem(503, "wait", Retry_After=3000)
    sent = [rig.submit()[0] for _ in range(6)]
    rig.sync()
    rig.central.then = answers.unless(lambda event: event["id"] == sent[3], answers.status(500))
    rig.sync()
    check_equal({key: value[0] for key, value in groups().items()}, {("queued", "central fails on it every time"): 1}, "groups")
    check("not before" in show(sent[3])["next"] or "next try" in show(sent[3])["next"], "next")
    rig.central.then = answers.accept
    rig.sync()
    check_equal(groups(), {}, "through in the end")


def many():
    """Up to 200 records are weighed; of more the bytes are an estimate, and both forms say so."""
    rig = RIG["rig"]
    rig.central.then = answers.problem(503, "wait", Retry_After=3000)
    for _ in range(200):
        rig.submit(size=1000)
    exact = rig.status()["waiting"]
    check_equal((exact["count"], exact["bytes_estimated"]), (200, False), "all of them were weighed")
    check("waiting    200 records, " in text() and "about" not in text(), text())
    rig.submit(size=1000)
    reckoned = rig.status()["waiting"]
    check_equal((reckoned["count"], reckoned["bytes_estimated"]), (201, True), "one more than are weighed")
    check_equal(reckoned["bytes"], exact["bytes"] * 201 // 200, "by those that were weighed")
    check("waiting    201 records, about " in text() and "by the oldest 200" in text(), text())


def end():
    check(RIG["rig"].courier.poll() is None, "the courier of the beginning is there")
    RIG["rig"].stop()


sys.exit(tap.run("/courier-status", [
    ("a line that is away is told with the time of the next try", offline),
    ("single records have their own reasons and next steps", single_records),
    ("what fails alone is told so", poison),
    ("the bytes of many records are said to be an estimate", many),
    ("the courier has come through", end),
]))
