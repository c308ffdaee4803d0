#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the lints over the tree and over small bad files that each must be refused. Output is TAP."""
import importlib.util
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def load(name):
    spec = importlib.util.spec_from_file_location(name.replace("-", "_"), os.path.join(HERE, name + ".py"))
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


layers, sources, messages, packages, proofs, headers, docs, scripts = map(load, (
    "check-layers", "check-sources", "check-messages", "check-packages", "check-proofs", "check-headers", "check-docs", "check-python"))
HEAD = "/* SPDX-License-Identifier: Apache-2.0 */\n/* Owns nothing. */\n"
BAD_INCLUDES = [("ui/a.c", "drivers/yj-driver.h"), ("ui/a.c", "sync/client/yj-courier-client.h"), ("core/a.c", "ui/yj-page.h"),
                ("core/a.c", "gtk/gtk.h"), ("sync/client/a.c", "sqlite3.h"), ("sync/client/a.c", "sync/courier/yj-outbox.h"),
                ("drivers/a.c", "curl/curl.h"), ("ui/a.c", "sqlite3.h")]
GOOD_INCLUDES = [("ui/a.c", "core/flow/yj-flow.h"), ("app/kiosk.c", "ui/yj-window.h"), ("sync/courier/a.c", "sqlite3.h")]


def a_valid_number():
    body = "110101" + "19900101" + "123"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, sources.WEIGHTS)) % 11]


BAD_TEXTS = [("core/a.c", "int x;\n"), ("core/a.c", "/* SPDX-License-Identifier: Apache-2.0 */\n\nint x;\n"),
             ("core/a.c", HEAD + "/* TO" + "DO later */\n"), ("core/a.c", HEAD + "g_error (\"x\");\n"),
             ("core/a.c", HEAD + "goto out;\n"), ("docs/a.md", "number " + a_valid_number() + "\n")]
GOOD_TEXTS = [("core/a.c", HEAD), ("docs/a.md", "11010519491231002X and 000000199001011233\n")]

STRINGS = {"a.one": {"a.c"}, "b.": {"a.c"}, "two": {"a.c"}, "c.%s.x": {"a.c"}, "d.%d": {"a.c"}, "e.": {"a.c"}, ".more": {"a.c"}}
IDS = {"a.one", "a.one.more", "b.two", "c.two.x", "d.7", "e.out"}
SYMBOLS = {"e.": {"out"}}


def try_messages():
    """The lint of messages on small tables: (name, whether it found what it should)."""
    def found(strings, ids):
        return messages.check({**STRINGS, **strings}, {"en": ids, "fr": IDS}, SYMBOLS)

    yield "every-message-is-named-by-the-code-and-has-a-text", not (notes := messages.check_tree(ROOT)), notes
    yield "allows-messages-that-are-whole-or-composed", found({}, IDS) == [], []
    yield "refuses-a-message-without-a-text", found({"a.none": {"b.c"}}, IDS) == [
        "b.c: a.none has no text in en", "b.c: a.none has no text in fr"], []
    yield "refuses-a-message-that-one-language-lacks", found({}, IDS - {"a.one"}) == ["a.c: a.one has no text in en"], []
    for id in ("a.two", "a.two.more", "b.three", "c.one.x", "d.x", "e.in"):
        yield f"refuses-the-unused-{id}", found({}, IDS | {id}) == [f"assets/translations/en.json: no code names {id}"], []


PUBLISHED = {"a.h": "/* Owns a. */\nint a_get (void);\nvoid a_free (A *a);\nG_DEFINE_AUTOPTR_CLEANUP_FUNC (A, a_free)\n",
             "a.c": "int\na_get (void)\n{\n  return 1;\n}\n\nvoid\na_free (A *a)\n{\n}\n"}


def try_headers():
    """The lint of headers on small trees: (name, whether it found what it should, what it found in the whole tree)."""
    alone = "a.h: a_get () is used by its own file alone"
    yield "every-published-function-is-called-by-another-file", not (notes := headers.check_tree(ROOT)), notes
    yield "refuses-a-function-that-nobody-calls", headers.check(PUBLISHED) == [alone], []
    own = PUBLISHED["a.c"] + "\nstatic int b = a_get ();\n"
    yield "refuses-a-function-that-its-own-file-alone-calls", headers.check({**PUBLISHED, "a.c": own}) == [alone], []
    yield "refuses-a-call-in-a-comment", headers.check({**PUBLISHED, "b.c": "/* a_get () */\n"}) == [alone], []
    yield "allows-a-function-that-another-file-calls", headers.check({**PUBLISHED, "b.c": "int b = a_get ();\n"}) == [], []


