#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds documents of random people to the JSON Schemas, opens their envelopes with age and nothing of ours, and
compares the form that the program checks with the schema on damaged documents. Output is TAP."""
import copy
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tarfile
import tempfile

import jsonschema

SOURCE = os.environ["YIJIAN_SOURCE_DIR"]
PROGRAM = sys.argv[1]
COUNT = int(os.environ.get("YIJIAN_SCHEMA_COUNT", "60"))
DAMAGES = int(os.environ.get("YIJIAN_SCHEMA_DAMAGES", "1500"))
SEED = int(os.environ.get("YIJIAN_SCHEMA_SEED", random.SystemRandom().randrange(1 << 30)))
# What the program refuses beyond the schema, which cannot say it: days that do not exist, an id twice.
BEYOND = ("/started", "/finished", "/applicant", "/answers", "/materials")
VALUES = [None, True, 0, 1, -1, 2.5, "", "x", "x" * 65, "x" * 300, "photographed", "later", "card", "zh-CN", "2026-02-30", "2026-01-02",
          "2026-01-02T03:04:05Z", "2026-01-02 03:04:05", "000000", "0" * 64, "A" * 64, [], {}, ["x", "x"], {"id": "x"}, [0, 1], [0, 0], [32]]


def schema(name):
    with open(os.path.join(SOURCE, "assets", "schema", name + ".schema.json"), encoding="utf-8") as file:
        text = json.load(file)
    jsonschema.Draft202012Validator.check_schema(text)
    return jsonschema.Draft202012Validator(text)


def documents(folder, kind):
    names = sorted(n for n in os.listdir(folder) if n.rsplit("-", 1)[0] == kind and n.endswith(".json"))
    assert len(names) == COUNT, (kind, len(names))
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            yield name, json.load(file)


def check_valid(folder, kind, name):
    validator = schema(name)
    for file, document in documents(folder, kind):
        errors = [f"{file} {list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(document)]
        assert not errors, errors[0]


def check_signed(folder):
    """The declaration's digest is that of the sentences a person read."""
    met = set()
    for _, document in documents(folder, "application"):
        met.add(document["item"]["id"])
        with open(os.path.join(SOURCE, "assets", "catalog", "items", document["item"]["id"] + ".json"), encoding="utf-8") as file:
            sentences = json.load(file)["declarations"]
        text = "".join(sentence[document["language"]] + "\n" for sentence in sentences)
        assert document["declaration"]["sha256"] == hashlib.sha256(text.encode()).hexdigest()
    shipped = {name[:-len(".json")] for name in os.listdir(os.path.join(SOURCE, "assets", "catalog", "items"))}
    assert met == shipped, f"not applied for: {sorted(shipped - met)}"


def check_no_names(folder):
    """Outside the seal stands nothing that a person said."""
    for name, header in documents(folder, "application-header"):
        with open(os.path.join(folder, name.replace("-header", "")), encoding="utf-8") as file:
            document = json.load(file)
        text = json.dumps(header, ensure_ascii=False)
        codes = set(document["matters"])
        for answer in document["answers"]:
            value = answer["value"]
            if isinstance(value, str) and len(value) > 4 and not any(value in code for code in codes):
                assert value not in text, answer["id"]
        for member in ("name", "number"):
            assert document["applicant"].get(member, "\0") not in text


def open_envelope(path, key):
    age = subprocess.run(["age", "-d", "-i", key, path], capture_output=True, check=False)
    assert age.returncode == 0, age.stderr.decode()
    plain = subprocess.run(["zstd", "-d", "-q", "-c"], input=age.stdout, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers()}


