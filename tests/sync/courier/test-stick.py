#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Records by hand between a real courier and a real central: a stick that is pulled, full, locked, half or killed at any moment loses
nothing and doubles nothing, the next export goes on where it was, and nobody at the kiosk waits for it."""
import contextlib
import json
import os
import subprocess
import sys
import threading

sys.path[:0] = [os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", name) for name in ("chaos", "support")]

import scripted_central as answers  # noqa: E402
import tap  # noqa: E402
from shared_rig import SharedRig  # noqa: E402
from tap import check, check_equal  # noqa: E402
from wire_rig import ADMIN, NAME, PATH, WireRig  # noqa: E402
from gi.repository import GLib  # noqa: E402 - the rig has named its version
from courier_rig import CourierRig  # noqa: E402
from processes import wait_until  # noqa: E402 - and the folder of this

rig = SharedRig(WireRig, lambda made: check_equal(made.central.end(), 0, "central is away"))
PAGE_BYTES = 70_000


def submit(count, pages=1):
    """Records with a page each while central is away; their ids."""
    here, sent = rig(), []
    for _ in range(count):
        materials = []
        for _ in range(pages):
            page = os.urandom(PAGE_BYTES)
            materials.append({"sha256": here.put_material(page), "bytes": len(page)})
        sent.append(here.submit(materials=materials)[0])
    return sent


def stick(name):
    return os.path.join(rig().directory, name)


def export(folder, check_it=True):
    """The number of records, or the courier's sentence."""
    try:
        return rig().call("Export", "(s)", (folder,), interface=ADMIN, timeout=600000)[0]
    except GLib.Error as error:
        if check_it:
            raise
        return error.message


def central_import(folder):
    here = rig()
    done = here.central.command("import", folder, "--keys", here.central.keys, check=False)
    check_equal(done.returncode, 0, "central's import: " + done.stderr)
    return json.loads(done.stdout)


def files(folder):
    """name -> (inode, time of change) of what is whole by its name."""
    found = {}
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                status = os.lstat(os.path.join(place, name))
            except FileNotFoundError:  # it has got its name meanwhile
                continue
            found[os.path.relpath(os.path.join(place, name), folder)] = (status.st_ino, status.st_mtime_ns)
    return found


def settle_all(folder, ids):
    """Central takes the stick, the kiosk its receipts: every record once."""
    here = rig()
    counts = central_import(folder)
    check_equal((counts.get("list"), counts.get("missing")), ("whole", None), "the list: " + str(counts))
    check_equal(here.ctl("queue", "import", folder)["count"], len(ids), "settled by hand")
    check_equal({record["state"] for record in here.list() if record["id"] in ids}, {"accepted"}, "afterwards")
    rows, outbox, _ = here.central.ledger()
    check(set(ids) <= {identity for _, identity in rows}, "at central")
    check(all(count == 1 for table in (rows, outbox) for count in table.values()), "nothing is doubled")


