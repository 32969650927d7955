#!/usr/bin/env python3
"""Prints what the stages of `.ci/run` need to know about the packages of the workspace, from `cargo metadata`.

    .ci/packages.py published        the names of the packages that are published
    .ci/packages.py rust-version     the oldest Rust that they promise
    .ci/packages.py combinations     each published package and a set of features, one a line
    .ci/packages.py faults           what a published package lacks, one a line
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LICENCES = ["LICENSE-APACHE", "LICENSE-MIT"]


def published() -> list[dict]:
    command = ["cargo", "metadata", "--no-deps", "--format-version=1", f"--manifest-path={ROOT / 'Cargo.toml'}"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [package for package in metadata["packages"] if package["publish"] is None]


def table(package: dict, *keys: str) -> dict:
    """A table of `[package.metadata]`, empty where there is none."""
    value = package["metadata"] or {}
    for key in keys:
        value = value.get(key, {})
    return value


def implied(features: dict[str, list[str]], chosen: set[str]) -> frozenset[str]:
    """These features and all that they turn on in their package: sets with the same answer are one build."""
    found, waiting = set(), list(chosen)
    while waiting:
        feature = waiting.pop()
        if feature in features and feature not in found:
            found.add(feature)
            waiting += features[feature]
    return frozenset(found)


def feature_sets(package: dict) -> list[list[str]]:
    """No feature, each of them, all of them, and all but each: what a feature needs, and what needs it.

    One of `one-of` in `[package.metadata.features]` is always there: the first is added to choices without any.
    """
    features = {name: turns_on for name, turns_on in package["features"].items() if name != "default"}
    one_of = table(package, "features").get("one-of", [])
    names = sorted(features)
    every = set(names)
    sets = {}
    for choice in [set(), *({name} for name in names), *(every - {name} for name in names), every]:
        if one_of and not implied(features, choice) & set(one_of):
            choice = choice | {one_of[0]}
        sets.setdefault(implied(features, choice), sorted(choice))
    return list(sets.values())


def faults(package: dict) -> list[str]:
    found = []
    if package["license"] != "MIT OR Apache-2.0":
        found.append("`license` is not that of the workspace")
    if not package["readme"]:
        found.append("`readme` is missing")
    docs = table(package, "docs", "rs")
    if docs.get("all-features") is not True or docs.get("rustdoc-args") != ["--cfg", "docsrs"]:
        found.append("`[package.metadata.docs.rs]` does not say `all-features` and `--cfg docsrs`")
    command = ["cargo", "package", "--list", "--allow-dirty", "--quiet", f"--package={package['name']}"]
    listed = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout.splitlines()
    found += [f"{file} is not packaged" for file in ["README.md", *LICENCES] if file not in listed]
    for licence in LICENCES:
        copy = Path(package["manifest_path"]).parent / licence
        if copy.is_file() and copy.read_bytes() != (ROOT / licence).read_bytes():
            found.append(f"{licence} differs from the one of the workspace")
    return found


def main(question: str) -> int:
    packages = published()
    if question == "published":
        print(*(package["name"] for package in packages), sep="\n")
    elif question == "rust-version":
        print(max(package["rust_version"] for package in packages))
    elif question == "combinations":
        for package in packages:
            for features in feature_sets(package):
                print(package["name"], ",".join(features))
    elif question == "faults":
        lines = [f"{package['name']}: {fault}" for package in packages for fault in faults(package)]
        print("\n".join(lines) if lines else "every published package has its readme, licences and settings of docs.rs")
        return 1 if lines else 0
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
