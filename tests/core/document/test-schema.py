#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds documents of random people to the JSON Schemas, opens their envelopes with age and nothing of ours, and
compares the form that the program checks with the schema on damaged documents. Every kind of record that the schema of
header drafts names is held to the same. Output is TAP."""
import copy
import hashlib
import hmac
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
SEED = int(os.environ.get("YIJIAN_SEED", random.SystemRandom().randrange(1 << 30)))
# What the program refuses beyond the schema, which cannot say it: days that do not exist, an id twice.
BEYOND = ("/started", "/finished", "/applicant", "/agent", "/answers", "/materials", "/at")
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


def kinds():
    return schema("header-draft").schema["properties"]["kind"]["enum"]


def read_json(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return json.load(file)


def texts_of(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from texts_of(part)


def check_no_names(folder):
    """Outside the seal stands nothing that a person said."""
    for kind in kinds():
        searched = 0
        for name, header in list(documents(folder, kind + "-header"))[:COUNT if kind == "application" else 12]:
            number = name[-len("0000.json"):-len(".json")]
            text = json.dumps(header, ensure_ascii=False)
            public = set(texts_of(header))
            said = list(texts_of(read_json(folder, f"application-{number}.json")["answers"])) if kind != "draft" else []
            for part in ("applicant", "agent", "answers", "grade", "reasons"):
                said += texts_of((read_json(folder, name.replace("-header", "")) if kind != "withdrawal" else {}).get(part, {}))
            for word in said:
                if len(word) > 4 and not any(word in known for known in public):
                    assert word not in text, f"{name} holds {word}"
                    searched += 1
        assert searched > 12, kind
        print(f"# {kind}: {searched} words looked for outside the seal")


def open_envelope(path, key):
    age = subprocess.run(["age", "-d", "-i", key, path], capture_output=True, check=False)
    assert age.returncode == 0, age.stderr.decode()
    plain = subprocess.run(["zstd", "-d", "-q", "-c"], input=age.stdout, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar.getmembers()}


OPENED = {}


def opened(folder, kind, number):
    """What is in the envelope, read by age, zstd and tar."""
    if (kind, number) not in OPENED:
        path = os.path.join(folder, f"{kind}-envelope-{number}.age")
        OPENED[kind, number] = json.loads(open_envelope(path, os.path.join(folder, "service.key"))["application.json"])
    return OPENED[kind, number]


def check_opened(folder):
    for kind in kinds():
        validator = schema(kind)
        for number in range(min(COUNT, 8)):
            name = f"{kind}-{number:04}.json"
            path = os.path.join(folder, f"{kind}-envelope-{number:04}.age")
            header = read_json(folder, f"{kind}-header-{number:04}.json")
            with open(path, "rb") as file:
                sealed = file.read()
            assert header["kind"] == kind
            assert header["envelope"] == {"sha256": hashlib.sha256(sealed).hexdigest(), "bytes": len(sealed)}
            assert b"000000199305120240" not in sealed
            for key in ("service.key", "escrow.key"):
                files = open_envelope(path, os.path.join(folder, key))
                document = json.loads(files["application.json"])
                assert validator.is_valid(document) and document["id"] == header["id"], f"{kind} {number}"
                if os.path.exists(os.path.join(folder, name)):
                    assert document == read_json(folder, name), name
                manifest = json.dumps(json.loads(files["manifest.json"]))
                for name in set(files) - {"manifest.json"}:
                    assert hashlib.sha256(files[name]).hexdigest() in manifest
                if kind == "application":
                    assert hashlib.sha256(files["signature.png"]).hexdigest() == document["signature"]["sha256"]


def check_proof(folder):
    for name, header in documents(folder, "withdrawal-header"):
        application = read_json(folder, name.replace("withdrawal", "application"))
        key = bytes.fromhex(application["progress_secret_sha256"])
        assert header["withdraws"]["proof"] == hmac.new(key, header["id"].encode(), hashlib.sha256).hexdigest()


def check_closed(folder):
    stranger = os.path.join(folder, "stranger.key")
    with open(stranger, "w", encoding="utf-8") as file:
        subprocess.run(["age-keygen"], stdout=file, stderr=subprocess.DEVNULL, check=True)
    age = subprocess.run(["age", "-d", "-i", stranger, os.path.join(folder, "application-envelope-0000.age")], capture_output=True, check=False)
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
    for kind in kinds():
        agree_on(folder, kind, DAMAGES if kind == "application" else DAMAGES // 5)


def agree_on(folder, kind, damages):
    rand, validator = random.Random(SEED), schema(kind)
    originals = [opened(folder, kind, f"{number:04}") for number in range(8)] if kind == "withdrawal" else \
        [document for _, document in documents(folder, kind)]
    damaged = [damage(rand.choice(originals), rand) for _ in range(damages)]
    paths = []
    for number, (document, _) in enumerate(damaged):
        paths.append(os.path.join(folder, f"damaged-{kind}-{number}"))
        with open(paths[-1], "w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False)
    verdicts = subprocess.run([PROGRAM, "judge", kind] + paths, capture_output=True, check=True, text=True).stdout.splitlines()
    assert len(verdicts) == damages
    good = bad = beyond = 0
    for (document, path), verdict in zip(damaged, verdicts):
        valid = validator.is_valid(document)
        if verdict == "ok":
            assert valid, f"seed {SEED}: the program takes what the schema of {kind} refuses at {path}"
            good += 1
        elif valid:
            assert verdict.startswith(BEYOND), f"seed {SEED}: the schema of {kind} takes {path}, the program says {verdict}"
            beyond += 1
        else:
            bad += 1
    print(f"# seed {SEED}: {damages} damaged {kind}s, {bad} refused by both, {good} taken by both, {beyond} refused by the program alone")
    assert bad > damages // 4 and (good > damages // 50 or kind in ("evaluation", "withdrawal"))


def main():
    cases = [
        ("applications keep to their schema", lambda d: check_valid(d, "application", "application")),
        ("evaluations keep to their schema", lambda d: check_valid(d, "evaluation", "evaluation")),
        ("drafts keep to their schema", lambda d: check_valid(d, "draft", "draft")),
        ("header drafts of every kind keep to their schema", lambda d: [check_valid(d, kind + "-header", "header-draft") for kind in kinds()]),
        ("a withdrawal's proof is what python's hmac makes of the receipt's secret", check_proof),
        ("what was signed is what was read", check_signed),
        ("no header says what a person said", check_no_names),
        ("age opens an envelope of every kind with either key", check_opened),
        ("age opens nothing with another key", check_closed),
        ("program and schema agree on damaged documents of every kind", check_agreement),
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
