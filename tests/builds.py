"""Builds as processes of their own, which may be killed, paused, and starved of room."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

# A process with the encoder loaded, which forks one child for each order: a build costs no import then.
# FAISS keeps to one thread, because threads do not survive a fork.
DRIVER = r'''
import ctypes, json, os, resource, shutil, signal, sys, time
from pathlib import Path

import faiss
faiss.omp_set_num_threads(1)
import newsqa
import newsqa.builder
from newsqa.config import Settings
from newsqa.doctor import examine
from newsqa.encoder import load_encoder

encoders = {precision: load_encoder(precision=precision) for precision in ("int8", "float32")}
encoder = encoders["int8"]

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def build(order, articles=None):
    def progress(step, done, total):
        if [step, done] == order.get("kill_at"):
            die()
        if [step, done] == order.get("pause_at"):
            Path(order["paused"]).touch()
            while not Path(order["go"]).exists():
                time.sleep(0.005)
    def profile(frame, event, argument):
        if [event, frame.f_code.co_name] == order["kill_in"]:
            die()
    def no_room(frame, event, argument):
        if frame.f_code.co_name == "_write_lexical" and event in ("call", "return"):
            limit = 512 if event == "call" else resource.RLIM_INFINITY
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if order.get("no_room"):
        sys.setprofile(no_room)
    if order.get("kill_in"):
        sys.setprofile(profile)
    newsqa.builder._WORDS_FIRST = order.get("words_first", 500)
    settings = Settings(batch_size=1, keep_generations=order.get("keep", 2))
    return newsqa.build(articles or order["articles"], order["index"], settings=settings, progress=progress,
                        encoder=encoders[order.get("precision", "int8")]).to_dict()

def ask(order):
    with newsqa.Index.open(order["index"], encoder=encoder) as index:
        return answers(index, order)

def answers(index, order):
    told = [index.ask(question).to_dict() for question in order["questions"]]
    said = [{name: value for name, value in each.items() if name != "generation"} for each in told]
    return {"generation": index.summary().generation, "answers": said}

def attempt(work, *arguments):
    try:
        return work(*arguments)
    except newsqa.NewsQAError as error:
        return {"error": type(error).__name__, "message": str(error)}

def limited(order):
    before = ask(order)
    tries = []
    for more in order["more"]:
        size = (Path(order["index"]) / "newsqa.db").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + more, resource.RLIM_INFINITY))
        tried = attempt(build, order)
        tries.append([more, tried, attempt(ask, order)])
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return {"before": before, "tries": tries, "after": [build(order), ask(order)]}

def small_disk(order):
    """Work on a tmpfs that only this process sees; an ordinary user is root in a namespace of its own."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    new_user, new_mounts, private_recursive = 0x10000000, 0x00020000, (1 << 18) | (1 << 14)
    if libc.unshare(new_mounts | (new_user if user else 0)):
        return {"unable": os.strerror(ctypes.get_errno())}
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    if libc.mount(b"none", b"/", None, private_recursive, None) or libc.mount(
        b"tmpfs", order["mount"].encode(), b"tmpfs", 0, b"size=" + order["size"].encode()
    ):
        return {"unable": os.strerror(ctypes.get_errno())}
    if not order["reckon"]:
        newsqa.builder._check_room = lambda work, to_embed: None
    disk = Path(order["mount"])
    order["index"] = str(disk / "index")
    build(order, order["first"])
    before = ask(order)
    tries, faults = [], []
    for room in order["rooms"]:
        held = newsqa.Index.open(order["index"], encoder=encoder) if order["hold"] else None
        free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        (disk / "filler").write_bytes(b"x" * (free - room))
        tried = attempt(build, order)
        tries.append([room, tried, attempt(answers, held, order) if held else attempt(ask, order)])
        (disk / "filler").unlink()
        found = examine(Path(order["index"]), settings=Settings(), encoder=encoder)
        faults.append([str(finding) for finding in found.faults])
        if held:
            held.close()
    return {"before": before, "tries": tries, "after": [build(order), ask(order)], "faults": faults}

WORK = {"build": build, "ask": ask, "limited": limited, "small_disk": small_disk}
print("ready", flush=True)
for line in sys.stdin:
    order = json.loads(line)
    if order["do"] == "wait":
        print(os.waitpid(order["pid"], 0)[1], flush=True)
        continue
    pid = os.fork()
    if not pid:
        try:
            result = attempt(WORK[order["do"]], order)
            sys.setprofile(None)
            Path(order["out"]).write_text(json.dumps(result))
            os._exit(0)
        finally:
            os._exit(70)
    print(pid, flush=True)
'''


class Driver:
    """Starts builds as processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._process = subprocess.Popen(
            [sys.executable, "-c", DRIVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "TOKENIZERS_PARALLELISM": "false", "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert self._read() == "ready"

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def _order(self, order: dict[str, Any]) -> str:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return self._read()

    def start(self, do: str, **order: Any) -> tuple[int, Path]:
        """Start a process; return its id and the file that it writes its result to."""
        self._count += 1
        out = self._folder / f"out{self._count}.json"
        return int(self._order({"do": do, "out": str(out), **order})), out

    def wait(self, started: tuple[int, Path]) -> dict[str, Any] | int:
        """Return the result of a process, or the number of the signal that ended it."""
        pid, out = started
        status = int(self._order({"do": "wait", "pid": pid}))
        if os.WIFSIGNALED(status):
            return os.WTERMSIG(status)
        assert os.WEXITSTATUS(status) == 0
        return json.loads(out.read_text())

    def run(self, do: str, **order: Any) -> Any:
        return self.wait(self.start(do, **order))

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
