#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The description of the wire: sound in itself, served by central, and what central does for every operation."""
import base64
import hashlib
import json
import os
import re
import resource
import sys

import jsonschema
from cryptography.hazmat.primitives.asymmetric import ec

from catalogue_rig import edit, publish
from central_rig import DESCRIPTION, PROGRAM, Central, run_tests
from kiosk_rig import Kiosk, make_request
from openapi_check import SOURCE, Mismatch
from tap import check, check_equal, note


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for member in value:
            yield from references(member)


def test_document(central, kiosk):
    """It is OpenAPI 3.1, every reference leads somewhere, and every schema is one of JSON Schema 2020-12"""
    document = DESCRIPTION.document
    check(document["openapi"].startswith("3.1."), document["openapi"])
    found = set(references(document))
    for reference in found:
        DESCRIPTION.resolver.resolve(reference)
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    unused = [name for name in document["components"]["schemas"] if f"#/components/schemas/{name}" not in found]
    check_equal(sorted(unused), ["Header", "Receipt", "ReceiptKey"], "schemas that no answer refers to")
    names = [operation["operationId"] for item in document["paths"].values() for method, operation in item.items() if method != "parameters"]
    check_equal(len(names), len(set(names)), "operation ids")
    note(f"{len(names)} operations, {len(document['components']['schemas'])} schemas, {len(found)} references")


def test_served(central, kiosk):
    """Central serves this very file"""
    check_equal(central.admin().ask("GET", "/openapi.yaml").body.decode(), DESCRIPTION.text)


def problem_rows():
    return [line for line in DESCRIPTION.text.splitlines() if re.match(r"^\s+\| (\d{3} \| )?`[a-z-]+`", line)]


def test_problems(central, kiosk):
    """Every type of problem that central knows is described, and none is described that it does not know"""
    with open(os.path.join(SOURCE, "sync", "central", "yj-central-problem.c"), encoding="utf-8") as file:
        known = set(re.findall(r'^  \{ "([a-z-]+)", "', file.read(), re.MULTILINE))
    described = {name for row in problem_rows() for name in re.findall(r"`([a-z-]+)`", "|".join(row.split("|")[:3]))}
    check_equal(sorted(described ^ known), [], "types that stand only on one side")


def test_headers_agree(central, kiosk):
    """A header is valid here and by the schema that kiosks are built against"""
    with open(os.path.join(SOURCE, "assets", "schema", "header.schema.json"), encoding="utf-8") as file:
        schema = json.load(file)
    validator = jsonschema.Draft202012Validator(schema)
    application = kiosk.make_header(b"x", materials=[b"page"])
    evaluation = kiosk.make_header(b"x", kind="evaluation", application=application["id"], matters=[], progress_secret_sha256=None)
    for header in (application, evaluation):
        validator.validate(header)
        DESCRIPTION.validate_named("Header", header)
        DESCRIPTION.validate_named("Batch", [kiosk.make_event(b"x", header=header)])
        required = set(DESCRIPTION.document["components"]["schemas"]["Header"]["required"])
        check(required <= set(schema["required"]), "central requires more than kiosks must send")
    kiosk.seq -= 2


def test_checker(central, kiosk):
    """The checker itself refuses a wrong status, field, media type, value and an answer that is not described"""
    fields = {"Content-Type": "application/json", "Upload-Offset": "x", "Upload-Complete": "?1"}
    problem = {"Content-Type": "application/problem+json"}
    for what, words in (
            ("a missing member", ("GET", "/health", 200, fields, b'{"status":"ok"}')),
            ("another media type", ("GET", "/health", 200, {"Content-Type": "text/html"}, b"<html>")),
            ("a problem of another status", ("GET", "/health", 503, problem, b'{"type":"urn:yijian:problem:busy","title":"x","status":500}')),
            ("a problem without a title", ("GET", "/health", 503, problem, b'{"type":"urn:yijian:problem:busy","status":503}')),
            ("a field that is no number", ("HEAD", "/v1/blobs/" + "0" * 64, 200, fields, b"")),
            ("a body where there is none", ("GET", "/v1/catalogues/000000", 304, fields, b"x")),
            ("a receipt on a conflict", ("POST", "/v1/batches", 200, fields, json.dumps(
                {"results": [{"id": None, "status": "conflict", "problem": {"type": "urn:yijian:problem:id-taken", "title": "x"}, "receipt": "a.b.c"}],
                 "contiguous_through": 0, "gaps": [], "server_ms": 1, "central_epoch": "0" * 16, "pace": {"batch": 1, "interval_ms": 0, "spread_ms": 0}}).encode())),
            ("success without a description", ("DELETE", "/v1/outcomes", 204, {}, b""))):
        try:
            DESCRIPTION.check(*words)
        except Mismatch as error:
            note(f"{what}: {error}")
        else:
            raise AssertionError(what + " went through")


