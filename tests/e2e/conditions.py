# SPDX-License-Identifier: Apache-2.0
"""What "when" of the catalogue means, said a second time and apart from the product: True, False, or None for unknown."""
import datetime


def _day(operand, today):
    return operand if isinstance(operand, str) else (today - datetime.timedelta(days=operand["days_ago"])).isoformat()


def _is_one_of(value, wanted):
    """JSON's sense of equal: true is not 1."""
    return any(type(value) is type(one) and value == one for one in wanted)


def _compare(condition, value, today):
    several = value if isinstance(value, list) else [value]
    if "is" in condition:
        return any(_is_one_of(one, [condition["is"]]) for one in several)
    if "in" in condition:
        return any(_is_one_of(one, condition["in"]) for one in several)
    if "at_least" in condition:
        return type(value) is int and value >= condition["at_least"]
    if not isinstance(value, str):
        return False
    if "before" in condition:
        return value < _day(condition["before"], today)
    return value > _day(condition["after"], today)


def evaluate(condition, lookup, today):
    """@lookup (id): the answer, or None while there is none."""
    if condition is None:
        return True
    if "not" in condition:
        truth = evaluate(condition["not"], lookup, today)
        return None if truth is None else not truth
    for key, decisive in (("all", False), ("any", True)):
        if key in condition:
            truths = [evaluate(one, lookup, today) for one in condition[key]]
            return decisive if decisive in truths else None if None in truths else not decisive
    value = lookup(condition["answer"])
    if "known" in condition:
        return (value is not None) == condition["known"]
    return None if value is None else _compare(condition, value, today)
