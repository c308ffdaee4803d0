# SPDX-License-Identifier: Apache-2.0
"""Holds what is said to and by central to sync/central/openapi.yaml: status, media type, fields and JSON Schema (2020-12)."""
import base64
import json
import os
import re
import subprocess
import urllib.parse

import jsonschema
import yaml

SOURCE = os.environ.get("YIJIAN_SOURCE_DIR") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


class Mismatch(AssertionError):
    """An answer that the description does not allow."""


class Description:
    def __init__(self):
        with open(os.path.join(SOURCE, "sync", "central", "openapi.yaml"), encoding="utf-8") as file:
            self.text = file.read()
        self.document = yaml.safe_load(self.text)
        self.resolver = jsonschema.RefResolver("", self.document)
        self.seen = set()
        self.problems = set()
        self.requests = set()
        self.paths = [(re.compile("^" + re.sub(r"\\\{\w+\\\}", "([^/]+?)", re.escape(path)) + "$"), path)
                      for path in sorted(self.document["paths"], key=len, reverse=True)]

    def operations(self):
        return {(method.upper(), path) for path, item in self.document["paths"].items() for method in item
                if method != "parameters"}

    def resolve(self, value):
        while "$ref" in value:
            value = self.resolver.resolve(value["$ref"])[1]
        return value

    def validate(self, schema, value, what):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver)
        error = next(validator.iter_errors(value), None)
        if error is not None:
            raise Mismatch(f"{what}: {'/'.join(map(str, error.absolute_path))}: {error.message[:300]}")

    def validate_named(self, name, value):
        self.validate({"$ref": "#/components/schemas/" + name}, value, name)

    def find(self, method, target):
        path = target.split("?", 1)[0]
        for pattern, name in self.paths:
            if pattern.match(path):
                return name, self.document["paths"][name].get(method.lower())
        return path, None

    def check(self, method, target, status, fields, body):
        """@fields: a mapping that ignores case, @body: bytes. Marks the operation and its status as seen."""
        name, operation = self.find(method, target)
        what = f"{method} {target} {status}"
        if operation is None:
            if status not in (404, 405):
                raise Mismatch(f"{what}: not described")
            return self.check_body({"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                                   method, fields, body, status, what)
        responses = operation["responses"]
        key = str(status) if str(status) in responses else "default"
        if key not in responses:
            raise Mismatch(f"{what}: no such answer is described")
        response = self.resolve(responses[key])
        for field, header in response.get("headers", {}).items():
            self.check_field(field, self.resolve(header), fields, status, what)
        self.check_body(response.get("content", {}), method, fields, body, status, what)
        self.seen.add((method, name, status))

    def note_problems(self, value):
        """The types of a problem, or of those in a batch's results."""
        results = value.get("results", []) if isinstance(value, dict) else []
        for problem in [value] + [result.get("problem") for result in results]:
            if isinstance(problem, dict) and "type" in problem:
                self.problems.add(problem["type"].rsplit(":", 1)[1])

    def check_request(self, method, target, fields, body, answer):
        """A request that central took must be one that the description allows. @answer: the bytes of the answer."""
        name, operation = self.find(method, target)
        if operation is None:
            raise Mismatch(f"{method} {target}: not described")
        what = f"request {method} {target}"
        parts = dict(zip(re.findall(r"{(\w+)}", name), next(pattern for pattern, path in self.paths if path == name).match(target.split("?")[0]).groups()))
        query = dict(urllib.parse.parse_qsl(target.partition("?")[2], keep_blank_values=True))
        for parameter in map(self.resolve, self.document["paths"][name].get("parameters", []) + operation.get("parameters", [])):
            self.check_parameter(parameter, {"path": parts, "query": query, "header": fields}[parameter["in"]], what)
        if "requestBody" in operation:
            self.check_request_body(operation["requestBody"]["content"], fields, body, answer, what)
        elif body:
            raise Mismatch(f"{what}: has a body")
        self.requests.add((method, name))

    def check_parameter(self, parameter, values, what):
        text = values.get(parameter["name"])
        if text is None:
            if parameter.get("required"):
                raise Mismatch(f"{what}: {parameter['name']} is not there")
            return
        is_number = parameter["schema"].get("type") == "integer" and text.isascii() and text.isdigit()
        self.validate(parameter["schema"], int(text) if is_number else text, f"{what}: {parameter['name']}")

    def check_request_body(self, content, fields, body, answer, what):
        media = (fields.get("Content-Type") or "").split(";")[0]
        if media not in content:
            raise Mismatch(f"{what}: media type {media!r}, described are {sorted(content)}")
        if not media.endswith("json"):
            return
        if fields.get("Content-Encoding") == "zstd":
            body = subprocess.run(["zstd", "-dcq"], input=body, capture_output=True, check=True).stdout
        value = json.loads(body)
        if not isinstance(value, list):
            return self.validate(content[media]["schema"], value, what)
        # A batch is taken with bad events in it: what counts is that those which were stored are as described.
        for event, result in zip(value, json.loads(answer)["results"]):
            if result["status"] in ("accepted", "duplicate", "rejected"):
                self.validate_named("Event", event)
                header = event["data"]["header_jws"].split(".")[1]
                self.validate_named("Header", json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4))))

    def check_field(self, field, header, fields, status, what):
        text = fields.get(field)
        if text is None:
            if field != "Upload-Length":
                raise Mismatch(f"{what}: field {field} is not there")
            return
        schema = self.resolve(header["schema"])
        is_number = schema.get("type") == "integer" and text.isascii() and text.isdigit()
        self.validate(schema, int(text) if is_number else text, f"{what}: {field}")

    def check_body(self, content, method, fields, body, status, what):
        if method == "HEAD" or not content:
            if body:
                raise Mismatch(f"{what}: has a body")
            return
        media = (fields.get("Content-Type") or "").split(";")[0]
        if media not in content:
            raise Mismatch(f"{what}: media type {media!r}, described are {sorted(content)}")
        if media.endswith("json"):
            value = json.loads(body)
            self.validate(content[media]["schema"], value, what)
            self.note_problems(value)
            if media == "application/problem+json" and value.get("status") != status:
                raise Mismatch(f"{what}: the problem's status is another")