def succeed_everywhere(central, kiosk):
    admin, police = central.admin(), central.department("09")
    result = kiosk.send(kiosk.make_event())[0]
    case = kiosk.open_receipt(result["receipt"])["cases"][0]["case"]
    kiosk.upload(b"a sealed page", body=b"a sealed", complete=False)
    kiosk.upload(b"a sealed page", offset=8)
    kiosk.caller.ask("HEAD", "/v1/blobs/" + hashlib.sha256(b"a sealed page").hexdigest())
    kiosk.caller.ask("GET", "/v1/catalogues/000000.minisig")
    tag = kiosk.caller.ask("GET", "/v1/catalogues/000000").fields["ETag"]
    kiosk.caller.ask("GET", "/v1/catalogues/000000", If_None_Match=tag)
    kiosk.caller.ask("GET", "/v1/outcomes?after=0")
    kiosk.caller.ask_json("PUT", "/v1/status", {"version": "1", "queue": {}})
    police.ask_json("POST", "/v1/outcomes", {"case": case, "status": "done", "reason": ""})
    police.ask("GET", "/v1/cases")
    kiosk.caller.ask_json("POST", "/v1/certificates", {"csr": make_request(ec.generate_private_key(ec.SECP256R1()))})
    for target in ("/health", "/ready", "/metrics", "/openapi.yaml", "/"):
        admin.ask("GET", target)


def test_every_operation(central, kiosk):
    """Every operation that is described was answered as described, and each was refused as described too"""
    succeed_everywhere(central, kiosk)
    before = set(DESCRIPTION.seen)
    refusals = ((kiosk.caller, "POST", "/v1/batches"), (kiosk.caller, "PATCH", "/v1/blobs/x"), (kiosk.caller, "HEAD", "/v1/blobs/x"),
                (kiosk.caller, "GET", "/v1/catalogues/a.b"), (kiosk.caller, "GET", "/v1/outcomes?after=x"), (kiosk.caller, "PUT", "/v1/status"),
                (kiosk.caller, "POST", "/v1/certificates"),
                (central.admin(), "POST", "/v1/outcomes"), (central.admin(), "GET", "/v1/cases"), (central.admin(), "POST", "/v1/enrolments"))
    for caller, method, target in refusals:
        answer = caller.ask(method, target)
        check(answer.status >= 400, f"{method} {target}: {answer.status}")
    done = {(method, path) for method, path, status in DESCRIPTION.seen if status < 400}
    check_equal(sorted(DESCRIPTION.operations() - done), [], "operations that never succeeded")
    check_equal(len(DESCRIPTION.seen - before), len(refusals), "operations refused as described")
    for row in sorted(DESCRIPTION.seen, key=str):
        note(" ".join(map(str, row)))


def provoke_refusals(central, kiosk):
    """Statuses 400 to 429, each by the mistake that it names."""
    other, police, health = Kiosk(central), central.department("09"), central.department("36")
    case = kiosk.open_receipt(kiosk.send(kiosk.make_event())[0]["receipt"])["cases"][0]["case"]
    kiosk.caller.ask("GET", "/v1/outcomes?after=x")
    central.admin().ask("GET", "/v1/cases")
    central.admin().ask_json("POST", "/v1/enrolments", {"token": "0" * 32, "csr": make_request(ec.generate_private_key(ec.SECP256R1()))})
    health.ask_json("POST", "/v1/outcomes", {"case": case, "status": "done", "reason": ""})
    for _ in range(2):
        police.ask_json("POST", "/v1/outcomes", {"case": case, "status": "done", "reason": str(_)})
    kiosk.caller.ask("GET", "/v1/nothing")
    kiosk.caller.ask("DELETE", "/v1/status")
    kiosk.upload(b"x", offset=1)
    kiosk.upload(b"x", address="0" * 64)
    for i in range(65):
        kiosk.upload(b"%d" % i + b" of many", body=b"begun", complete=False)
    kiosk.caller.ask("POST", "/v1/batches", bytes(4 * 1024 * 1024 + 1), Content_Type="application/cloudevents-batch+json")
    kiosk.caller.ask("POST", "/v1/batches", b"[]", Content_Type="text/plain")
    for _ in range(32):
        kiosk.caller.ask_json("POST", "/v1/certificates", {"csr": make_request(ec.generate_private_key(ec.SECP256R1()))})
    central.command("kiosk", "revoke", other.code)
    other.caller.ask("GET", "/v1/outcomes")


