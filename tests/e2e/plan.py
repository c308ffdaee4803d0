# SPDX-License-Identifier: Apache-2.0
"""What one person answers on one life event, made out of its file, and what central must open afterwards: an oracle that
shares nothing with the product but the catalogue."""
import datetime

from book import Book
from conditions import evaluate
from item import Item

# What these people answer to the questions of the guide and to some fields; else it is the first option, or by the book.
CHOICES = {
    "newborn": {"same_ethnicity": "no", "child_ethnicity": "15", "child_sex": "female"},
    "marriage": {"partner_history": "divorced", "move": "me", "register_half_day": "afternoon"},
    "retirement": {"retire_kind": "special", "payee_card": "other-card"},
    "second-hand-home": {"signed_online": "no", "payment": "loan", "ownership": "shared", "utilities": ["water", "power", "gas"]},
    "flexible-work": {"work_form": "platform", "subsidy_ground": "graduate", "residence": "permit"},
    "disability": {"applicant_role": "guardian", "certificate_case": "change", "insured": "no", "low_income": "yes"},
    "veteran": {"join": "spouse", "enlisted_here": "no", "has_card": "no", "next_work": "flexible"},
    "after-death": {"relation": "child", "death_certificate": "no", "estate": ["provident-fund", "shares", "deposits"]},
    "business-start": {"applicant_role": "agent", "premises": "rented", "shareholder_type": "person", "shareholder_type_2": "company",
                       "seal_kinds": ["company", "invoice", "legal"]},
    "catering": {"applicant_role": "agent", "area": "large", "fire_way": "inspection", "premises": "rented"},
    "hiring": {"applicant_role": "agent", "has_social_card": "no", "fund": "transfer"},
    "business-property": {"applicant_role": "agent", "deed": "both", "ownership": "state", "land": "allotted", "utilities": ["water", "network"]},
    "business-closure": {"applicant_role": "agent", "state": "settled", "tax_state": "open", "notice": "running",
                         "accounts": ["social", "seals", "customs"]},
}
LEFT_OUT = {"catering": ["tobacco"], "veteran": ["training"]}  # matters that they do not apply for
DELIVERY = {"catering": "pickup", "after-death": "pickup", "business-closure": "pickup"}  # else the first that asks for something
MOST_PAGES = 2                                                 # that are photographed of one paper
REGION = "000000"
HOW = {"generated": "generated", "e-licence": "e-licence", "verified": "verified", "personal-space": "personal-space"}


def from_card(prefill, card):
    value = card.get(prefill.removeprefix("card."))
    return {"detail": value} if prefill == "card.address" else value


