#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""count-item.py CATALOGUE: the table of docs/catalogue.md, a line an item.
count-item.py --check DOC CATALOGUE: TAP; is that table in DOC?"""
import json
import os
import sys

COLUMNS = ["item", "matters, may be left out", "departments", "in person", "questions, that decide", "pages", "fields", "repeat",
           "asked separately", "saved", "materials, by the person, conditional", "texts", "assumed"]


def load(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def list_ids(folder):
    """In the order of the catalogue; behind it the files that the order does not name, as a kiosk has them."""
    order = json.loads(load(folder, "catalog.json"))["items"]
    files = sorted(name[:-len(".json")] for name in os.listdir(os.path.join(folder, "items")))
    return order + [name for name in files if name not in order]


def fields_of(item):
    pages = [page for section in item["sections"] for page in section["pages"]]
    return [field for page in pages for field in page["fields"]], pages


def walk(value):
    yield value
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from walk(member)


def answers_in(value):
    return {found["answer"] for found in walk(value) if isinstance(found, dict) and "answer" in found}


def deciding(item):
    """Questions of the guide on whose answer a matter or a material depends, by itself or through another question."""
    used = answers_in([part.get("when") for part in item["matters"] + item["materials"]])
    for question in reversed(item["questions"]):
        if question["id"] in used:
            used |= answers_in(question.get("when"))
    return [question["id"] for question in item["questions"] if question["id"] in used]


def asked_separately(item):
    """How often the fields would be asked if every department had a form of its own: a field counts once for each department
    whose matters it serves."""
    department = {matter["code"]: matter["department"] for matter in item["matters"]}
    return sum(len({department[code] for code in field["matters"]}) for field in fields_of(item)[0])


def repeats(item):
    """Sections that are asked for each of several people, with how many at most."""
    return [f"{section['id']} × {section['repeat']['max']}" for section in item["sections"] if "repeat" in section]


def row(item):
    fields, pages = fields_of(item)
    separately = asked_separately(item)
    materials = item["materials"]
    return [item["id"], f"{len(item['matters'])}, {sum(m.get('optional', False) for m in item['matters'])}",
            len({m["department"] for m in item["matters"]}), sum("in_person" in m for m in item["matters"]),
            f"{len(item['questions'])}, {len(deciding(item))}", len(pages), len(fields), ", ".join(repeats(item)), separately,
            f"{100 * (separately - len(fields)) // separately} %",
            f"{len(materials)}, {sum(m['exemption'] == 'none' for m in materials)}, {sum('when' in m for m in materials)}",
            sum(isinstance(v, dict) and "zh-CN" in v for v in walk(item)),
            sum(isinstance(v, dict) and v.get("source") == "assumed" for v in walk(item))]


def table(folder):
    items = [json.loads(load(folder, "items", name + ".json")) for name in list_ids(folder)]
    lines = [COLUMNS, ["---"] * len(COLUMNS)] + [row(item) for item in items]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--check":
        expected = table(sys.argv[3])
        good = expected in load(sys.argv[2])
        print("1..1")
        if not good:
            print("# expected:\n# " + expected.replace("\n", "\n# "))
        print(("ok" if good else "not ok") + " 1 - the counts in docs/catalogue.md are those of the items")
        return 0 if good else 1
    print(table(sys.argv[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
