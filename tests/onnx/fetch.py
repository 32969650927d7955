#!/usr/bin/env python3
"""Fetches the convolution cases of the ONNX standard for the test of this crate.

Downloads the wheel that requirements.txt pins (19 MB), checks its hash and unpacks the cases into `tmp/onnx` of the
cargo target directory. Nothing is installed, and nothing is done if the cases are there already.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
REQUIREMENTS = HERE / "requirements.txt"
CASES = re.compile(r"onnx/backend/test/data/([\w-]+/test_\w*(?:conv|col2im)\w*/.+)", re.IGNORECASE)
# The cases are the same in the wheels of all platforms; one platform is asked for, so that there is one hash.
PLATFORM = ["--platform=manylinux_2_28_x86_64", "--implementation=cp", "--python-version=3.11", "--abi=cp311"]


def target_directory() -> Path:
    command = ["cargo", "metadata", "--no-deps", "--format-version=1", f"--manifest-path={HERE / 'Cargo.toml'}"]
    metadata = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return Path(json.loads(metadata)["target_directory"])


def download(directory: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    limits = ["--retries=1", "--timeout=10"]
    what = ["--no-deps", "--only-binary=:all:", "--require-hashes", f"--requirement={REQUIREMENTS}"]
    subprocess.run([*pip, *limits, *PLATFORM, *what, f"--dest={directory}"], check=True)
    (wheel,) = directory.glob("*.whl")
    return wheel


def unpack(wheel: Path, cases: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            match = CASES.fullmatch(member.filename)
            if match and not member.is_dir():
                file = cases / match[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.read(member))
    # Written last: cases without it are those of another version, or half of them.
    shutil.copy(REQUIREMENTS, cases)


def main() -> None:
    place = target_directory() / "tmp" / "onnx"
    marker = place / REQUIREMENTS.name
    if marker.is_file() and marker.read_bytes() == REQUIREMENTS.read_bytes():
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent) as directory:
        cases = Path(directory) / "cases"
        unpack(download(Path(directory)), cases)
        shutil.rmtree(place, ignore_errors=True)
        cases.rename(place)


if __name__ == "__main__":
    try:
        main()
    except (OSError, zipfile.BadZipFile) as error:
        sys.exit(f"fetch.py: {error}")
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # It has said why.