def test_round():
    """everything goes out sealed with its pages and a signed list, and comes back as receipts"""
    sent, folder = submit(5), stick("round")
    rig().ctl("queue", "hold", sent[2])
    check_equal(export(folder), 5, "exported")
    names = files(folder)
    check_equal({name for name in names if name.endswith(".json")}, {name + ".json" for name in sent}, "records")
    check_equal(len([name for name in names if name.startswith("blobs/")]), 5, "pages")
    check("manifest.jws" in names and not [name for name in names if name.endswith(".part")], "a list, and nothing half")
    check(all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-./") for name in names), "names that every file system takes")
    settle_all(folder, sent)


def test_resumed():
    """what is whole on the stick is not written again, what is damaged or missing is"""
    sent, folder = submit(6), stick("resumed")
    export(folder)
    before = files(folder)
    short, wrong, gone = (os.path.join(folder, sent[n] + ".json") for n in range(3))
    with open(short, "r+b") as file:
        file.truncate(100)
    with open(wrong, "r+b") as file:
        file.seek(50)
        file.write(b"#")
    os.unlink(gone)
    page = next(name for name in before if name.startswith("blobs/"))
    with open(os.path.join(folder, page), "r+b") as file:
        file.write(bytes(64))
    counts = central_import(folder)
    check_equal((counts["list"], counts["missing"]), ("half", 4), "central sees that the stick is half")
    check_equal(export(folder), 6, "exported")
    after = files(folder)
    changed = {name for name in before if after[name][0] != before[name][0]}
    check_equal(changed - {"manifest.jws"}, {os.path.relpath(name, folder) for name in (short, wrong, gone)} | {page}, "written again")
    settle_all(folder, sent)


def test_unsigned():
    """a stick without its list is half, and a list that the kiosk did not sign proves nothing"""
    sent, folder = submit(2), stick("unsigned")
    export(folder)
    path = os.path.join(folder, "manifest.jws")
    with open(path, encoding="ascii") as file:
        text = file.read()
    os.unlink(path)
    check("list" not in central_import(folder), "without a list")
    head, payload, signature = text.split(".")
    with open(path, "w", encoding="ascii") as file:
        file.write(".".join((head, payload, signature[:-8] + "AAAAAAAA")))
    check_equal(central_import(folder)["list"], "unverified", "with another signature")
    export(folder)
    settle_all(folder, sent)


@contextlib.contextmanager
def injected(inject):
    """strace on the courier: @inject as in its option."""
    here, call = rig(), inject.split(":", 1)[0]
    tracer = subprocess.Popen(["strace", "-f", "-p", str(here.courier.pid), "-o", "/dev/null", "-e", "trace=" + call, "-e", "inject=" + inject],
                              stderr=subprocess.PIPE, text=True)
    line = tracer.stderr.readline()
    if "attached" not in line:
        tracer.wait(60)
        raise tap.Skip("ptrace is not allowed here")
    threading.Thread(target=tracer.stderr.read, daemon=True).start()
    try:
        yield
    finally:
        tracer.terminate()
        try:
            tracer.wait(10)
        except subprocess.TimeoutExpired:  # of a process that was killed under it, it may hear nothing any more
            tracer.kill()
            tracer.wait(60)


# What only the way by hand does: names on the stick, and waiting for it.
PULLS = [("mkdirat", "EIO", 1), ("unlinkat", "EROFS", 1), ("renameat", "EIO", 1), ("renameat", "ENOENT", 4), ("renameat", "EROFS", 8),
         ("renameat", "ENODEV", 12), ("renameat", "ENOSPC", 6), ("syncfs", "EIO", 1), ("syncfs", "EIO", 2)]


def test_pulled():
    """a stick that is pulled, locked or full at any moment is told with what to do, and the next export goes on"""
    sent, sentences = submit(8), set()
    for number, (call, error, when) in enumerate(PULLS):
        folder = stick(f"pulled-{number}")
        with injected(f"{call}:error={error}:when={when}+"):
            said = export(folder, check_it=False)
        check(isinstance(said, str), f"{call} {error} {when}: it said that it was done ({said})")
        word = "full" if error == "ENOSPC" else "locked" if error == "EROFS" else "pulled"
        check(word in said, f"{error}: {said}")
        sentences.add(said.split(": ", 1)[1])
        listed = call == "syncfs" and when == 2  # the list was written, and is not told before it is on the medium
        check(listed or "manifest.jws" not in files(folder), f"{call} {error} {when}: there is a list")
        check_equal(len(rig().list("queued")), len(sent), "queued")
        check_equal(export(folder), len(sent), "exported in the end")
    for sentence in sorted(sentences):
        tap.note(sentence)
    settle_all(folder, sent)


def kill_at(courier, folder, count):
    """kill -9 as soon as so many files are whole on the stick."""
    wait_until(lambda: len([name for name in files(folder) if not name.endswith(".part")]) >= count, "files on the stick")
    courier.kill()


def test_killed():
    """a courier that is killed in the middle of an export has lost nothing and goes on"""
    here = rig()
    sent, folder = submit(6), stick("killed")
    for when in (1, 5, 9):
        with injected("renameat:delay_enter=30000"):
            killer = threading.Thread(target=kill_at, args=(here.courier, folder, when))
            killer.start()
            said = export(folder, check_it=False)
            killer.join()
            here.processes.end(here.courier)
        check(isinstance(said, str), "killed before the end")
        here.start()
        check("manifest.jws" not in files(folder), "no list")
        check_equal(len(here.list("queued")), len(sent), "queued")
    check_equal(export(folder), len(sent), "exported in the end")
    settle_all(folder, sent)


def test_room():
    """a stick that is too small is refused before anything is written, with the sizes"""
    folder = stick("small")
    os.makedirs(folder)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "none", folder], capture_output=True)
    if mounted.returncode != 0:
        raise tap.Skip("mounting is not allowed here")
    sent = submit(40, pages=2)
    try:
        said = export(folder, check_it=False)
        check("free and" in str(said) and "more are needed" in said, said)
        check_equal(files(folder), {}, "written")
    finally:
        subprocess.run(["umount", folder], check=True)
    tap.note(said)
    export(folder)
    settle_all(folder, sent)


