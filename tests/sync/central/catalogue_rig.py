# SPDX-License-Identifier: Apache-2.0
"""Further versions of the shipped catalogue, packed, signed and published as an administrator does."""
import json
import os
import shutil
import subprocess

from central_rig import BUILD, CATALOGUE

YIJIANCTL = os.path.join(BUILD, "app", "yijianctl")


def edit(path, change):
    with open(path, encoding="utf-8") as file:
        value = json.load(file)
    change(value)
    with open(path, "w", encoding="utf-8") as file:
        json.dump(value, file, ensure_ascii=False)


def publish(central, version, change=lambda folder: None):
    folder, bundle = central.path(f"catalogue-{version}"), central.path(f"{version}.ycat")
    shutil.copytree(CATALOGUE, folder)
    edit(os.path.join(folder, "catalog.json"), lambda root: root.update(version=version))
    change(folder)
    key = os.path.join(central.keys, "catalogue", "minisign.key")
    subprocess.run([YIJIANCTL, "catalog", "pack", folder, "-o", bundle, "--key", key], check=True, capture_output=True)
    central.command("catalog", "publish", bundle, "--keys", os.path.join(central.keys, "serve"))