def check_opened(folder):
    for number in range(min(COUNT, 8)):
        path = os.path.join(folder, f"envelope-{number:04}.age")
        with open(os.path.join(folder, f"application-{number:04}.json"), encoding="utf-8") as file:
            expected = json.load(file)
        with open(os.path.join(folder, f"application-header-{number:04}.json"), encoding="utf-8") as file:
            header = json.load(file)
        with open(path, "rb") as file:
            sealed = file.read()
        assert header["envelope"] == {"sha256": hashlib.sha256(sealed).hexdigest(), "bytes": len(sealed)}
        assert expected["applicant"].get("number", "000000199305120240").encode() not in sealed
        for key in ("service.key", "escrow.key"):
            files = open_envelope(path, os.path.join(folder, key))
            assert json.loads(files["application.json"]) == expected
            assert hashlib.sha256(files["signature.png"]).hexdigest() == expected["signature"]["sha256"]
            manifest = json.loads(files["manifest.json"])
            digests = json.dumps(manifest)
            for name in ("application.json", "signature.png"):
                assert hashlib.sha256(files[name]).hexdigest() in digests


def check_closed(folder):
    stranger = os.path.join(folder, "stranger.key")
    with open(stranger, "w", encoding="utf-8") as file:
        subprocess.run(["age-keygen"], stdout=file, stderr=subprocess.DEVNULL, check=True)
    age = subprocess.run(["age", "-d", "-i", stranger, os.path.join(folder, "envelope-0000.age")], capture_output=True, check=False)
    assert age.returncode != 0 and not age.stdout


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield from places(value[index], path + (index,))


def damage(document, rand):
    document = copy.deepcopy(document)
    path = rand.choice([p for p in places(document) if p])
    parent = document
    for part in path[:-1]:
        parent = parent[part]
    how = rand.randrange(5)
    if how == 0:
        del parent[path[-1]]
    elif how == 1 and isinstance(parent, dict):
        parent["x" + str(rand.randrange(9))] = rand.choice(VALUES)
    elif how == 2 and isinstance(parent, list):
        parent.append(copy.deepcopy(rand.choice(parent)))
    else:
        parent[path[-1]] = rand.choice(VALUES)
    return document, path


def check_agreement(folder):
    rand, validator = random.Random(SEED), schema("application")
    originals = [document for _, document in documents(folder, "application")]
    damaged = [damage(rand.choice(originals), rand) for _ in range(DAMAGES)]
    paths = []
    for number, (document, _) in enumerate(damaged):
        paths.append(os.path.join(folder, f"damaged-{number}"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
    verdicts = subprocess.run([PROGRAM, "judge"] + paths, capture_output=True, check=True, text=True).stdout.splitlines()
    assert len(verdicts) == DAMAGES
    good = bad = beyond = 0
    for (document, path), verdict in zip(damaged, verdicts):
        valid = validator.is_valid(document)
        if verdict == "ok":
            assert valid, f"seed {SEED}: the program takes what the schema refuses at {path}"
            good += 1
        elif valid:
            assert verdict.startswith(BEYOND), f"seed {SEED}: the schema takes {path}, the program says {verdict}"
            beyond += 1
        else:
            bad += 1
    print(f"# seed {SEED}: {DAMAGES} damaged documents, {bad} refused by both, {good} taken by both, {beyond} refused by the program alone")
    assert bad > DAMAGES // 4 and good > DAMAGES // 50


def main():
    cases = [
        ("applications keep to their schema", lambda d: check_valid(d, "application", "application")),
        ("evaluations keep to their schema", lambda d: check_valid(d, "evaluation", "evaluation")),
        ("header drafts of applications keep to their schema", lambda d: check_valid(d, "application-header", "header-draft")),
        ("header drafts of evaluations keep to their schema", lambda d: check_valid(d, "evaluation-header", "header-draft")),
        ("what was signed is what was read", check_signed),
        ("no header says what a person said", check_no_names),
        ("age opens an envelope with either key", check_opened),
        ("age opens nothing with another key", check_closed),
        ("program and schema agree on damaged documents", check_agreement),
    ]
    failed = 0
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory(prefix="yijian-schema-") as folder:
        subprocess.run([PROGRAM, "write", folder, str(COUNT)], check=True)
        for number, (name, run) in enumerate(cases, 1):
            try:
                run(folder)
                print(f"ok {number} - {name}")
            except AssertionError as error:
                failed += 1
                print(f"# {error}\nnot ok {number} - {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