def test_nobody_waits():
    """a slow stick keeps no citizen waiting"""
    here = rig()
    sent, folder = submit(10), stick("slow")
    done = []
    with injected("renameat:delay_enter=100000"):
        here.connection.call(NAME, PATH, ADMIN, "Export", GLib.Variant("(s)", (folder,)), None, 0, 600000, None,
                             lambda connection, result: done.append(connection.call_finish(result).unpack()[0]))
        more = []
        while not done and len(more) < 5:
            more += submit(1, pages=0)
        in_between = len(more) if not done else 0
        wait_until(lambda: GLib.MainContext.default().iteration(False) or done, "the end of the export")
    check_equal(in_between, 5, "records that were handed over during the export")
    check(done[0] >= len(sent), f"exported: {done}")
    export(folder)
    settle_all(folder, sent + more)


def test_wire_and_stick():
    """the same records by wire and by stick at the same time have one effect"""
    here = rig()
    sent, folder = submit(20), stick("both")
    here.central.start()
    here.call_sync_now()
    export(folder)
    counts = central_import(folder)
    here.drain()
    here.ctl("queue", "import", folder)
    check_equal({record["state"] for record in here.list() if record["id"] in sent}, {"accepted"}, "afterwards")
    acknowledged, lost, doubled = here.account()
    check_equal((lost, doubled), (0, 0), "lost, doubled")
    tap.note(f"{acknowledged} acknowledged in all, 0 lost, 0 doubled; the stick of {len(sent)} gave {counts}")


def test_old_receipts():
    """receipts from before central was restored settle nothing when they come back on an old stick"""
    here, folder = CourierRig(), stick("old")
    old, new = "0123456789abcdef", "fedcba9876543210"
    try:
        here.central.standing = {"central_epoch": old}
        here.central.then = answers.problem(503, "wait", Retry_After=3000)
        sent = here.submit()[0]
        here.sync()
        here.ctl("queue", "export", folder)
        here.central.then = answers.results(lambda central, event: {"id": event["id"], "status": "accepted",
                                                                    "receipt": central.signer.receipt(event, central_epoch=old)})
        here.sync()
        check_equal([record["state"] for record in here.records()], ["accepted"], "by wire")
        with open(os.path.join(folder, sent + ".json"), encoding="utf-8") as file:
            event = json.load(file)
        path = os.path.join(folder, sent + ".receipt")
        with open(path, "w", encoding="ascii") as file:
            file.write(here.central.signer.receipt(event, central_epoch=old))
        here.central.standing, here.central.then = {"central_epoch": new}, answers.problem(503, "wait", Retry_After=3000)
        here.sync()
        check_equal([record["state"] for record in here.records()], ["queued"], "offered again")
        check_equal(here.ctl("queue", "import", folder)["count"], 0, "settled by a receipt of the central before")
        with open(path, "w", encoding="ascii") as file:
            file.write(here.central.signer.receipt(event, central_epoch=new))
        check_equal(here.ctl("queue", "import", folder)["count"], 1, "settled by a receipt of the central of now")
    finally:
        here.stop()


def test_dead():
    """a record that was set aside is listed with its reason, goes onto a stick, and can be sent again"""
    here, folder = CourierRig(), stick("dead")
    try:
        here.central.then = answers.results(lambda central, event: {"id": event["id"], "status": "conflict",
                                                                    "problem": {"type": "urn:yijian:problem:id-taken", "title": "taken"}})
        sent = here.submit()[0]
        here.sync()
        record = here.records("dead")[0]
        check_equal((record["id"], record["reason"]), (sent, "central: conflict: taken"), "listed")
        check_equal(here.ctl("queue", "show", sent)["state"], "dead", "shown")
        check("quarantine" in here.status()["next_step"], "the next step names it")
        check_equal(here.ctl("queue", "export", folder)["count"], 1, "exported")
        check_equal(here.records("dead")[0]["id"], sent, "and kept")
        here.central.then = answers.accept
        here.ctl("queue", "retry", sent)
        here.sync()
        check_equal([record["state"] for record in here.records()], ["accepted"], "sent again")
    finally:
        here.stop()


def test_end():
    """the courier has come through"""
    check(rig().courier.poll() is None, "the courier is there")


if __name__ == "__main__":
    sys.exit(rig.run("/courier-stick", tap.list_tests(__name__)))
