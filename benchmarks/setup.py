"""What a first `make chat` costs: clone, set up, build, and how soon a second one answers.

    python benchmarks/setup.py [PIP_OPTIONS]

Clones this checkout (what is committed) into a temporary folder and times each step there. The size of
the set-up is that of the packages as pip names them.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PORT = 7911
UNITS = {"kB": 1e3, "MB": 1e6, "GB": 1e9}


def main() -> None:
    options = " ".join(sys.argv[1:])
    report: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "newsqa"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(folder)], check=True)
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "venv", folder / ".venv"], check=True)
        pip = [folder / ".venv/bin/python", "-m", "pip", "install", "--no-cache-dir", "--disable-pip-version-check"]
        log = subprocess.run(
            [*pip, *options.split(), "-c", "constraints.txt", "-e", "."],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        (folder / ".venv" / ".installed").touch()
        report["set-up, seconds"] = time.perf_counter() - started
        report["packages, MB"] = size(log) / 1e6
        report["environment on disk, MB"] = disk(folder / ".venv") / 1e6
        environment = {**os.environ, "NEWSQA_PORT": str(PORT)}
        report["first chat answers after, seconds (builds)"] = until_it_answers(folder, environment)
        report["second chat answers after, seconds"] = until_it_answers(folder, environment)
    for name, value in report.items():
        print(f"{name:<46}{value:10.1f}")
    print(json.dumps(report))


def size(log: str) -> float:
    """Return the bytes of the packages that pip says it downloads or takes from this machine."""
    total = sum(
        float(number) * UNITS[unit] for number, unit in re.findall(r"Downloading \S+.*\(([\d.]+) ([kMG]B)\)", log)
    )
    local = (Path(path) for path in re.findall(r"Processing (\S+\.whl)", log))
    return total + sum(path.stat().st_size for path in local if path.is_file())


def disk(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def until_it_answers(folder: Path, environment: dict[str, str]) -> float:
    started = time.perf_counter()
    chat = subprocess.Popen(["make", "chat"], cwd=folder, env=environment, start_new_session=True)
    try:
        while time.perf_counter() - started < 600:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as page:
                    if page.status == 200:
                        return time.perf_counter() - started
            except OSError:
                time.sleep(0.1)
        raise SystemExit("the chat did not answer within ten minutes")
    finally:
        os.killpg(chat.pid, signal.SIGINT)
        chat.wait(timeout=30)


if __name__ == "__main__":
    main()
