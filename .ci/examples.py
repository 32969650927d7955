#!/usr/bin/env python3
"""Names the public items without an example, in the documentation that `cargo doc` has written.

    .ci/examples.py target/doc/conv_kernel     what has none, one a line, and how many

An item is a module, a macro, a function, a type, a trait, or what belongs to one: a method, a constant.
It has an example if there is code in its own text. What belongs to a type or a trait may be shown on its
page instead: `.name` or `::name` in any example there, in a line that is not hidden.

Not counted: fields and variants, which their type shows; implementations of traits, which the trait shows;
items of other projects; and the guide, whose pages `tests/tests/guide.rs` looks after. Code that is not run, or must
not compile, is no example. An item with several paths is counted once, under the shortest.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

# What a page is of, by the beginning of its name.
KINDS = {"attr", "constant", "enum", "fn", "macro", "static", "struct", "trait", "type", "union"}
# What belongs to it, by the beginning of its place on the page.
PARTS = {"associatedconstant", "associatedtype", "method", "tymethod"}
# Examples that show what does not work, or are not run.
NO_EXAMPLES = {"compile_fail", "ignore", "should_panic"}


class Page(HTMLParser):
    """The examples of an item and of each of its parts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        # The item itself has no name.
        self.examples: dict[str, list[str]] = {"": []}
        self.owner: str | None = ""
        self.counts = True
        self.within = False
        self.is_ours = True
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = set(values.get("class", "").split())
        kind, _, name = values.get("id", "").partition(".")
        if tag == "meta" and values.get("http-equiv") == "refresh":
            self.is_ours = False
        elif tag == "a" and kind == "" and "src" in classes and self.owner == "" and "http" in values["href"]:
            self.is_ours = False
        elif tag == "h2" and ("implementations" in kind or kind in ("implementors", "foreign-impls")):
            # What follows are implementations of traits, except under the heading of the type's own.
            self.owner = "" if kind == "implementations" else None
        elif tag == "section" and kind in PARTS and self.owner is not None:
            self.owner = name
            self.examples.setdefault(name, [])
        elif tag == "div" and "example-wrap" in classes:
            self.counts = not classes & NO_EXAMPLES
        elif tag == "pre" and "rust-example-rendered" in classes and self.counts and self.owner is not None:
            self.within = True
            self.examples[self.owner].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.within = False

    def handle_data(self, data: str) -> None:
        if self.within and self.owner is not None:
            self.examples[self.owner][-1] += data

    def without(self) -> list[str]:
        """The parts without an example; an empty name is the item itself."""
        shown = "\n".join(code for examples in self.examples.values() for code in examples)
        used = set(re.findall(r"(?:\.|::)\s*([A-Za-z_]\w*)", shown))
        return [name for name, examples in self.examples.items() if not examples and name not in used]


def items(root: Path) -> dict[str, Page]:
    """Every page of an item, with its path."""
    found, seen = {}, set()
    for path in sorted(root.glob("**/*.html"), key=lambda path: (len(path.parts), path)):
        kind, _, name = path.stem.partition(".")
        where = path.relative_to(root).parent.parts
        if where[:1] == ("guide",) or path.stem != "index" and kind not in KINDS:
            continue
        page = Page(path.read_text())
        # Another path of an item has a page of the same name and with the same examples.
        same = (name and path.stem, str(where) * (not name), str(page.examples))
        if page.is_ours and same not in seen:
            seen.add(same)
            found["::".join([root.name, *where, *([name] if name else [])])] = page
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    pages = items(Path(sys.argv[1]))
    missing = [f"{path}::{part}".removesuffix("::") for path, page in pages.items() for part in page.without()]
    count = sum(len(page.examples) for page in pages.values())
    if not pages:
        sys.exit(f"no page in {sys.argv[1]}")
    print("\n".join([*missing, f"{len(missing)} of {count} public items have no example"]))
    sys.exit(1 if missing else 0)
