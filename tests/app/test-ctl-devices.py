#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""yijianctl card read and scan as a technician calls them: exit status, standard output, what goes to stderr."""
import argparse
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "support"))
import tap  # noqa: E402

PATIENCE_SECONDS = 120
OK, NO, USAGE, FAILED = 0, 1, 2, 3
RESIDENT = {"name": "王晓慧", "sex": "female", "ethnicity": "01", "birth": "1990-01-01", "number": "000000199001010026",
            "address": "青禾市安平路 12 号", "authority": "青禾市公安局", "valid_from": "2016-03-12",
            "valid_to": "long-term"}
OTHERS = [
    {"kind": "hmt-residence", "name": "陈安", "sex": "male", "birth": "1994-08-23", "number": "810000199408230021",
     "permit_number": "H00000000", "valid_from": "2020-01-01", "valid_to": "2030-01-01"},
    {"kind": "foreigner-2017", "latin_name": "ERIKSSON ANNA MARIA", "name": "安娜", "sex": "female", "birth": "1974-08-12",
     "number": "UTO000074081200", "country": "UTO", "valid_from": "2018-01-01", "valid_to": "2028-01-01"},
    {"kind": "foreigner-2023", "latin_name": "ERIKSSON ANNA MARIA", "sex": "female", "birth": "1981-08-03",
     "number": "911124198108030024", "country": "UTO", "valid_from": "2024-01-01", "valid_to": "2034-01-01"},
]


class Reader:
    """A virtual card reader: its line, and the words it obeys."""

    def __init__(self, build, folder):
        self.line, self.socket = os.path.join(folder, "line"), os.path.join(folder, "socket")
        program = os.path.join(build, "drivers", "virtual", "yijian-virtual-reader")
        self.process = subprocess.Popen([program, "--link", self.line, "--socket", self.socket, "--die-with-parent"],
                                        stdout=subprocess.PIPE, text=True)
        tap.check_equal(self.process.stdout.readline(), "ready\n", "first line of the virtual reader")

    def tell(self, *words):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.socket)
            connection.sendall((" ".join(words) + "\n").encode())
            answer = connection.makefile(encoding="utf-8").readline()
        tap.check(answer.startswith("OK"), f"{words[0]}: {answer}")

    def insert(self, card):
        self.tell("INSERT", json.dumps(card, ensure_ascii=False))

    def end(self):
        self.process.terminate()
        tap.check_equal(self.process.wait(PATIENCE_SECONDS), 0, "exit status of the virtual reader")