def provoke_results(central, kiosk):
    """Every verdict on a record that is not accepted."""
    kiosk = Kiosk(central)
    name = kiosk.make_header(b"")["catalogue"]
    first = kiosk.make_event()
    kiosk.send(first)
    other_key, large = ec.generate_private_key(ec.SECP256R1()), bytes(257 * 1024)
    item = kiosk.make_header(b"")["item"]
    events = [
        kiosk.make_event(materials=[b"never sent"]), kiosk.make_event(catalogue={**name, "version": name["version"] + 1}),
        kiosk.make_event(suite="intl-9"), kiosk.make_event(item={**item, "id": "nothing"}), kiosk.make_event(matters=["nothing"]),
        kiosk.make_event(item={**item, "version": item["version"] + 1}), kiosk.make_event(recipients=["0" * 16, "1" * 16]),
        kiosk.make_event(b"other content", id=first["id"], seq=int(first["sequence"])), kiosk.make_event(seq=int(first["sequence"])),
        kiosk.make_event(case_number="NOBODY00000000000001"),
        kiosk.make_event(key=other_key), kiosk.make_event(event_source="urn:yijian:kiosk:0000:" + "0" * 16), {"id": "no event"}]
    changed, oversized = kiosk.make_event(b"a"), kiosk.make_event(b"b")
    changed["data"]["envelope"] = base64.b64encode(b"c").decode()
    oversized["data"]["envelope"] = base64.b64encode(large).decode()
    for event in events + [changed, oversized]:
        kiosk.send(event)


def provoke_expiry(central, kiosk):
    """A record that was sealed, by a verified clock, after its catalogue's last day."""
    version = kiosk.make_header(b"")["catalogue"]["version"] + 50
    publish(central, version, lambda folder: edit(os.path.join(folder, "catalog.json"), lambda root: root.update(refuse_after=root["expires"])))
    with open(central.path(f"catalogue-{version}", "catalog.json"), encoding="utf-8") as file:
        last = int(json.load(file)["refuse_after"][:4])
    late = kiosk.make_event(catalogue={**kiosk.make_header(b"")["catalogue"], "version": version}, clock="verified", wall=f"{last + 2}-01-01T00:00:00Z")
    check_equal(kiosk.send(late)[0]["status"], "rejected", "sealed too late")


def provoke_strict(central, kiosk):
    """More requests than a strict central allows, and a central without a catalogue."""
    strict = Central("--kiosk-rate", "1")
    strict.start()
    greedy = Kiosk(strict)
    while greedy.caller.ask("GET", "/v1/outcomes").status != 429:
        pass
    limit = resource.prlimit(strict.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(strict.process.pid, resource.RLIMIT_FSIZE, (1, limit[1]))
    while greedy.post([greedy.make_event()]).status == 429:
        pass
    strict.end()
    bare = Central()
    words = [PROGRAM, "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--database", bare.database, "--keys", bare.keys]
    bare.launch(words, bare.path("central.log"))
    answer = bare.admin().ask("GET", "/ready")
    check_equal((answer.status, answer.json()["detail"]), (503, "no catalogue is published"))
    bare.end()


# What no request can bring about, and why.
UNPROVOKED = {"internal": "a fault of central's own: none is known", "busy": "256 MiB of bodies at the same moment"}


def test_every_problem(central, kiosk):
    """Every type of problem that is described came in an answer, or is named with the reason why not"""
    DESCRIPTION.problems.clear()  # what the checker was tried with does not count
    for provoke in (provoke_refusals, provoke_results, provoke_expiry, provoke_strict):
        provoke(central, kiosk)
    described = {name for row in problem_rows() for name in re.findall(r"`([a-z-]+)`", "|".join(row.split("|")[:3]))}
    check_equal(sorted(described - DESCRIPTION.problems), sorted(UNPROVOKED), "described and never seen")
    for name, reason in UNPROVOKED.items():
        note(f"{name} was not provoked: {reason}")
    note(f"{len(DESCRIPTION.problems)} types were seen")


def test_requests(central, kiosk):
    """Every operation was asked by a request that is as described"""
    check_equal(sorted(DESCRIPTION.operations() - DESCRIPTION.requests), [])


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
