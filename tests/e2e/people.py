# SPDX-License-Identifier: Apache-2.0
"""The synthetic people of the demonstration and the tour: area 000000, which no card has, and a made-up town."""
import datetime

CITY = "青禾市"


def _card(name, number, sex, ethnicity, address):
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return {"kind": "resident", "name": name, "number": number, "sex": sex, "ethnicity": ethnicity, "birth": birth,
            "address": address, "authority": "青禾市公安局", "valid_from": "2021-06-01", "valid_to": "2041-06-01"}


CARDS = {
    "mother": _card("甄雀丝", "000000199305120240", "female", "01", CITY + "雀丝巷 17 号 3 栋 501"),
    "father": _card("买买提·禾吉", "000000199011030573", "male", "05", CITY + "安平路 12 号 2 单元 302"),
    "grandmother": _card("闾丘阿禾", "000000195807040621", "female", "01", CITY + "禾苗街 5 号"),
}

# How the pinyin keyboard is played for the letters that are typed.
PINYIN = {"甄": "zhen", "小": "xiao", "禾": "he", "买": "mai", "提": "ti", "吉": "ji", "青": "qing", "市": "shi", "妇": "fu", "幼": "you",
          "保": "bao", "健": "jian", "院": "yuan", "农": "nong", "商": "shang", "银": "yin", "行": "hang", "安": "an", "平": "ping",
          "支": "zhi", "雀": "que", "丝": "si", "巷": "xiang", "号": "hao", "栋": "dong", "路": "lu"}


def answers(today=None):
    """What the tour's person answers to the questions and fields it knows, by id; others get what fits their type."""
    today = today or datetime.date.today()
    mother, father = CARDS["mother"], CARDS["father"]
    return {
        "applicant_role": "mother", "birth_place": "hospital-here", "parents_married": "yes", "same_ethnicity": "no",
        "join_household": "mother", "maternity_insured": "yes",
        "child_name": "甄小禾", "child_birth_date": (today - datetime.timedelta(days=20)).isoformat(), "child_sex": "female",
        "birth_certificate_no": "S000000128", "hospital": "青禾市妇幼保健院", "child_ethnicity": "15",
        "applicant_name": mother["name"], "applicant_number": mother["number"],
        "other_parent_name": father["name"], "other_parent_number": father["number"],
        "marriage_certificate_no": "J000000-2024-000123", "household_head": mother["name"], "household_booklet_no": "000000017",
        "mobile": "13800000417", "bank_card": "6200000000000000000", "bank_name": "青禾农商银行安平支行",
        "post_name": mother["name"], "post_mobile": "13800000417", "post_address": "雀丝巷 17 号 3 栋 501",
    }
