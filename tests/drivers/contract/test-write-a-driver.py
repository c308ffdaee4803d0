#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""“Write a driver in one file” of docs/devices.md, followed by a program: its blocks become the files that it names, in a copy of the source
tree, and the driver that results is run through every fault.

Here Meson's part is done in its place: the registry is made from the lists and the template, and what is new is compiled with the build's own
commands and linked to the build's own libraries, so that four files are compiled and not four hundred. With YIJIAN_LONG the copy is set up and
built by Meson, and the page's last step is run as it stands."""
import functools
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
SOURCE = os.environ.get("YIJIAN_SOURCE_DIR") or os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
BUILD = os.path.abspath(os.environ.get("YIJIAN_BUILD_DIR", "build"))
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))
import tap  # noqa: E402

LONG = bool(os.environ.get("YIJIAN_LONG"))
CONTRACT = os.path.join("tests", "drivers", "contract")
# What the tests of the last step are made of; the rest of the kiosk would only take time.
NEEDED = (os.path.join(CONTRACT, "contract-drivers"), "tests/drivers/test-drivers", "drivers/list-device-ids", "drivers/virtual/yijian-virtual-reader")
HEADING = "## Write a driver in one file"
BLOCK = re.compile(r"^ *`([\w./-]+)`:\n\n```(\w+)\n(.*?)^```$", re.M | re.S)


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Driver:
    """The copy, and what the page adds to it."""

    def __init__(self, copy):
        self.copy = copy
        self.blocks = {path: text for path, _, text in BLOCK.findall(read(SOURCE, "docs", "devices.md").split(HEADING, 1)[1])}
        self.files = [path for path in self.blocks if path.endswith(".c")]
        self.id = re.search(r"\+= \['([\w-]+)'\]", next(text for path, text in self.blocks.items() if path.endswith("meson.build"))).group(1)
        self.program = os.path.join(copy, "build", CONTRACT, "contract-drivers")

    def path(self, *parts):
        return os.path.join(self.copy, *parts)

    def copy_tree(self):
        """Without a build, without a repository."""
        for name in os.listdir(SOURCE):
            if name.startswith((".", "build")) or not LONG and name not in ("docs", "drivers", "tests"):
                continue
            if os.path.isdir(os.path.join(SOURCE, name)):
                shutil.copytree(os.path.join(SOURCE, name), self.path(name), symlinks=True,
                                ignore=shutil.ignore_patterns("__pycache__", *([] if LONG else ["e2e", "images"])))
            else:
                shutil.copy(os.path.join(SOURCE, name), self.path(name))

    def follow(self):
        """New files are written; the word goes to the top of its list's file, the section to the end of the drivers' settings."""
        for path, text in self.blocks.items():
            if path.endswith("meson.build"):
                first, rest = read(self.copy, path).split("\n", 1)
                write(self.path(path), f"{first}\n{text}{rest}")
            elif path.endswith(".md"):
                before, after = read(self.copy, path).split("\n## When something does not work", 1)
                write(self.path(path), f"{before}\n{text}\n## When something does not work{after}")
            else:
                tap.check(not os.path.exists(self.path(path)), f"{path} is there already")
                write(self.path(path), text)

    # ---- in Meson's place ----

    def registered(self):
        """The words of the lists, in the order in which drivers/meson.build joins them."""
        kinds = re.findall(r"drivers_(\w+)", re.search(r"^drivers_names = (.*)$", read(self.copy, "drivers", "meson.build"), re.M).group(1))
        return [name for kind in kinds for words in re.findall(rf"^drivers_{kind} \+= \[([^\]]*)\]", read(self.copy, "drivers", kind, "meson.build"), re.M)
                for name in re.findall(r"'([\w-]+)'", words)]

    def generate(self, template, extern, row, output):
        names = [(name, name.replace("-", "_")) for name in self.registered()]
        text = read(self.copy, template).replace("@EXTERNS@", "".join(extern.format(name, word) for name, word in names))
        write(self.path("made", output), text.replace("@TABLE@", "".join(row.format(name, word) for name, word in names)))
        return self.path("made", output)

    def compile(self, path, like):
        """With the command by which the build compiles @like."""
        command = shlex.split(build_commands()[like])
        output = self.path("made", os.path.basename(path) + ".o")
        for option, value in (("-o", output), ("-c", path), ("-MF", output + ".d"), ("-MQ", output)):
            command[command.index(option) + 1] = value
        subprocess.run(command, cwd=BUILD, check=True)
        return output

    def link(self, added, replaced):
        target = os.path.join(CONTRACT, "contract-drivers")
        command = shlex.split(build_commands()[target])
        command[command.index("-o") + 1] = self.program
        at = next(number for number, word in enumerate(command) if word.endswith(replaced))
        command[at:at + 1] = added
        os.makedirs(os.path.dirname(self.program))
        subprocess.run(command, cwd=BUILD, check=True)

    def build_quickly(self):
        registry = self.generate("drivers/yj-driver-registry.c.in", "extern GType yj_{1}_get_type (void);\n",
                                 '  {{ "{0}", yj_{1}_get_type }},\n', "registry.c")
        rigs = self.generate(os.path.join(CONTRACT, "contract-rigs.c.in"), "extern const ContractRig *const contract_rigs_{1}[];\n",
                             "contract_rigs_{1}, ", "contract-rigs.c")
        library, program = "drivers/libyijian-drivers.a.p/yj-driver.c.o", os.path.join(CONTRACT, "contract-drivers.p", "contract.c.o")
        objects = [self.compile(self.path(path), program if path.startswith("tests/") else library) for path in self.files]
        objects += [self.compile(registry, library), self.compile(rigs, program)]
        self.link(objects, "contract-rigs.c.o")


