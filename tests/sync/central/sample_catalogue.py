# SPDX-License-Identifier: Apache-2.0
"""A small catalogue of one life event with two matters: what a test needs that is not about the catalogue."""
import json
import os

ITEM = "sample"
MATTERS = {"household-registration": "09", "medical-insurance": "36"}


def both(text):
    return {"zh-CN": text, "en": text}


def make_matter(code, department):
    return {"code": code, "name": both(code), "everyday_name": both(code), "department": department, "working_days": 1, "result": both("结果")}


def make_item():
    field = {"id": "note", "type": "text", "label": both("备注"), "matters": list(MATTERS), "required": False}
    return {"id": ITEM, "version": 1, "audience": "individual", "lead": "09", "glyph": "样", "title": both("样张"), "everyday": both("样张"),
            "summary": both("样张"), "keywords": [both("样张")], "pinyin": ["yz"], "limit_days": 1, "legal_basis": both("样张"),
            "reductions": {"days": {"before": "2", "after": "1"}}, "consent_version": "sample-1", "consents": [both("同意")],
            "declarations": [both("承诺")], "matters": [make_matter(*pair) for pair in MATTERS.items()], "questions": [],
            "sections": [{"id": "one", "title": both("样张"), "pages": [{"id": "one", "title": both("样张"), "fields": [field]}]}],
            "materials": [], "delivery": [{"id": "pickup", "label": both("自取")}]}


def write(folder):
    """The catalogue as a folder; its id and version."""
    root = {"id": "sample", "version": 1, "issued": "2026-01-01", "expires": "2099-01-01", "programme": both("样张"), "languages": ["zh-CN", "en"],
            "departments": {code: both(code) for code in MATTERS.values()}, "items": [ITEM]}
    for name in ("items", "regions"):
        os.makedirs(os.path.join(folder, name))
    for name, value in (("catalog.json", root), (f"items/{ITEM}.json", make_item())):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False)
    return {"id": "sample", "version": 1}


def make_application(catalogue, identifier):
    """application.json of somebody who chose both matters."""
    return {"schema": 1, "id": identifier, "item": {"id": ITEM, "version": 1}, "catalogue": catalogue, "region": "000000", "language": "zh-CN",
            "started": "2026-01-01T08:00:00Z", "finished": "2026-01-01T08:05:00Z", "clock": "verified", "matters": list(MATTERS),
            "applicant": {"identified_by": "typed", "name": "样张"}, "answers": [], "materials": [], "delivery": {"id": "pickup"},
            "consents": {"version": "sample-1", "given": [0]}, "signature": None}
