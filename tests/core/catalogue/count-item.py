#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""count-item.py ITEM.json: the counts of docs/catalogue.md as a table.
count-item.py --check DOC ITEM.json: TAP; is that table in DOC?"""
import json
import sys


def fields_of(item):
    pages = [page for section in item["sections"] for page in section["pages"]]
    return [field for page in pages for field in page["fields"]], pages


def texts_in(value):
    if isinstance(value, dict):
        return 1 if "zh-CN" in value else sum(texts_in(v) for v in value.values())
    return sum(texts_in(v) for v in value) if isinstance(value, list) else 0


def conditions_in(value):
    if isinstance(value, dict):
        return ("when" in value) + sum(conditions_in(v) for k, v in value.items() if k != "when")
    return sum(conditions_in(v) for v in value) if isinstance(value, list) else 0


def rows(item):
    fields, pages = fields_of(item)
    delivery = [field for way in item["delivery"] for field in way.get("fields", [])]
    everything = fields + delivery
    options = [o for asked in item["questions"] + everything for o in asked.get("options", [])]
    yield "matters, of which a person may leave out", f"{len(item['matters'])}, {sum(m.get('optional', False) for m in item['matters'])}"
    yield "departments", len({m["department"] for m in item["matters"]})
    yield "questions of the guide", len(item["questions"])
    yield "sections, pages of the form", f"{len(item['sections'])}, {len(pages)}"
    yield "fields of the form, of the deliveries", f"{len(fields)}, {len(delivery)}"
    yield "fields that may stay empty", sum(not f.get("required", True) for f in everything)
    yield "fields filled from the card, from another answer", ", ".join(
        str(sum(f.get("prefill", "").startswith(kind) for f in everything)) for kind in ("card.", "answer:"))
    yield "options", len(options)
    yield "conditions", conditions_in(item)
    yield "materials, of which a person gives", f"{len(item['materials'])}, {sum(m['exemption'] == 'none' for m in item['materials'])}"
    yield "of these required at once, allowed to follow", ", ".join(
        str(sum(m["exemption"] == "none" and m.get("necessity", "required") == kind for m in item["materials"]))
        for kind in ("required", "later"))
    yield "ways of delivery", len(item["delivery"])
    yield "texts in each language", texts_in(item)


def table(item):
    return "\n".join(["| " + item["id"] + " | count |", "|---|---|"] + [f"| {name} | {count} |" for name, count in rows(item)])


def load(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def main():
    if len(sys.argv) == 4 and sys.argv[1] == "--check":
        expected = table(json.loads(load(sys.argv[3])))
        good = expected in load(sys.argv[2])
        print("1..1")
        if not good:
            print("# expected:\n# " + expected.replace("\n", "\n# "))
        print(("ok" if good else "not ok") + " 1 - the counts in docs/catalogue.md are those of the item")
        return 0 if good else 1
    print(table(json.loads(load(sys.argv[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
