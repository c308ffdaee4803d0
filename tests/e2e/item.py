# SPDX-License-Identifier: Apache-2.0
"""One life event as its file and the hall have it, with sections that repeat written out for each person."""
import copy
import json
import os

from stack import SOURCE

CATALOGUE = os.path.join(SOURCE, "assets", "catalog")


def load(*parts):
    with open(os.path.join(CATALOGUE, *parts), encoding="utf-8") as file:
        return json.load(file)


def list_items():
    """The ids of the shipped items, in their order: those that the catalogue names, then the others."""
    named = load("catalog.json").get("items", [])
    present = sorted(name.removesuffix(".json") for name in os.listdir(os.path.join(CATALOGUE, "items")))
    return named + [identifier for identifier in present if identifier not in named]


def _adapt(value, own, number):
    """Of the copy @number: what names a field of the section names the copy's own, and {n} is the number."""
    if isinstance(value, list):
        return [_adapt(one, own, number) for one in value]
    if isinstance(value, str):
        return value.replace("{n}", str(number))
    if not isinstance(value, dict):
        return value
    made = {key: _adapt(one, own, number) for key, one in value.items()}
    suffix = f"_{number}" if number > 1 else ""
    for key in ("answer", "prefill"):
        text = made.get(key)
        if isinstance(text, str) and text.removeprefix("answer:") in own:
            made[key] = text + suffix
    return made


def _copy_section(section, number):
    own = {field["id"] for page in section["pages"] for field in page["fields"]}
    made = _adapt(copy.deepcopy(section), own, number)
    count = {"answer": section["repeat"]["count"], "at_least": number}
    if number > section["repeat"].get("min", 0):
        made["when"] = {"all": [made["when"], count]} if "when" in made else count
    for page in made["pages"]:
        page["id"] += f"-{number}" if number > 1 else ""
        for field in page["fields"]:
            field["base"] = field["id"]
            field["id"] += f"_{number}" if number > 1 else ""
    return made


class Item:
    def __init__(self, identifier, region):
        self.file = load("items", identifier + ".json")
        self.id, self.title = identifier, self.file["title"]
        hall = load("regions", region + ".json")
        self.questions, self.matters, self.delivery = (self.file[key] for key in ("questions", "matters", "delivery"))
        self.materials = self.file["materials"] + hall.get("added_materials", {}).get(identifier, [])
        self.switched_off = hall.get("switched_off", {}).get(identifier, [])
        self.repeats = {section["repeat"]["count"]: section["repeat"]["max"] for section in self.file["sections"] if "repeat" in section}
        self.sections = []
        for section in self.file["sections"]:
            self.sections += [_copy_section(section, number + 1) for number in range(section["repeat"]["max"])] \
                if "repeat" in section else [section]

    @property
    def pages(self):
        return [page for section in self.sections for page in section["pages"]]

    @property
    def fields(self):
        """Of the form and of every delivery."""
        return [field for page in self.pages for field in page["fields"]] + \
            [field for delivery in self.delivery for field in delivery.get("fields", [])]