def try_docs():
    """The lint of pages on small ones."""
    known = {"yijianctl": ({"queue": ["list"], "status": []}, {"--json"}), "make": ({"check": []}, set())}

    def found(text):
        return docs.check_page("docs/a.md", text, {"docs/b.md", "core/c.h", "docs"}.__contains__, known)

    yield "every-page-names-what-is-there", not (notes := docs.check_tree(ROOT)), notes
    yield "allows-a-page-that-names-what-is-there", found(
        "[b](b.md) in core/c: `make check`, `yijianctl queue list --json`, core/<name>.h\n```sh\nyijianctl status  # words\n```\n") == [], []
    for text, what in (("[b](c.md)", "the link to c.md leads nowhere"), ("core/d.h", "core/d.h is not there"),
                       ("`make tests`", "make has no command tests"), ("`yijianctl state`", "yijianctl has no command state"),
                       ("```\nyijianctl queue lost\n```\n", "yijianctl queue has no lost"),
                       ("`yijianctl status --xml`", "yijianctl has no option --xml")):
        yield f"refuses-a-page-where-{what.replace(' ', '-').replace('/', '-')}", found(text) == [f"docs/a.md: {what}"], []


def try_scripts():
    """The lint of scripts on small ones."""
    yield "every-script-uses-what-it-imports", not (notes := scripts.check_tree(ROOT)), notes
    yield "refuses-an-import-that-nothing-uses", scripts.check("a.py", "\nimport os\n") == ["a.py:2: 'os' imported but unused"], []
    yield "refuses-a-name-that-nothing-defines", scripts.check("a.py", "print(b)\n") == ["a.py:1: undefined name 'b'"], []
    yield "allows-an-import-for-its-effect", scripts.check("a.py", "import os  # noqa: F401 - says so\n") == [], []


def main():
    results = []
    found = layers.check_tree(ROOT)
    results.append(("every-include-keeps-the-direction", not found, found))
    results.append(("every-file-keeps-the-rules", sources.main(ROOT) == 0, []))
    for path, header in BAD_INCLUDES:
        results.append((f"refuses-{header}-in-{path}".replace("/", "-"), layers.check_line(path, header) is not None, []))
    for path, header in GOOD_INCLUDES:
        results.append((f"allows-{header}-in-{path}".replace("/", "-"), layers.check_line(path, header) is None, []))
    for index, (path, text) in enumerate(BAD_TEXTS):
        results.append((f"refuses-bad-text-{index}", bool(sources.check_text(path, text)), []))
    for index, (path, text) in enumerate(GOOD_TEXTS):
        results.append((f"allows-good-text-{index}", not sources.check_text(path, text), []))
    results += try_messages()
    results += try_headers()
    results += try_docs()
    results += try_scripts()
    found = packages.check_tree(ROOT)
    results.append(("build-depends-names-every-library", not found, found))
    results.append(("refuses-a-library-without-its-package", packages.check({"a": "liba-dev", "b": "libb-dev"}, {"liba-dev"}) == [
        "packaging/debian/control: libb-dev is missing, which brings b"], []))
    results.append(("every-invariant-names-tests-that-are-there", not (notes := proofs.check_tree(ROOT)), notes))
    page = "".join(f"| {name} | x | `tests/a.c`: a thing-holds; `tests/a.c`: another |\n" for name in proofs.WANTED)
    tests = {"tests/a.c": '("/a/a-thing holds")\n"an"\n"other"'}
    results.append(("refuses-an-invariant-whose-test-is-not-there", proofs.check(page, tests.get) == [
        f"{proofs.PAGE}: {name}: tests/a.c has no test “another”" for name in proofs.WANTED], []))
    results.append(("refuses-an-invariant-without-a-test", len(proofs.check("| I1 | x | shown |\n", tests.get)) == 13, []))
    print(f"1..{len(results)}")
    for number, (name, good, notes) in enumerate(results, 1):
        print(f"{'ok' if good else 'not ok'} {number} /lint/{name}")
        for note in notes:
            print(f"# {note}")
    return 0 if all(good for _, good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main())
