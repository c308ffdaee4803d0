#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the shipped items to what the policy's basic list and published guides say they contain: the matters, who leads, the
steps in person, the promised days and the figures before and after; and to what every item has at least. Output is TAP."""
import importlib.util
import json
import os
import re
import sys

SOURCE = os.environ["YIJIAN_SOURCE_DIR"]
SPEC = importlib.util.spec_from_file_location("count_item", os.path.join(SOURCE, "tests", "core", "catalogue", "count-item.py"))
count = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(count)

# The basic list: title, lead department, audience, and the matters as the guides name them, in their order.
# A matter behind "+" is offered by some provinces beyond the list.
LIST = {
    "newborn": ("新生儿出生", "23", "出生医学证明 预防接种证 出生登记 社会保障卡 生育医疗待遇 城乡居民参保 科学育儿指导"),
    "marriage": ("公民婚育", "11", "结婚登记 变更户口婚姻状况 夫妻投靠户口迁移 生育登记"),
    "retirement": ("企业职工退休", "14", "资格确认 养老保险视同缴费年限 特殊工种提前退休 养老金申领 待遇核定 医疗保险视同缴费年限 在职转退休 "
                   "提取住房公积金 独生子女父母奖励 户籍信息确认"),
    "second-hand-home": ("二手房转移登记及水电气联动过户", "15", "网签备案 税费 转移登记 抵押登记 供水过户 供电过户 供气过户 有线电视过户 网络过户"),
    "flexible-work": ("灵活就业", "14", "灵活就业登记 企业职工养老 职工医保 城乡居民养老 城乡居民医保 档案接收 社会保险补贴"),
    "disability": ("扶残助困", "88", "残疾人证新办 残疾人证换领 残疾人证迁移 残疾人证挂失补办 残疾人证注销 类别/等级变更 护理补贴 生活补贴 "
                   "就业培训 职业介绍 城乡居民养老 城乡居民基本医疗"),
    "veteran": ("军人退役", "24", "退役报到 恢复户口 居民身份证申领 自主就业一次性 职业技能培训 职工参保 灵活就业人员增加 城乡居民参保 社会保障卡 "
                "基本医疗保险关系转入 预备役登记 军地养老保险关系"),
    "after-death": ("公民身后", "11", "死亡医学证明 非正常死亡 遗体火化证明 户口注销 养老保险待遇暂停 遗属待遇 个人账户余额 终止参保 个人账户一次性支取 "
                    "提取住房公积金 驾驶证注销 遗嘱公证 股权登记信息查询 小额存款提取"),
    "business-start": ("企业开办", "31", "企业设立登记 公章刻制 发票领用 企业社会保险登记 职工参保登记 住房公积金单位缴存登记 银行预约开户"),
    "catering": ("企业准营", "31", "营业执照信息核验 《食品经营许可证》新办 《食品小经营许可证》新办 户外招牌 告知承诺制流程 一般流程 +烟草专卖零售许可"),
    "hiring": ("员工录用", "14", "就业登记 +劳动用工备案 养老、失业、工伤 基本医疗保险 社会保障卡 人事档案接收 公积金个人账户变更 个人住房公积金账户设立"),
    "business-property": ("涉企不动产登记", "15", "税费 企业间不动产转移登记 抵押登记 供水过户 供电过户 供气过户 网络过户"),
    "business-closure": ("企业简易注销", "31", "税务注销 简易注销登记 社会保险登记注销 公积金账户注销 印章备案注销 海关报关单位备案注销"),
}
# Of the lists that followed (2025, 2026): title, lead department. No guide of theirs gives matters or figures.
FOLLOWED = {"childcare-subsidy": ("育儿补贴申领", "23"), "unemployment-support": ("登记失业人员就业帮扶", "14")}
ENTERPRISE = {"business-start", "catering", "hiring", "business-property", "business-closure"}
# What the guides publish: days, materials and visits before and after, and the promised days of the whole.
FIGURES = {
    "newborn": ("72 5", "22 4", "4 0", 5),
    "after-death": ("60 30", "27 7", "14 0", 30),
    "retirement": ("110 22", "23 3", "6 0", 22),
    "disability": ("130 30", "48 10", "7 1", 37),
    "marriage": ("36 15", "15 8", "3 1", 15),
    "veteran": ("60 30", "10 9", "5 1", 30),
    "catering": ("37 4", "32 10", "5 1", 4),
    "hiring": ("79 60", "14 7", "7 0", 60),
    "flexible-work": ("51 30", "22 14", "10 1", 30),
}
# Steps that need somebody in person, as the guides name them.
IN_PERSON = {"marriage": "marriage-registration", "disability": "certificate-new", "after-death": "unnatural-death-certificate", "veteran": "report",
             "flexible-work": "file-reception", "second-hand-home": "transfer", "business-property": "transfer"}
# Where life repeats.
REPEATS = {"newborn": ["sibling"], "childcare-subsidy": ["child"], "business-start": ["shareholder", "employee"], "hiring": ["employee"],
           "second-hand-home": ["owner", "seller"], "after-death": ["heir"], "business-closure": ["investor"]}
# How the privacy notice says a department whose name in the catalogue is longer.
SHORT = {"97": "水电气"}
FOLDER = os.path.join(SOURCE, "assets", "catalog")
OFFICIALESE = ["系统", "用户", "操作失败", "提交成功", "温馨提示", "敬请谅解", "请输入", "！", "!"]
CHEERFUL = ["恭喜", "太好了", "祝", "欢迎", "congratulat", "great", "happy", "welcome", "宝宝"]
HEADING_MAX = 16


def check_list(item):
    title, lead, *words = LIST.get(item["id"]) or FOLLOWED[item["id"]]
    assert item["title"]["zh-CN"].startswith(title), item["title"]
    assert item["lead"] == lead
    assert (item["audience"] == "enterprise") == (item["id"] in ENTERPRISE)
    if not words:
        return
    names = {matter["code"]: matter["name"]["zh-CN"] for matter in item["matters"]}
    left = dict(names)
    for word in words[0].split():
        found = [code for code, name in names.items() if word.lstrip("+") in name and code in left]
        assert found, f"no matter is called {word}"
        del left[found[0]]
    assert not left, f"beyond the list: {left}"


def check_least(item):
    fields, _ = count.fields_of(item)
    assert len(item["questions"]) >= 4
    assert len(count.deciding(item)) >= 2, "fewer than two questions decide about matters or materials"
    assert len(fields) >= 12
    for field in fields:
        assert field["matters"], f"{field['id']} names no matter that it serves"
    assert len(item["materials"]) >= 5
    assert sum("when" in material for material in item["materials"]) >= 2
    assert all(material.get("hint") for material in item["materials"])
    for part in ("declarations", "consents", "privacy", "notices", "delivery", "keywords", "stage"):
        assert item[part], part
    assert item["legal_basis"]["zh-CN"].startswith("国办发〔2022〕32 号" if item["id"] in LIST else "国办发〔2025〕24 号")
    check_materials(item)
    check_told(item)
    for matter in item["matters"]:
        assert matter["working_days"] > 0 and matter["result"] and matter["source"], matter["code"]
    assert [text.split()[0] for text in count.repeats(item)] == REPEATS.get(item["id"], [])
    code = IN_PERSON.get(item["id"])
    assert code is None or any(m["code"] == code and "in_person" in m for m in item["matters"]), "the step in person is not said"


def check_materials(item):
    """Each says how it is spared; what a person gives also whether it is needed, how many pages, and how far it is trusted."""
    for material in item["materials"]:
        assert material["exemption"] in ("none", "generated", "e-licence", "verified", "personal-space"), material["id"]
        if material["exemption"] == "none":
            assert material["necessity"] in ("required", "optional", "later"), material["id"]
            assert 1 <= material["max_pages"] <= 40 and material.get("copies", 1) >= 1, material["id"]
            assert material["trust_level"] in ("C", "D"), material["id"]


def check_told(item):
    """What it costs is said of every matter, and the privacy notice names every department that gets the data."""
    of_matters = [fee.get("matter") for fee in item["fees"] if "delivery" not in fee]
    assert None in of_matters or all(matter["code"] in of_matters for matter in item["matters"]), "a matter's fee is unsaid"
    departments = json.loads(count.load(FOLDER, "catalog.json"))["departments"]
    who = next(row["text"]["zh-CN"] for row in item["privacy"] if row["heading"]["zh-CN"] == "交给谁")
    for code in {matter["department"] for matter in item["matters"]}:
        name = departments[code]["zh-CN"]
        assert SHORT.get(code, name) in who, f"the privacy notice does not name {name}"


def check_figures(item):
    reductions = item["reductions"]
    got = tuple(f"{reductions[key]['before']} {reductions[key]['after']}" for key in ("days", "materials", "visits")) + (item["limit_days"],)
    if item["id"] in FIGURES:
        assert got == FIGURES[item["id"]], got
        assert reductions["source"] != "assumed"
    else:
        assert reductions["source"] == "assumed", "figures that no guide publishes are assumed"


def check_words(item):
    text = json.dumps(item, ensure_ascii=False)
    for word in OFFICIALESE:
        assert word not in text, word
    prompts = [q["prompt"] for q in item["questions"]] + [page["title"] for page in count.fields_of(item)[1]]
    for prompt in prompts:
        heading = re.sub(r"[^一-鿿A-Za-z0-9]", "", prompt["zh-CN"])
        assert len(heading) <= HEADING_MAX, f"{len(heading)} characters: {prompt['zh-CN']}"
    assert bool(item.get("bereavement")) == (item["id"] == "after-death")
    if item.get("bereavement"):
        for word in CHEERFUL:
            assert word not in text.lower(), word


def check_finding(items):
    glyphs = [item["glyph"] for item in items]
    assert all(re.fullmatch("[一-鿿]", glyph) for glyph in glyphs) and len(set(glyphs)) == len(glyphs), glyphs
    for item in items:
        assert len(item["keywords"]) >= 5, item["id"]


def main():
    ids = count.list_ids(FOLDER)
    items = [json.loads(count.load(FOLDER, "items", name + ".json")) for name in ids]
    cases = [("the catalogue has the thirteen items of the basic list, newborn first, and two that followed",
              lambda: (ids[0], sorted(ids)) == ("newborn", sorted([*LIST, *FOLLOWED]))),
             ("every item has a tile of its own and words to find it by", lambda: check_finding(items))]
    for item in items:
        cases += [(f"{item['id']}: matters, lead and audience are those of the list", lambda item=item: check_list(item)),
                  (f"{item['id']}: has what every item has at least", lambda item=item: check_least(item)),
                  (f"{item['id']}: promised days and figures are the published ones", lambda item=item: check_figures(item)),
                  (f"{item['id']}: plain words and short headings", lambda item=item: check_words(item))]
    print("\n".join("# " + line for line in count.table(FOLDER).splitlines()))
    failed = 0
    print(f"1..{len(cases)}")
    for number, (name, run) in enumerate(cases, 1):
        try:
            assert run() is not False
            print(f"ok {number} - {name}")
        except AssertionError as error:
            failed += 1
            print(f"# {error}\nnot ok {number} - {name}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
