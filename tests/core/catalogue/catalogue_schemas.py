# SPDX-License-Identifier: Apache-2.0
"""The published schemas of a catalogue, and an independent validator for each of its files."""
import glob
import json
import os

import jsonschema

SOURCE = os.environ["YIJIAN_SOURCE_DIR"]
CATALOGUE = os.path.join(SOURCE, "assets", "catalog")
KINDS = {"catalog": "catalog.json", "item": "items/*.json", "region": "regions/*.json"}


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


SCHEMAS = {kind: read(os.path.join(CATALOGUE, "schema", kind + ".schema.json")) for kind in KINDS}
VALIDATORS = {kind: jsonschema.Draft202012Validator(schema) for kind, schema in SCHEMAS.items()}


def kind_of(name):
    return name.split("/")[0].removesuffix(".json").removesuffix("s")


def list_files(folder):
    """The names of a catalogue's files, those of items and regions in order."""
    return [os.path.relpath(path, folder) for pattern in KINDS.values() for path in sorted(glob.glob(os.path.join(folder, pattern)))]


def list_errors(name, value):
    """What the validator says about the content of the file @name: pairs of JSON Pointer and sentence."""
    return [("".join(f"/{part}" for part in error.absolute_path), error.message) for error in VALIDATORS[kind_of(name)].iter_errors(value)]


def list_objects(schema):
    """Every schema inside @schema that names properties."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object":
            yield schema
        for member in schema.values():
            yield from list_objects(member)
    elif isinstance(schema, list):
        for member in schema:
            yield from list_objects(member)


def list_members(schema):
    return {name for found in list_objects(schema) for name in found["properties"]}
