# SPDX-License-Identifier: Apache-2.0
"""The table of `make bench`: what was measured, the goal beside it where there is one, and whether it is met. Nothing passes or fails."""
import json
import sys

WIDTHS = (76, 14, 12, 7, 4)


class CannotMeasure(Exception):
    """A right or a program that this machine lacks; the text names it."""


class Figures:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, unit="", at_most=None, at_least=None):
        """One figure. A ratio has no unit; with a goal its own ratio to that says how near it is."""
        goal = at_most if at_most is not None else at_least
        row = {"what": what, "measured": measured, "unit": unit, "goal": goal, "bound": "at most" if at_most is not None else "at least"}
        if goal is None:
            del row["bound"]
        else:
            row["ratio"] = measured / goal if goal else None
            row["met"] = measured <= at_most if at_most is not None else measured >= at_least
        self.rows.append(row)
        self._print(row)

    def say(self, what, why):
        """In place of a figure."""
        self.rows.append({"what": what, "skipped": why})
        print(f"{what:<{WIDTHS[0]}}not measured: {why}", flush=True)

    def head(self):
        words = ("what", "measured", "goal", "ratio", "met")
        print("".join(word.ljust(width) if i == 0 else word.rjust(width) for i, (word, width) in enumerate(zip(words, WIDTHS))), flush=True)

    def _print(self, row):
        measured = f"{format_number(row['measured'])} {row['unit']}".rstrip()
        text = row["what"].ljust(WIDTHS[0]) + measured.rjust(WIDTHS[1])
        if row["goal"] is not None:
            text += (("<= " if row["bound"] == "at most" else ">= ") + format_number(row["goal"])).rjust(WIDTHS[2])
            text += ("-" if row["ratio"] is None else f"{row['ratio']:.2f}").rjust(WIDTHS[3]) + ("yes" if row["met"] else "NO").rjust(WIDTHS[4])
        print(text, flush=True)

    def write(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump(self.rows, file, indent=1, ensure_ascii=False)
            file.write("\n")

    def summary(self):
        goals = [row for row in self.rows if "met" in row]
        print(f"\n{sum(row['met'] for row in goals)} of {len(goals)} goals met, "
              f"{sum('skipped' in row for row in self.rows)} not measured", flush=True)


def format_number(value):
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.1f}" if abs(value) >= 100 else f"{value:.2f}"


def note(text):
    print("  " + text, file=sys.stderr, flush=True)