class Plan:
    def __init__(self, identifier, language, card, today=None):
        self.item, self.language, self.card = Item(identifier, REGION), language, card
        self.today = today or datetime.date.today()
        self.choices, self.left_out = CHOICES.get(identifier, {}), LEFT_OUT.get(identifier, [])
        deliveries = [one for one in self.item.delivery if one.get("fields")] or self.item.delivery
        self.delivery = next((one for one in self.item.delivery if one["id"] == DELIVERY.get(identifier)), deliveries[0])
        self.answers, self.prefilled = {}, set()
        self._asked = set()
        self._answer_all()

    # ---- what they would say, also where they are not asked ----

    def _answer_all(self):
        book = Book(self.item, self.language, self.today)
        for question in self.item.questions:
            first = question["options"][0]["id"]
            self.answers[question["id"]] = self.choices.get(question["id"], [first] if question.get("multiple") else first)
        for page in self.item.pages + [{"fields": one.get("fields", [])} for one in self.item.delivery]:
            book.begin_page()
            for field in page["fields"]:
                self._answer(field, book)

    def _answer(self, field, book):
        prefill = field.get("prefill", "")
        if field["id"] in self.choices:
            value = self.choices[field["id"]]
        elif prefill.startswith("card.") and from_card(prefill, self.card) is not None:
            value = from_card(prefill, self.card)
            self.prefilled.add(field["id"])
        elif prefill.startswith("answer:"):
            value = self.answers.get(prefill.removeprefix("answer:"))
        else:
            value = book.write(field)
        if value is not None:
            self.answers[field["id"]] = value

    # ---- what of it belongs to the application ----

    def is_true(self, condition):
        return evaluate(condition, self._visible_answer, self.today) is True

    def _visible_answer(self, identifier):
        if identifier in self._asked:  # what is being judged does not depend on itself
            return None
        self._asked.add(identifier)
        try:
            return self.answers.get(identifier) if self.is_asked(identifier) else None
        finally:
            self._asked.discard(identifier)

    def is_asked(self, identifier):
        question = next((one for one in self.item.questions if one["id"] == identifier), None)
        if question:
            return self.is_true(question.get("when"))
        for section in self.item.sections:
            for page in section["pages"]:
                for field in page["fields"]:
                    if field["id"] == identifier:
                        return self.is_true(section.get("when")) and self.is_true(page.get("when")) and self._is_needed(field)
        field = next((one for one in self.delivery.get("fields", []) if one["id"] == identifier), None)
        return field is not None and self.is_true(self.delivery.get("when")) and self._is_needed(field)

    def _is_needed(self, field):
        return self.is_true(field.get("when")) and self._serves(field)

    def _serves(self, thing):
        return not thing.get("matters") or not set(self.matters).isdisjoint(thing["matters"])

    @property
    def matters(self):
        chosen, out = [], set()
        for matter in self.item.matters:
            if matter["code"] in self.item.switched_off or not self.is_true(matter.get("when")):
                continue
            left = matter.get("optional") and matter["code"] in self.left_out
            if left or not out.isdisjoint(matter.get("needs", [])):
                out.add(matter["code"])
            else:
                chosen.append(matter["code"])
        return chosen

    @property
    def materials(self):
        """{id: (how, number of pages)}; the first paper that may follow later follows later."""
        made, follows = {}, False
        for material in self.item.materials:
            if not self.is_true(material.get("when")) or not self._serves(material):
                continue
            necessity, exemption = material.get("necessity", "required"), material["exemption"]
            if exemption != "none":
                made[material["id"]] = (HOW[exemption], 0)
            elif necessity == "optional":
                made[material["id"]] = ("not-given", 0)
            elif necessity == "later" and not follows:
                made[material["id"]] = ("later", 0)
                follows = True
            else:
                made[material["id"]] = ("photographed", min(MOST_PAGES, material.get("max_pages", 1)))
        return made

    def count_pages(self):
        return sum(pages for _, pages in self.materials.values())

    @property
    def applicant(self):
        """The enterprise that applies, if one does, and the number of the person at the kiosk, who is then its agent."""
        enterprise = {member: self.answers[self.item.file[key]] for member, key in
                      (("enterprise", "enterprise_name"), ("uscc", "enterprise_code")) if key in self.item.file}
        return enterprise or None, self.card["number"]

    @staticmethod
    def _describe_applicant(application):
        if "agent" not in application:
            return None, application["applicant"]["number"]
        return application["applicant"], application["agent"]["number"]

    # ---- what central opened ----

    def differences(self, application):
        """Sentences about what is not as it was given; none is what should come."""
        answers = {answer["id"]: answer["value"] for answer in application["answers"]}
        wanted = {identifier: value for identifier, value in self.answers.items() if self.is_asked(identifier)}
        found = [f"{identifier}: {answers.get(identifier)!r} instead of {wanted.get(identifier)!r}"
                 for identifier in sorted(answers.keys() | wanted.keys()) if answers.get(identifier) != wanted.get(identifier)]
        materials = {one["id"]: (one["how"], len(one["pages"])) for one in application["materials"]}
        from_card = {answer["id"] for answer in application["answers"] if answer.get("from") == "card"}
        for what, got, expected in (
                ("item", application["item"]["id"], self.item.id), ("matters", application["matters"], self.matters),
                ("materials", materials, self.materials), ("delivery", application.get("delivery"), {"id": self.delivery["id"]}),
                ("taken from the card", from_card, self.prefilled & wanted.keys()),
                ("language", application["language"], self.language), ("applicant", self._describe_applicant(application), self.applicant)):
            if got != expected:
                found.append(f"{what}: {got!r} instead of {expected!r}")
        return found
