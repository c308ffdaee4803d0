#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What Meson asks pkg-config for stands in Build-Depends by the name of its package, not only by luck of another's dependencies."""
import os
import re
import shutil
import subprocess
import sys

# What is used only where it happens to be installed needs no package.
DEPENDENCY = re.compile(r"\bdependency\('([^']+)'(?![^)]*required: false)")
FIELD = re.compile(r"^Build-Depends:(.*?)(?=^\S)", re.MULTILINE | re.DOTALL)


def read_dependencies(root):
    """Names for pkg-config in all Meson files."""
    names = set()
    for directory, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith((".", "build"))]
        if "meson.build" in files:
            with open(os.path.join(directory, "meson.build"), encoding="utf-8") as file:
                names.update(DEPENDENCY.findall(file.read()))
    return sorted(names - {"threads"})  # Meson's own word for what the C library has


def read_build_depends(root):
    with open(os.path.join(root, "packaging", "debian", "control"), encoding="utf-8") as file:
        field = FIELD.search(re.sub(r"^#.*\n", "", file.read(), flags=re.MULTILINE)).group(1)
    return {entry.split()[0] for entry in field.split(",") if entry.strip()}


def find_file(name):
    """What tells Meson of @name: its file for pkg-config, or a program of its own (cups-config)."""
    done = subprocess.run(["pkg-config", "--variable=pcfiledir", name], check=False, capture_output=True, text=True)
    return os.path.join(done.stdout.strip(), name + ".pc") if done.returncode == 0 else shutil.which(name + "-config")


def find_packages(names):
    """The package of each name's file, by that name."""
    paths = {find_file(name): name for name in names}
    text = subprocess.run(["dpkg-query", "-S", *paths], check=True, capture_output=True, text=True).stdout
    owners = (line.split(": ", 1) for line in text.splitlines())
    return {paths[path]: package.split(":")[0].split(",")[0] for package, path in owners}


def check(packages, build_depends):
    return [f"packaging/debian/control: {package} is missing, which brings {name}" for name, package in sorted(packages.items())
            if package not in build_depends]


def check_tree(root):
    return check(find_packages(read_dependencies(root)), read_build_depends(root))


if __name__ == "__main__":
    found = check_tree(sys.argv[1])
    print("\n".join(found))
    sys.exit(1 if found else 0)
