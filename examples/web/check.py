#!/usr/bin/env python3
"""Builds the page, opens it in Chromium without a window, and checks what it computes: check.py [--speed] [SCREENSHOT]

The page compares its pixels with the definition, which `definition.js` computes on its own, and sends what it found and
measured. With --speed it must also be fast enough, which only a quiet machine can tell. Ends with status 77 if there is
no Chromium.
"""

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.dont_write_bytecode = True
import serve  # noqa: E402

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
SKIPPED = 77
SECONDS = 180

# What a frame of 1920x1080 must reach: frames in a second, and times as fast as JavaScript.
FRAMES = 60
RATIO = 10

reported = threading.Event()
report: dict = {}


class Handler(serve.Handler):
    """Takes the page's report, and holds the page's loading back until then."""

    def do_POST(self) -> None:
        report.update(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        reported.set()
        self.send_response(204)
        self.end_headers()

    def do_GET(self) -> None:
        if self.path == "/answer":
            reported.wait(SECONDS)
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()


def processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def opened(browser: str, url: str, screenshot: Path) -> None:
    """Opens the page, and returns when the picture of it is written."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}",
            "--window-size=1200,2300", f"--screenshot={screenshot}", url,
        ]
        result = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    if not reported.is_set():
        raise SystemExit(f"{browser} opened the page, and it reported nothing:\n{result.stderr}")


def main() -> int:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--speed", action="store_true")
    arguments.add_argument("screenshot", nargs="?", type=Path, default=serve.HERE / "page.png")
    options = arguments.parse_args()
    screenshot = options.screenshot.resolve()
    serve.build()
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        print(f"SKIPPED: no Chromium is found; looked for {', '.join(BROWSERS)}")
        return SKIPPED
    with serve.server(0, Handler) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        opened(browser, f"http://127.0.0.1:{serving.server_port}/#check", screenshot)
        serving.shutdown()

    version = subprocess.run([browser, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"{version}, {processor()}")
    print(f"{report['compared']:,} values compared with the definition")
    if times := report.get("times"):
        for what, name in [
            ("Sobel x of 1920x1080, WebAssembly in its memory", "wasm"),
            ("the same in plain JavaScript", "plain"),
            ("WebAssembly from canvas to canvas, made grey and shown", "copied"),
        ]:
            print(f"{what}: {times[name]:.2f} ms, {1000 / times[name]:.0f} frames/s (median of {times['samples']})")
        ratio = times["plain"] / times["wasm"]
        print(f"{ratio:.1f} times as fast as plain JavaScript")
        if options.speed and 1000 / times["wasm"] < FRAMES:
            report["wrong"].append(f"fewer than {FRAMES} frames/s")
        if options.speed and ratio < RATIO:
            report["wrong"].append(f"less than {RATIO} times as fast as plain JavaScript")
    print(f"screenshot: {screenshot}")
    for fault in report["wrong"]:
        print(f"WRONG: {fault}")
    return int(bool(report["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
