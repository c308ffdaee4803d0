# SPDX-License-Identifier: Apache-2.0
"""The synthetic people and enterprises of the demonstration and the tours: area 000000, which no card has, and a made-up town."""
CITY = "青禾市"
AREA = "000000"
NUMBER_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def _card(name, number, sex, ethnicity, address):
    birth = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    return {"kind": "resident", "name": name, "number": number, "sex": sex, "ethnicity": ethnicity, "birth": birth,
            "address": address, "authority": "青禾市公安局", "valid_from": "2021-06-01", "valid_to": "2041-06-01"}


CARDS = {
    "mother": _card("甄雀丝", "000000199305120240", "female", "01", CITY + "雀丝巷 17 号 3 栋 501"),
    "father": _card("买买提·禾吉", "000000199011030573", "male", "05", CITY + "安平路 12 号 2 单元 302"),
    "grandmother": _card("闾丘阿禾", "000000195807040621", "female", "01", CITY + "禾苗街 5 号"),
}

# (zh-CN, en): whoever else is named on a form. A prime number of them, so that who comes back is not always the same.
NAMES = (("甄小禾", "Maximiliana Featherstone"), ("买买提·禾吉", "Rowan Quill"), ("闾丘阿禾", "Ada Alder"), ("甄安", "Bo Birch"),
         ("安小青", "Cora Elm"), ("平吉", "Ned Sedge"), ("甄丝", "Finn Reed"))
ENTERPRISES = (("青禾小院餐饮公司", "Qinghe Courtyard Catering Co., Ltd."), ("雀丝公司", "Sparrow Silk Ltd."))

# How the pinyin keyboard is played for the letters that are typed.
PINYIN = {"甄": "zhen", "小": "xiao", "禾": "he", "买": "mai", "提": "ti", "吉": "ji", "青": "qing", "市": "shi", "妇": "fu", "幼": "you",
          "保": "bao", "健": "jian", "院": "yuan", "农": "nong", "商": "shang", "银": "yin", "行": "hang", "安": "an", "平": "ping",
          "支": "zhi", "雀": "que", "丝": "si", "巷": "xiang", "号": "hao", "栋": "dong", "路": "lu", "动": "dong", "产": "chan",
          "权": "quan", "第": "di", "餐": "can", "饮": "yin", "公": "gong", "司": "si", "阿": "a", "闾": "lv", "丘": "qiu", "不": "bu",
          "送": "song", "台": "tai", "厨": "chu", "师": "shi"}


def resident_number(serial):
    """A number with its check character (GB 11643) of the area that is none."""
    digits = f"{AREA}{1960 + serial % 40}{serial % 12 + 1:02d}{serial % 28 + 1:02d}{serial % 1000:03d}"
    return digits + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, NUMBER_WEIGHTS)) % 11]


def enterprise_code(serial):
    """A unified social credit code with both check characters (GB 32100, GB 11714) of the area that is none."""
    organisation = f"MA{serial:06d}"
    values = [int(letter) if letter.isdigit() else ord(letter) - ord("A") + 10 for letter in organisation]
    check = 11 - sum(value * weight for value, weight in zip(values, ORGANISATION_WEIGHTS)) % 11
    code = "91" + AREA + organisation + ("X" if check == 10 else "0" if check == 11 else str(check))
    total = sum(CODE_LETTERS.index(letter) * pow(3, index, 31) for index, letter in enumerate(code))
    return code + CODE_LETTERS[-total % 31]


def name(serial, language):
    return NAMES[serial % len(NAMES)][not language.startswith("zh")]


def enterprise(serial, language):
    return ENTERPRISES[serial % len(ENTERPRISES)][not language.startswith("zh")]
