#!/usr/bin/env python3
"""Checks the links and pictures of the documentation that `cargo doc` has written.

    .ci/links.py target/doc     what leads nowhere, one a line

A link to another site is not followed.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """What a page links to, and the places within it that can be linked to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.places: set[str] = set()
        self.leads_to: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta" and dict(attrs).get("http-equiv") == "refresh":
            self.leads_to = str(dict(attrs)["content"]).partition("URL=")[2]
        for name, value in attrs:
            if name == "id" and value:
                self.places.add(value)
            elif value and (tag, name) in [("a", "href"), ("img", "src")]:
                self.links.append(value)


def faults(root: Path) -> list[str]:
    # Pages of source code link only to one another, and those beside the crates are rustdoc's own.
    files = [path for path in sorted(root.glob("*/**/*.html")) if path.relative_to(root).parts[0] != "src"]
    pages = {path.resolve(): Page(path.read_text()) for path in files}
    found = []
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir():
                target = target / "index.html"
            if target in pages and (there := pages[target].leads_to):
                target = (target.parent / there).resolve()
            # Names of places are encoded where rustdoc makes them, too.
            places = {parts.fragment, unquote(parts.fragment)}
            if not target.exists():
                found.append(f"{path.relative_to(root.resolve())}: {link} is not there")
            elif parts.fragment and target in pages and not places & pages[target].places:
                found.append(f"{path.relative_to(root.resolve())}: {link} has no such place")
    if not pages:
        found.append(f"no page in {root}")
    print(f"{len(pages)} pages", file=sys.stderr)
    return found


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines = faults(Path(sys.argv[1]))
    print("\n".join(lines) if lines else "every link leads somewhere")
    sys.exit(1 if lines else 0)
