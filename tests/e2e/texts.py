# SPDX-License-Identifier: Apache-2.0
"""The words on the screen by their ids: translations and catalogue as the kiosk itself reads them."""
import json
import os

import item
from stack import SOURCE


class Texts:
    def __init__(self, language, identifier="newborn"):
        self.language = language
        with open(os.path.join(SOURCE, "assets", "translations", language + ".json"), encoding="utf-8") as file:
            self.words = json.load(file)
        self.item, self.catalogue = item.load("items", identifier + ".json"), item.load("catalog.json")

    def __getitem__(self, identifier):
        return self.words[identifier]

    def pick(self, by_language):
        return by_language.get(self.language) or by_language["zh-CN"]

    def format(self, identifier, **values):
        text = self.words[identifier]
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    @property
    def title(self):
        return self.pick(self.item["title"])

    @property
    def materials(self):
        return self.item["materials"]
