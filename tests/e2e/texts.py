# SPDX-License-Identifier: Apache-2.0
"""The words on the screen by their ids: translations and catalogue as the kiosk itself reads them."""
import json
import os

from stack import SOURCE


def _load(*parts):
    with open(os.path.join(SOURCE, "assets", *parts), encoding="utf-8") as file:
        return json.load(file)


class Texts:
    def __init__(self, language, item="newborn"):
        self.language = language
        self.words = _load("translations", language + ".json")
        self.item = _load("catalog", "items", item + ".json")
        self.catalogue = _load("catalog", "catalog.json")

    def __getitem__(self, identifier):
        return self.words[identifier]

    def __contains__(self, identifier):
        return identifier in self.words

    def pick(self, by_language):
        return by_language.get(self.language) or by_language["zh-CN"]

    @property
    def title(self):
        return self.pick(self.item["title"])

    def question(self, identifier):
        return next(question for question in self.item["questions"] if question["id"] == identifier)

    def question_shown(self, words, choices):
        """The question whose prompt is among @words and whose options are among @choices: earlier ones are shown too."""
        return next((question for question in self.item["questions"] if self.pick(question["prompt"]) in words and
                     any(self.pick(option["label"]) in choices for option in question["options"])), None)

    @property
    def pages(self):
        return [page for section in self.item["sections"] for page in section["pages"]]

    def page_shown(self, words):
        return next((page for page in self.pages if self.pick(page["title"]) in words), None)

    def option(self, owner, identifier):
        return next(option for option in owner["options"] if option["id"] == identifier)

    def matter(self, code):
        return next(matter for matter in self.item["matters"] if matter["code"] == code)

    @property
    def materials(self):
        return self.item["materials"]
