#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The description of the wire: sound in itself, served by central, and what central does for every operation."""
import hashlib
import json
import os
import re
import sys

import jsonschema
from cryptography.hazmat.primitives.asymmetric import ec

from central_rig import DESCRIPTION, Central, run_tests
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


def test_problems(central, kiosk):
    """Every type of problem that central knows is described, and none is described that it does not know"""
    with open(os.path.join(SOURCE, "sync", "central", "yj-central-problem.c"), encoding="utf-8") as file:
        known = set(re.findall(r'^  \{ "([a-z-]+)", "', file.read(), re.MULTILINE))
    rows = [line for line in DESCRIPTION.text.splitlines() if re.match(r"^\s+\| (\d{3} \| )?`[a-z-]+`", line)]
    described = {name for row in rows for name in re.findall(r"`([a-z-]+)`", "|".join(row.split("|")[:3]))}
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


if __name__ == "__main__":
    sys.exit(run_tests(__name__, Central().start(), lambda central: [central, Kiosk(central)]))
