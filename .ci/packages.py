#!/usr/bin/env python3
"""Prints what the stages of `.ci/run` need to know about the packages of the workspace, from `cargo metadata`.

    .ci/packages.py published        the names of the packages that are published
    .ci/packages.py rust-version     the oldest Rust that they promise
    .ci/packages.py combinations     each published package and a set of features, one a line; those that a build of another has once
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


def built_with(packages: dict[str, dict], package: dict, chosen: frozenset[str]) -> dict[str, frozenset[str]]:
    """The packages of the workspace that a build of one with these features builds too, and the features of each."""
    built, waiting = {}, [(package["name"], chosen)]
    while waiting:
        name, features = waiting.pop()
        if features <= built.get(name, frozenset()) and name in built:
            continue
        known = packages[name]["features"]
        built[name] = implied(known, built.get(name, frozenset()) | features)
        turned_on = [entry.replace("?", "").split("/") for feature in built[name] for entry in known[feature]]
        for dependency in packages[name]["dependencies"]:
            # Tests need others, which are not built here.
            if dependency["kind"] is None and dependency["name"] in packages:
                of_it = {entry[1] for entry in turned_on if len(entry) == 2 and entry[0] == dependency["name"]}
                waiting.append((dependency["name"], frozenset(of_it | set(dependency["features"]))))
    return built


def combinations(packages: dict[str, dict]) -> list[tuple[str, list[str]]]:
    """The feature sets of each package that no build of another one has: first those that nothing depends on."""
    depended = {name: set() for name in packages}
    for package in packages.values():
        for dependency in package["dependencies"]:
            if dependency["kind"] is None and dependency["name"] in packages:
                depended[dependency["name"]].add(package["name"])
    found, done = [], set()
    outermost = {name for name, by in depended.items() if not by}
    while depended:
        name = next(name for name, by in depended.items() if not by & depended.keys())
        del depended[name]
        for choice in feature_sets(packages[name], name in outermost):
            chosen = implied(packages[name]["features"], set(choice))
            if (name, chosen) not in done:
                found.append((name, choice))
                done |= set(built_with(packages, packages[name], chosen).items())
    return found


def feature_sets(package: dict, outermost: bool) -> list[list[str]]:
    """No feature, each of them, and all of them; of a package that no other builds, all but four of them too.

    So each feature is on alone, each two are on together, and each is off while most others are on. Sets without each alone
    would be four times as many.

    One of `one-of` in `[package.metadata.features]` is always there: the first is added to choices without any. Those
    that are `hidden` there are only in a set of their own, and in that of all.
    """
    features = {name: turns_on for name, turns_on in package["features"].items() if name != "default"}
    one_of = table(package, "features").get("one-of", [])
    hidden = set(table(package, "features").get("hidden", []))
    names = sorted(features)
    every = features.keys() - hidden
    shown = [name for name in names if name not in hidden] if outermost else []
    all_but_four = (every - set(shown[at : at + 4]) for at in range(0, len(shown), 4))
    sets = {}
    for choice in [set(), *({name} for name in names), *all_but_four, every, every | hidden]:
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
        for name, features in combinations({package["name"]: package for package in packages}):
            print(name, ",".join(features))
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
