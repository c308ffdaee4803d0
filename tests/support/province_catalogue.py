# SPDX-License-Identifier: Apache-2.0
"""A catalogue of the size that a province runs, made from the shipped one: so many themes, and as many counties with hours,
phones, switched-off matters and added materials of their own for them."""
import json
import os

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHIPPED = os.path.join(SOURCE, "assets", "catalog")
PROVINCE, HALL = "430000", "430101"
COUNTIES_PER_CITY = 12


def _read(*parts):
    with open(os.path.join(SHIPPED, *parts), encoding="utf-8") as file:
        return json.load(file)


def _write(value, *parts):
    with open(os.path.join(*parts), "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False, indent=1)


def list_counties(count):
    return [f"43{1 + number // COUNTIES_PER_CITY:02}{1 + number % COUNTIES_PER_CITY:02}" for number in range(count)]


def _region(code, items):
    """A third of the themes without a matter, a third with one more paper, all with a phone of their own."""
    off, added = {}, {}
    for number, item in enumerate(items):
        optional = [matter["code"] for matter in item["matters"] if matter.get("optional")]
        if number % 3 == 0 and optional:
            off[item["id"]] = optional[:1]
        elif number % 3 == 1:
            added[item["id"]] = [{"id": "local-statement", "name": {"zh-CN": "本地声明 " + code, "en": "Local statement " + code},
                                  "matters": [], "exemption": "none", "trust_level": "C", "source": "assumed"}]
    return {"code": code, "name": {"zh-CN": "政务服务中心 " + code, "en": "Government service centre " + code},
            "address": {"zh-CN": "安平路 1 号", "en": "1 Anping Road"}, "counter": {"zh-CN": "一楼", "en": "Ground floor"},
            "hours": _read("regions", "000000.json")["hours"], "phone": "0000-" + code, "complaint_phone": "12345", "switched_off": off,
            "added_materials": added, "item_phones": {item["id"]: f"{code}-{number}" for number, item in enumerate(items)},
            "source": "assumed"}


def write(folder, themes, counties):
    """The catalogue as a folder. Its hall is HALL."""
    root = _read("catalog.json")
    shipped = [_read("items", identifier + ".json") for identifier in root.pop("items")]
    items = [dict(shipped[number % len(shipped)], id=f"theme-{number:03}", aliases=[]) for number in range(themes)]
    for name in ("items", "regions"):
        os.makedirs(os.path.join(folder, name))
    _write(root, folder, "catalog.json")
    for item in items:
        _write(item, folder, "items", item["id"] + ".json")
    for code in list_counties(counties):
        _write(_region(code, items), folder, "regions", code + ".json")
    _write({"code": PROVINCE, "complaint_phone": "12345", "source": "assumed"}, folder, "regions", PROVINCE + ".json")