class Tests:
    def __init__(self, build, folder):
        self.program, self.folder = os.path.join(build, "app", "yijianctl"), folder
        self.reader = Reader(build, folder)

    def run(self, *words, status=OK):
        done = subprocess.run([self.program, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        tap.check_equal(done.returncode, status, f"exit status of {' '.join(words)} ({done.stderr.strip()})")
        return done

    def read(self, status=OK):
        return self.run("--json", "card", "read", "--port", self.reader.line, status=status)

    def card_is_printed(self):
        self.reader.insert(RESIDENT)
        done = self.read()
        card = json.loads(done.stdout)
        tap.check_equal(done.stdout.count("\n"), 1, "lines of JSON")
        for key in ("name", "birth", "number", "address", "authority", "valid_from", "valid_to", "ethnicity"):
            tap.check_equal(card[key], RESIDENT[key], key)
        tap.check_equal((card["kind"], card["sex"], card["number_valid"], card["photo_bytes"]), ("resident", 2, True, 1024),
                        "kind, sex, check, photograph")
        tap.check("王" not in done.stderr and RESIDENT["number"] not in done.stderr, "a person stands on stderr")
        self.reader.tell("REMOVE")

    def indented_without_json(self):
        self.reader.insert(RESIDENT)
        done = self.run("card", "read", "--port", self.reader.line)
        tap.check(done.stdout.count("\n") > 10, "a person gets a line for each field")
        tap.check_equal(json.loads(done.stdout)["name"], RESIDENT["name"], "name")
        self.reader.tell("REMOVE")

    def every_layout(self):
        for sent in OTHERS:
            self.reader.insert(sent)
            card = json.loads(self.read().stdout)
            for key in set(sent) - {"sex"}:
                tap.check_equal(card[key], sent[key], f"{sent['kind']}: {key}")
            tap.check_equal("number_valid" in card, sent["kind"] != "foreigner-2017", "a check where there is one")
            self.reader.tell("REMOVE")

    def wrong_check_digit(self):
        self.reader.insert({**RESIDENT, "number": "000000199001010027"})
        card = json.loads(self.read().stdout)
        tap.check_equal((card["number"], card["number_valid"]), ("000000199001010027", False), "number and its check")
        tap.check(card["number_reason"], "the reason is missing")
        tap.note(card["number_reason"])
        self.reader.tell("REMOVE")

    def refused_cards(self):
        for word, code in (("MUTE", "card-unreadable"), ("FOREIGN", "card-foreign")):
            self.reader.tell(word)
            tap.check_equal(json.loads(self.read(status=NO).stdout)["error"]["code"], code, word)
            done = self.run("card", "read", "--port", self.reader.line, status=NO)
            tap.check_equal(done.stdout, "", "standard output of a failure")
            tap.check(done.stderr.splitlines()[-1].startswith("yijianctl: "), done.stderr)
            self.reader.tell("REMOVE")

    def pulled_card(self):
        self.reader.tell("SLEEP", "300")  # so that the card and its fate come at once
        self.reader.insert(RESIDENT)
        self.reader.tell("PULL-MID-READ")
        tap.check_equal(json.loads(self.read(status=NO).stdout)["error"]["code"], "card-removed", "code")

    def no_card_no_reader(self):
        words = ("--json", "card", "read", "--port")
        done = self.run(*words, self.reader.line, "--timeout", "1", status=FAILED)
        tap.check_equal(json.loads(done.stdout)["error"]["code"], "timeout", "without a card")
        done = self.run(*words, os.path.join(self.folder, "no-line"), "--timeout", "1", status=FAILED)
        tap.check_equal(json.loads(done.stdout)["error"]["code"], "device-absent", "without a reader")

    def wrong_calls(self):
        for words in (("card",), ("card", "read"), ("card", "read", "--port"), ("card", "write", "--port", "x"),
                      ("card", "read", "--port", "x", "--timeout", "0"), ("scan",)):
            tap.check("usage:" in self.run(*words, status=USAGE).stderr, "the usage is missing")
        self.run("card", "read", "--port", "tty", status=FAILED)

    def picture(self, name, kind, data, *options):
        path = os.path.join(self.folder, name + ".png")
        subprocess.run(["zint", "--barcode", kind, "--scale", "3", "--whitesp", "8", "--vwhitesp", "8", "--output", path,
                        *options, "--data", data], check=True, timeout=PATIENCE_SECONDS)
        return path

    def codes_are_listed(self):
        qr, ean = self.picture("qr", "QRCODE", "YJ1:7K3M002WB:3F8K7M2QW9XT"), self.picture("ean", "EANX", "690123456789")
        linear, han = self.picture("linear", "CODE128", "YJ-7K3M"), self.picture("han", "QRCODE", "新生儿出生", "--eci=26")
        done = self.run("scan", qr, ean, linear, han)
        tap.check_equal(done.stdout, f"{qr}\tqr-code\tYJ1:7K3M002WB:3F8K7M2QW9XT\n{ean}\tean-13\t6901234567892\n"
                        f"{linear}\tcode-128\tYJ-7K3M\n{han}\tqr-code\t新生儿出生\n", "output")
        codes = json.loads(self.run("--json", "scan", qr, ean).stdout)
        tap.check_equal(codes, [{"file": qr, "symbology": "qr-code", "payload": "YJ1:7K3M002WB:3F8K7M2QW9XT"},
                                {"file": ean, "symbology": "ean-13", "payload": "6901234567892"}], "JSON")

    def control_characters(self):
        path = self.picture("control", "QRCODE", r"a\tb\n\\c\x1b[2J", "--binary", "--esc")
        tap.check_equal(self.run("scan", path).stdout, path + "\tqr-code\ta\\tb\\n\\\\c\\033[2J\n", "output")

    def nothing_turns_the_terminal(self):
        """A right-to-left override, isolates, a line separator, CSI as one character; NUL; bytes that are no text; the longest there is."""
        path = self.picture("bidi", "QRCODE", "a\u202eb\u2066c\u2028d\u009be\u200ff", "--eci=26")
        tap.check_equal(self.run("scan", path).stdout, path + "\tqr-code\ta\\342\\200\\256b\\342\\201\\246c\\342\\200\\250d\\302\\233e"
                        "\\342\\200\\217f\n", "output")
        path = self.picture("nul", "QRCODE", r"a\x00b\xff;`id`", "--binary", "--esc")
        tap.check_equal(self.run("scan", path).stdout, path + "\tqr-code\ta\\000b\\377;`id`\n", "output")
        path = self.picture("longest", "QRCODE", "x" * 2953, "--binary", "--secure=1")
        tap.check_equal(self.run("scan", path).stdout, path + "\tqr-code\t" + "x" * 2953 + "\n", "output")

    def no_code_no_file(self):
        qr, empty = self.picture("again", "QRCODE", "好", "--eci=26"), os.path.join(self.folder, "empty.png")
        missing, text = os.path.join(self.folder, "missing.png"), os.path.join(self.folder, "text.png")
        self.blank(empty)
        with open(text, "w", encoding="utf-8") as file:
            file.write("no picture")
        tap.check_equal(self.run("scan", empty, status=NO).stdout, "", "output for an empty picture")
        done = self.run("scan", missing, qr, text, status=FAILED)
        tap.check_equal(done.stdout, f"{qr}\tqr-code\t好\n", "the good one is listed all the same, once")
        tap.check_equal(done.stderr.count("yijianctl: "), 2, "sentences about the bad ones")
        codes = json.loads(self.run("--json", "scan", missing, qr, status=FAILED).stdout)
        tap.check_equal([("error" in code, code["file"]) for code in codes], [(True, missing), (False, qr)], "JSON")

    @staticmethod
    def blank(path, width=320, height=240):
        """A PNG of one light grey (ISO/IEC 15948)."""
        def chunk(kind, data):
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        rows = (b"\0" + b"\xf0" * width) * height
        with open(path, "wb") as file:
            file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
                       + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True)
    build = os.path.abspath(parser.parse_args().build)
    with tempfile.TemporaryDirectory(prefix="yj-ctl-") as folder:
        tests = Tests(build, folder)
        try:
            return tap.run("/app/ctl-devices", [
                ("a card is printed as JSON with its check", tests.card_is_printed),
                ("a person gets it indented", tests.indented_without_json),
                ("every layout is read", tests.every_layout),
                ("a wrong check digit is shown and flagged", tests.wrong_check_digit),
                ("a card that cannot be read is said so", tests.refused_cards),
                ("a card pulled away is said so", tests.pulled_card),
                ("no card and no reader are told apart", tests.no_card_no_reader),
                ("a wrong call shows the usage", tests.wrong_calls),
                ("codes are listed one a line", tests.codes_are_listed),
                ("control characters are escaped", tests.control_characters),
                ("nothing turns the terminal", tests.nothing_turns_the_terminal),
                ("an empty picture and a missing file are told apart", tests.no_code_no_file),
            ])
        finally:
            tests.reader.end()


if __name__ == "__main__":
    sys.exit(main())
