# SPDX-License-Identifier: Apache-2.0
"""What a person writes: by the field's id where something in particular belongs there, else by its type. Values as they stand
in the document."""
import datetime

import people

FIRST_DAY = -400        # of a page's first date, seen from today; the next ones follow
DAYS_BETWEEN = 60
DAYS_AHEAD = 30
PROVINCE, PREFECTURE, COUNTY = "430000", "430100", "430104"
# Text by id: (zh-CN, en).
WORDS = {
    "hospital": ("青禾市妇幼保健院", "Qinghe Maternity Hospital"), "bank_name": ("青禾农商银行安平支行", "Qinghe Rural Bank, Anping"),
    "loan_bank": ("青禾农商银行", "Qinghe Rural Bank"), "deposit_bank": ("青禾农商银行", "Qinghe Rural Bank"),
    "lender": ("青禾农商银行", "Qinghe Rural Bank"), "shop_name": ("小院餐饮", "The Little Courtyard"),
    "funeral_home": ("安平院", "Anping Funeral Home"), "occupation": ("送餐", "Food delivery"), "platform": ("小禾平台", "Qinghe Rides"),
    "unit": ("31001", "Unit 31001"), "army_skill": ("餐饮", "Field kitchen"), "post": ("厨师", "Cook"),
    "scope": ("餐饮、送餐", "Catering, sale of packaged food"), "file_place": ("青禾市", "Qinghe employment centre"),
    "built_area": ("89.50", "89.50"), "signboard_size": ("6.0", "6.0 by 1.2"), "fire_floor": ("1", "ground floor"),
}
ENTERPRISES = ("company_name", "company", "employer", "other_company", "file_keeper", "transfer_from")
PLACES = ("青禾市", "Qinghe")
STREET = ("雀丝巷 17 号 3 栋 501", "17 Quesi Lane, block 3, room 501")
NUMBERS = {"owner_share": 40, "owner_part": 30, "shareholder_share": 50, "investor_share": 50, "shop_area": 620, "kitchen_area": 120,
           "seats": 96, "food_staff": 12, "tobacco_distance": 300, "fund_rate": 8}
AMOUNTS = {"total_price": "860000.00", "loan_amount": "350000.50", "monthly_income": "5200.00", "wage": "6800.00"}
AMOUNT = "100000.00"
CERTIFICATES = {
    "marriage-certificate": "J000000-2024-000123", "household-booklet": "000000017",
    "disability-certificate": "00000019930512024042", "divorce-certificate": "L000000-2024-000123", "account": "620000000017",
    "property-certificate": "青(2024)青禾市不动产权第0000001号",
    "property-unit": "000000000000GB00001F00010001", "any": "QH-2024-0017",
}
DOCUMENTS = {"hk-macao-permit": "H00000000", "taiwan-permit": "00000000", "residence-permit": "810000199408230021",
             "permanent-residence": "911124198108030024"}
DOCUMENT = "L898902C3"  # a passport's
FIXED = {"mobile": "13800000417", "landline": "07000000000", "postcode": "000000", "bank-card": "6200000000000000000"}
LEFT_EMPTY = ("spare_name", "certificate_date", "transfer_amount")  # of those that may be
REPEATED = 2


class Book:
    """Gives out a new person or enterprise with each page, so that a name and its number belong together."""

    def __init__(self, item, language, today):
        self.item, self.language, self.today = item, language, today
        self.serial, self.dates = -1, 0

    def begin_page(self):
        self.serial, self.dates = self.serial + 1, 0

    def _word(self, pair):
        return pair[not self.language.startswith("zh")]

    def write(self, field):
        """The answer to @field; None where nothing is said."""
        base = field.get("base", field["id"])
        if base in LEFT_EMPTY and not field.get("required", True):
            return None
        if field["type"] in FIXED:
            return FIXED[field["type"]]
        return getattr(self, "_" + field["type"].replace("-", "_"))(field, base, field.get("spec", {}))

    def _text(self, _, base, spec):
        if base in WORDS:
            return self._word(WORDS[base])
        if base in ENTERPRISES or base.endswith("_name"):
            text = people.enterprise(self.serial, self.language)
            return text[:spec.get("max_length", 100)].strip()
        return self._word(PLACES)

    def _person_name(self, *_):
        return people.name(self.serial, self.language)

    def _resident_id(self, *_):
        return people.resident_number(self.serial)

    def _uscc(self, *_):
        return people.enterprise_code(self.serial)

    def _certificate_number(self, _, __, spec):
        if spec.get("kind") == "birth-certificate":  # each child has one
            return f"S{128 + self.serial:09d}"
        return CERTIFICATES[spec.get("kind", "any")]

    def _other_document(self, _, __, spec):
        return DOCUMENTS.get(spec.get("kind"), DOCUMENT)

    def _date(self, _, __, spec):
        self.dates += 1
        if spec.get("may_be_future"):
            days = DAYS_AHEAD * self.dates
        elif "not_before_days" in spec:
            days = self.dates - min(20, spec["not_before_days"])
        else:
            days = FIRST_DAY + DAYS_BETWEEN * self.dates
        return (self.today + datetime.timedelta(days=days)).isoformat()

    def _choice(self, field, *_):
        return field["options"][self.serial % len(field["options"])]["id"]

    def _choices(self, field, *_):
        return [option["id"] for option in field["options"][:2]]

    def _yes_no(self, *_):
        return self.serial % 2 == 0

    def _number(self, field, base, spec):
        least, most = spec.get("min", 0), spec.get("max", 1000000000)
        wanted = REPEATED if field["id"] in self.item.repeats else NUMBERS.get(base, 3)
        return max(least, min(most, wanted))

    def _money(self, _, base, __):
        return AMOUNTS.get(base, AMOUNT)

    def _address(self, *_):
        return {"province": PROVINCE, "city": PREFECTURE, "county": COUNTY, "detail": self._word(STREET)}

    def _signature(self, *_):
        return None

    _photo = _signature
