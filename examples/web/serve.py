#!/usr/bin/env python3
"""Builds the page and serves it to this machine: serve.py [PORT]

The folder is a whole web site afterwards, for any server of static files.
"""

import functools
import http.server
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Each module, and the most bytes that it may have.
MODULES = {"filters": 300_000, "typed": 1_250_000}


def build() -> None:
    """Builds the modules into this folder, and checks their sizes."""
    # Cargo reads the flags in `.cargo` from the folder that it runs in.
    subprocess.run(["cargo", "build", "--release", "--locked"], cwd=HERE, check=True)
    target = HERE / os.environ.get("CARGO_TARGET_DIR", "target")
    for name, limit in MODULES.items():
        built = target / "wasm32-unknown-unknown" / "release" / f"{name}.wasm"
        shutil.copyfile(built, HERE / built.name)
        size = built.stat().st_size
        print(f"{built.name}: {size:,} bytes, at most {limit:,}", flush=True)
        if size > limit:
            raise SystemExit(f"{built.name} is too large")


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of this folder; pages of an isolated origin have a clock of 5 microseconds."""

    extensions_map = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
        ".wasm": "application/wasm",
        ".rs": "text/plain; charset=utf-8",
    }

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        pass


def server(port: int, handler: type[Handler] = Handler) -> http.server.ThreadingHTTPServer:
    """A server of this folder."""
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(handler, directory=HERE))


def main() -> None:
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    build()
    with server(port) as serving:
        print(f"http://127.0.0.1:{serving.server_port}/ (Ctrl-C ends it)", flush=True)
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
