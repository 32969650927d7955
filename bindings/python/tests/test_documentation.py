"""Examples in docstrings and in README.md run, and say what is printed."""

import doctest
from pathlib import Path
from typing import Any

import conv_kernel
import pytest

README = Path(__file__).parent.parent / "README.md"


def documented() -> list[tuple[str, str]]:
    found = [("conv_kernel", conv_kernel.__doc__ or "")]
    for name in conv_kernel.__all__:
        item: Any = getattr(conv_kernel, name)
        found.append((name, item.__doc__ or ""))
        if isinstance(item, type):
            methods = {key: value for key, value in vars(item).items() if not key.startswith("_")}
            found.extend((f"{name}.{key}", value.__doc__ or "") for key, value in methods.items())
    return found


@pytest.mark.parametrize(("name", "text"), documented(), ids=[name for name, _ in documented()])
def test_every_public_item_says_what_it_is_and_its_example_runs(name: str, text: str) -> None:
    assert text.strip(), name
    run(name, text)


def test_the_examples_of_the_readme_run() -> None:
    text = README.read_text()
    assert text.count(">>> ") > 5
    run("README.md", text.replace("```", ""))


def run(name: str, text: str) -> None:
    example = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    failures: list[str] = []
    doctest.DocTestRunner().run(example, out=failures.append)
    assert not failures, "".join(failures)