@functools.lru_cache(None)
def build_commands():
    """output -> command, of what the contract's program is made from."""
    lines = subprocess.run(["ninja", "-C", BUILD, "-t", "commands", os.path.join(CONTRACT, "contract-drivers")], capture_output=True, text=True,
                           check=True).stdout.splitlines()
    return {words[words.index("-o") + 1]: line for line in lines for words in [line.split()] if "-o" in words}


def test_built(driver):
    """The page's files are a driver that compiles"""
    tap.check(len(driver.files) == 2 and len(driver.blocks) == 4, f"the page has blocks for {sorted(driver.blocks)}")
    driver.copy_tree()
    driver.follow()
    tap.check(driver.id in driver.registered(), f"{driver.id} is not in a list")
    if LONG:
        subprocess.run(["meson", "setup", "build"], cwd=driver.copy, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["ninja", "-C", driver.path("build"), *NEEDED], check=True, stdout=subprocess.DEVNULL)
    else:
        driver.build_quickly()
    tap.note(f"{driver.id}: {len(driver.blocks[driver.files[0]].splitlines())} lines, a rig of {len(driver.blocks[driver.files[1]].splitlines())}")


def test_contract(driver):
    """It passes every fault of the contract"""
    done = subprocess.run([sys.executable, os.path.join(SOURCE, CONTRACT, "test-contract.py"), "--program", driver.program, driver.id],
                          capture_output=True, text=True, check=False)
    tap.note("\n".join(line.lstrip("# ") for line in done.stdout.splitlines() if line.startswith(("not ok", "# "))))
    tap.check(done.returncode == 0, "a cell of the table has failed")
    tap.check(done.stdout.count(f"/drivers-contract/{driver.id}/") >= 25, "there are too few cells")


def test_documented(driver):
    """Its settings are those of its section"""
    ids = os.path.join(driver.path("build") if LONG else BUILD, "drivers", "list-device-ids")
    if LONG:
        made = subprocess.run([ids, "table"], check=True, capture_output=True, text=True).stdout
        text = read(driver.copy, "docs", "devices.md")
        before, after = text.split("## Devices that are known", 1)
        section, rest = after.split("\n## ", 1)
        rows = "".join(line + "\n" for line in section.splitlines() if line.startswith("|"))
        write(driver.path("docs", "devices.md"), f"{before}## Devices that are known{section.replace(rows.rstrip(), made.rstrip())}\n## {rest}")
    done = subprocess.run([sys.executable, driver.path("tests", "drivers", "test-devices-doc.py"), ids], capture_output=True, text=True, check=False,
                          env=dict(os.environ, YIJIAN_SOURCE_DIR=driver.copy))
    tap.check(done.returncode == 0, done.stdout)


def test_by_the_last_step(driver):
    """The tests that the page names say that it is a driver"""
    done = subprocess.run(["meson", "test", "-C", driver.path("build"), "--no-rebuild", "drivers-contract", "drivers-registry", "drivers-devices-doc"],
                          capture_output=True, text=True, check=False, env={key: value for key, value in os.environ.items()
                                                                            if key not in ("YIJIAN_LONG", "YIJIAN_SOURCE_DIR", "YIJIAN_BUILD_DIR")})
    tap.check(done.returncode == 0, done.stdout[-4000:])


def main():
    with tempfile.TemporaryDirectory(prefix="yijian-one-file-") as copy:
        tests = tap.list_tests(__name__, Driver(copy))
        return tap.run("/write-a-driver", tests if LONG else tests[:-1], stop_at_first=True)


if __name__ == "__main__":
    sys.exit(main())
