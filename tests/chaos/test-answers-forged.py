#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A real central's answers, changed on their way to a real courier by somebody who holds central's TLS key but not its receipt key: what
they still prove is believed, everything else means "not sent", and the courier's memory does not follow what is poured into it."""
import json
import random
import subprocess
import sys

import chaos
import tap
from central_rig import base64url, from_base64url
from courier_rig import is_sanitized
from tap import check, check_equal
from wire_rig import RelayRig, peak_mib

RECORDS = 12
MEMORY_MIB = 64
PIECE, GIB = bytes(65536).replace(b"\0", b" "), 1 << 30
HERE = {}


def rig():
    if "rig" not in HERE:
        HERE["rig"] = RelayRig(options=("--timeout-seconds", "60"))
    return HERE["rig"]


def on_results(change):
    """A rule that changes the list of results."""
    def rule(relay, request):
        answer = relay.forward(request)
        if not request.is_batch or answer.status != 200:
            return answer
        value = json.loads(answer.body)
        value["results"] = change(value["results"])
        return answer.changed(json.dumps(value).encode())
    return rule


def on_receipts(change):
    """A rule that changes every receipt; @change takes (protected, payload, signature)."""
    def change_all(results):
        return [dict(result, receipt=".".join(change(*result["receipt"].split(".")))) for result in results]
    return on_results(change_all)


def on_answer(change):
    return lambda relay, request: change(relay.forward(request)) if request.is_batch else relay.forward(request)


def flip(text, rand=random.Random(7)):
    data = bytearray(from_base64url(text))
    data[rand.randrange(len(data))] ^= 1 << rand.randrange(8)
    return base64url(bytes(data))


def with_payload(**changes):
    def change(protected, payload, signature):
        return protected, base64url(json.dumps(dict(json.loads(from_base64url(payload)), **changes)).encode()), signature
    return change


def rotate(results):
    return [dict(result, receipt=results[i - 1]["receipt"]) for i, result in enumerate(results)]


def others(results):
    """Results of records that nobody sent, before and after the real ones."""
    strange = [dict(results[0], id=f"00000000-0000-7000-9000-{i:012}") for i in range(2000)]
    return strange[:1000] + results + strange[1000:]


def pour(head=b"", tail=b""):
    def pieces():
        yield head or PIECE
        for _ in range(GIB // len(PIECE)):
            yield PIECE
        yield tail or PIECE
    return pieces()


def bomb(coding):
    program = {"zstd": ["zstd", "-q", "-c", "-19", "--long=27"], "gzip": ["gzip", "-9c"]}[coding]
    if coding not in HERE:
        feeder = subprocess.Popen(["head", "-c", str(GIB // 4), "/dev/zero"], stdout=subprocess.PIPE)
        HERE[coding] = subprocess.run(program, stdin=feeder.stdout, capture_output=True, check=True).stdout
        feeder.wait()
    return lambda answer: answer.changed(HERE[coding], Content_Encoding=coding)


def stale(relay, request):
    before = relay.last
    answer = relay.forward(request)
    return before if request.is_batch else answer


NONE_HEAD = base64url(b'{"alg":"none","kid":"0000000000000000","typ":"yijian-receipt+jws"}')
# fault, rule, how many of RECORDS are settled in the round that meets it (None: any number that holds a proof)
TABLE = [
    ("results in another order", lambda: on_results(lambda results: results[::-1]), RECORDS),
    ("every result twice", lambda: on_results(lambda results: results + results), RECORDS),
    ("results of 2,000 other records around them", lambda: on_results(others), RECORDS),
    ("every second result left out", lambda: on_results(lambda results: results[::2]), RECORDS // 2),
    ("receipts swapped", lambda: on_results(rotate), 0),
    ("every second receipt another one's", lambda: on_results(lambda r: [r[i] if i % 2 else dict(r[i], receipt=r[i - 1]["receipt"])
                                                                         for i in range(len(r))]), RECORDS // 2),
    ("receipts without a signature", lambda: on_receipts(lambda head, payload, signature: (head, payload, "")), 0),
    ("receipts with alg none", lambda: on_receipts(lambda head, payload, signature: (NONE_HEAD, payload, "")), 0),
    ("one bit of each signature flipped", lambda: on_receipts(lambda head, payload, signature: (head, payload, flip(signature))), 0),
    ("one bit of each payload flipped", lambda: on_receipts(lambda head, payload, signature: (head, flip(payload), signature)), 0),
    ("the verdict changed to rejected", lambda: on_receipts(with_payload(verdict="rejected")), 0),
    ("receipts cut off", lambda: on_results(lambda r: [dict(result, receipt=result["receipt"][:-20]) for result in r]), 0),
    ("receipts left out", lambda: on_results(lambda r: [{k: v for k, v in result.items() if k != "receipt"} for result in r]), 0),
    ("an answer cut in the middle", lambda: on_answer(lambda answer: answer.changed(answer.body[:len(answer.body) // 2])), 0),
    ("an answer twice in one body", lambda: on_answer(lambda answer: answer.changed(answer.body * 2)), 0),
    ("an answer with its members twice", lambda: on_answer(lambda answer: answer.changed(b'{"results":[],' + answer.body[1:])), 0),
    ("100,000 brackets", lambda: on_answer(lambda answer: answer.changed(b"[" * 100000)), 0),
    ("1 GiB before the answer", lambda: on_answer(lambda answer: answer.changed(pieces=pour(tail=answer.body))), 0),
    ("1 GiB after the answer", lambda: on_answer(lambda answer: answer.changed(pieces=pour(head=answer.body))), 0),
    ("a zstd bomb", lambda: on_answer(bomb("zstd")), 0),
    ("a gzip bomb", lambda: on_answer(bomb("gzip")), 0),
    ("an answer that belongs to the batch before", lambda: stale, 0),
]


def show(fault, make_rule, settled):
    def test():
        here = rig()
        here.drain()
        sent = set(here.park(RECORDS))
        here.relay.rule = make_rule()
        here.round()
        got = len(sent & {record["id"] for record in here.list("accepted")})
        check_equal(got, settled, f"{fault}: settled by it")
        check_equal(len(sent & set(here.waiting())), RECORDS - settled, f"{fault}: still waiting")
        peak = peak_mib(here.courier.pid)
        check(peak < MEMORY_MIB or is_sanitized(), f"{fault}: the courier grew to {peak:.0f} MiB")
        here.drain()
        tap.note(f"the courier's peak so far is {peak:.1f} MiB")
        chaos.row("answer forged: " + fault, 1, *here.account())
    return test


def main():
    try:
        return tap.run("/chaos/answers-forged", [(f"{fault}: what is not proved is not believed", show(fault, rule, settled))
                                                 for fault, rule, settled in TABLE])
    finally:
        if "rig" in HERE:
            HERE["rig"].stop()


if __name__ == "__main__":
    sys.exit(main())
