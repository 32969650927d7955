#!/usr/bin/env python3
"""Counts what is checked, for the page about correctness.

    .ci/counts.py                         the table
    .ci/counts.py docs/correctness.md     whether the page has it; UPDATE_EXPECT=1 writes it

Everything is counted in files: nothing is built, and no test is run.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- counts -->\n\n", "<!-- end of counts -->"
# Code of these kinds is no program that runs.
NOT_RUN = {"compile_fail", "ignore", "no_run", "should_panic", "sh", "text", "toml", "json", "console"}


def files(*patterns: str) -> list[Path]:
    """Files of the repository, as git knows them."""
    command = ["git", "ls-files", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    return [ROOT / line for line in listed.splitlines()]


def text(*patterns: str) -> str:
    return "\n".join(path.read_text() for path in files(*patterns))


def lines(path: str) -> int:
    """Lines of a file of expected values, without comments."""
    return sum(not line.startswith("#") for line in (ROOT / path).read_text().splitlines())


def examples() -> int:
    """Programs in documentation: those of comments, and those of pages that are included in it."""
    comments = re.findall(r"^ *//[/!] ?(.*)$", text("src/*.rs", "conv-*/src/*.rs"), re.MULTILINE)
    pages = text("README.md", "docs/guide/*.md").splitlines()
    found = 0
    for source in [comments, pages]:
        within = False
        for line in source:
            if not line.strip().startswith("```"):
                continue
            within = not within
            found += within and not NOT_RUN & set(re.split(r"\W+", line))
    return found


def rows() -> list[tuple[str, int, str]]:
    tests = text("conv-*/src/*.rs", "conv-*/tests/*.rs", "tests/*.rs", "examples/*.rs")
    laws = [int(number) for number in re.findall(r"fn \w*_in_(\d+)_cases\(", text("tests/tests/laws/*.rs"))]
    fuzzed = subprocess.run([ROOT / ".ci/fuzz", "--list"], check=True, stdout=subprocess.PIPE, text=True).stdout
    listed = re.findall(r'^    "(.*)"$', (ROOT / ".ci/targets").read_text(), re.MULTILINE)
    targets = [target for target in listed if "linked" not in target]
    return [
        ("tests with a name", len(re.findall(r"^ *#\[test\]$", tests, re.MULTILINE)), "`cargo test --workspace`"),
        ("examples in the documentation, which run as tests", examples(), "`cargo test --workspace --doc`"),
        ("mistakes in declarations, each with the one message that it gets", len(files("tests/tests/ui/fail/*.rs")), "`tests/tests/ui/fail`"),
        ("laws of convolution, as tests on random kernels and inputs", len(laws), "`tests/tests/laws`"),
        ("random cases of these laws", sum(laws), "the same"),
        ("kernels of the library with the values of mpmath, to the last bit", lines("tests/tests/library/true.txt"), "`tests/tests/library/true.txt`"),
        ("kernels of the library with the values of SciPy and OpenCV", lines("tests/tests/library/peers.txt"), "`tests/tests/library/peers.txt`"),
        ("frequency responses of SciPy's `freqz`", lines("tests/tests/response/freqz.txt"), "`tests/tests/response/freqz.txt`"),
        ("changes of the sampling rate by SciPy's `upfirdn`", lines("tests/tests/resample/upfirdn.txt"), "`tests/tests/resample/upfirdn.txt`"),
        ("pictures, templates and planes of scores of OpenCV's `matchTemplate`", lines("tests/optimised/tests/matching/opencv.txt"), "`tests/optimised/tests/matching/opencv.txt`"),
        ("results whose bits are known; of most floats those with and without fused multiply-adds", lines("tests/targets/bits.txt"), "`tests/targets/bits.txt`"),
        ("machines and levels of x86-64 that must give them", len(targets), "`.ci/targets --list`"),
        ("fuzz targets", len(fuzzed.splitlines()), "`.ci/fuzz --list`"),
    ]


def table() -> str:
    body = "".join(f"| {what} | {count:,} | {where} |\n" for what, count, where in rows())
    return "| what | count | where |\n|---|---|---|\n" + body


def main() -> None:
    if len(sys.argv) == 1:
        print(table(), end="")
        return
    path = Path(sys.argv[1])
    page = path.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    expected = before + BEGIN + table() + "\n" + END + after
    if not after:
        sys.exit(f"{path} has no `{BEGIN.strip()}`")
    if page != expected and os.environ.get("UPDATE_EXPECT"):
        path.write_text(expected)
    elif page != expected:
        sys.exit(f"{path} has other counts than these: run this with UPDATE_EXPECT=1\n{table()}")


if __name__ == "__main__":
    main()
