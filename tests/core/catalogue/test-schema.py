#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The published schemas of a catalogue: they are JSON Schema 2020-12, the shipped catalogue is right by them, and they know
what the program knows. Output is TAP."""
import glob
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.environ["YIJIAN_SOURCE_DIR"], "tests", "support"))
import jsonschema
import tap
from catalogue_schemas import CATALOGUE, KINDS, SCHEMAS, SOURCE, list_errors, list_files, list_members, list_objects, read

HERE = os.path.dirname(os.path.abspath(__file__))
OWN = {"copy", "of_field"}  # what the reader writes: into the copies of a section that repeats, and the materials of pictures
READS = re.compile(r'(?:yj_item_parser_\w+|yj_json_\w+|parse_word|json_object_get) \((?:parser, )?[^()]*?"(\w+)"')


def read_sources(*patterns):
    paths = sorted(path for pattern in patterns for path in glob.glob(os.path.join(SOURCE, pattern), recursive=True))
    return {path: open(path, encoding="utf-8").read() for path in paths}


def check_schemas():
    for kind, schema in SCHEMAS.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        tap.check(schema["$id"].startswith("urn:yijian:schema:catalogue"), kind)
        silent = [found for found in list_objects(schema) if "description" not in found]
        mute = [name for found in list_objects(schema) for name, member in found["properties"].items()
                if name != "source" and isinstance(member, dict) and not ({"description", "$ref"} & set(member))]
        tap.check(not silent and not mute, f"{kind}: no description: {silent} {mute}")
        open_ones = [found.get("description") for found in list_objects(schema) if found.get("additionalProperties") is not False]
        tap.check(not open_ones, f"{kind}: takes members that nobody reads: {open_ones}")
        references = set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', str(schema).replace("'", '"')))
        tap.check_equal(references, set(schema["$defs"]), kind + ": definitions that are referred to")
        tap.note(f"{kind}: {len(list(list_objects(schema)))} objects, {len(list_members(schema))} members, {len(schema['$defs'])} definitions")


def check_shipped():
    names = list_files(CATALOGUE)
    for name in names:
        tap.check_equal(list_errors(name, read(os.path.join(CATALOGUE, name))), [], name)
    tap.note(f"{len(names)} files are right by the schemas")


def check_shared():
    """What two schemas define by one name is the same: a hall's material is an item's material."""
    shared = [(name, first, second) for first in KINDS for second in KINDS if first < second
              for name in sorted(set(SCHEMAS[first]["$defs"]) & set(SCHEMAS[second]["$defs"]))]
    for name, first, second in shared:
        tap.check_equal(SCHEMAS[first]["$defs"][name], SCHEMAS[second]["$defs"][name], f"{name} of {first} and {second}")
    tap.check({"material", "condition", "text"} <= {name for name, *_ in shared}, shared)


def check_types():
    field = SCHEMAS["item"]["$defs"]["field"]
    known = {os.path.basename(path)[len("yj-"):-len("-field.c")] for path in read_sources("core/fields/yj-*-field.c")}
    tap.check_equal(set(field["properties"]["type"]["enum"]), known, "field types")
    every = set()
    for rule in (rule for rule in field["allOf"] if "kind" in rule.get("then", {}).get("properties", {}).get("spec", {}).get("properties", {})):
        name = rule["if"]["properties"]["type"]["enum"][0]
        source = "".join(read_sources(f"core/fields/yj-{name}-field.c").values())
        kinds = set(re.findall(r'^  \{ "([\w-]+)", "', source, re.MULTILINE))
        tap.check_equal(set(rule["then"]["properties"]["spec"]["properties"]["kind"]["enum"]), kinds, "kinds of " + name)
        every |= kinds
    tap.check_equal(set(SCHEMAS["item"]["$defs"]["spec"]["properties"]["kind"]["enum"]), every, "kinds of certificates and documents")


def check_spec_of_types():
    """A limit stands with the type whose file reads it."""
    common = {"differs_from", "distinct", "not_before", "source"}
    schema = SCHEMAS["item"]["$defs"]
    said = {rule["if"]["properties"]["type"]["enum"][0]: set(rule["then"]["properties"]["spec"]["propertyNames"]["enum"]) - common
            for rule in schema["field"]["allOf"] if "spec" in rule.get("then", {}).get("properties", {})}
    done = {}
    for path, text in read_sources("core/fields/yj-*-field.c").items():
        members = set(re.findall(r'yj_json_\w+ \(field->spec, "(\w+)"', text))
        if "yj_field_find_kind (field" in text:
            members.add("kind")
        if members:
            done[os.path.basename(path)[len("yj-"):-len("-field.c")]] = members
    tap.check_equal(said, done, "limits by type")
    tap.check_equal(set().union(*said.values()) | common, set(schema["spec"]["properties"]), "members of spec")


def check_read_members():
    """What the code reads of an item and of a region stands in the schema."""
    known = list_members(SCHEMAS["item"]) | list_members(SCHEMAS["region"]) | OWN
    found = {}
    for path, text in read_sources("core/catalogue/yj-item.c", "core/catalogue/yj-item-[!c]*.c", "core/catalogue/yj-condition.c",
                                   "core/catalogue/yj-hall.c", "core/catalogue/yj-opening-hours.c").items():
        for member in READS.findall(text):
            found.setdefault(member, set()).add(os.path.basename(path))
    tap.check(len(found) > 60, f"only {len(found)} members are read")
    tap.check_equal({member: files for member, files in found.items() if member not in known}, {}, "members that no schema knows")


def check_known_members():
    """What the schemas know is named by the code: nothing is asked of authors that nobody reads."""
    words = set()
    for text in read_sources("core/**/*.c", "ui/**/*.c").values():
        words |= set(re.findall(r'"(\w+)"', text))
    for kind, schema in SCHEMAS.items():
        tap.check_equal(sorted(list_members(schema) - words), [], kind + ": members that nobody reads")


def put(root, pointer, *value):
    *way, last = pointer.split("/")[1:]
    for part in way:
        root = root[int(part)] if isinstance(root, list) else root[part]
    if isinstance(root, list) and last == "-":
        root.append(*value)
    elif value:
        root[int(last) if isinstance(root, list) else last] = value[0]
    else:
        del root[int(last) if isinstance(root, list) else last]


def check_broken():
    """What "catalog check" finds in each file of broken.json is refused by the validator too, if it is a matter of form, and only then."""
    cases = read(os.path.join(HERE, "broken.json"))
    refused = 0
    for case in cases:
        root = read(os.path.join(HERE, "sample", case["file"]))
        put(root, case["at"], *([case["put"]] if "put" in case else []))
        for pointer, value in case.get("with", []):
            put(root, pointer, value)
        errors = list_errors(case["file"], root)
        tap.check(bool(errors) == case["shape"], f"{case}: {errors}")
        # The validator stops at the condition; the program goes on to the place in it.
        place = case["finds"][1]
        tap.check(not errors or any(place.startswith(pointer) or pointer.startswith(place) for pointer, _ in errors), f"{case}: elsewhere: {errors}")
        refused += bool(errors)
    tap.note(f"{len(cases)} broken files: {refused} refused by the schemas, {len(cases) - refused} right in form")


sys.exit(tap.run("/catalogue-schema", [
    ("the schemas are JSON Schema 2020-12 and document every member", check_schemas),
    ("what two schemas define is the same in both", check_shared),
    ("an independent validator finds nothing in what is shipped", check_shipped),
    ("an independent validator refuses what the program refuses for its form", check_broken),
    ("the schema has the field types and certificates of the program", check_types),
    ("every limit stands with the field type that reads it", check_spec_of_types),
    ("what the program reads stands in the schema", check_read_members),
    ("what stands in the schema is read by the program", check_known_members),
]))
