#!/usr/bin/env python3
"""What happens when memory runs out, or a file cannot be read or written: each call fails in turn, and the
program ends with one line that says so and status 2, or does what it does without the fault.

usage: faults.py SIGTAIL FAILING.so [WORD]      prints TAP: one line a command and kind of call; of those with WORD

With THOROUGH set each of the first 2000 allocations fails; else of those after the first 50 one in 40.
"""
import concurrent.futures
import errno
import gzip
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM, SHIM = (str(pathlib.Path(p).resolve()) for p in sys.argv[1:3])
MOST = 2000
THOROUGH = bool(os.environ.get("THOROUGH"))

LOG = """\
{"time":"2026-03-15T09:20:00Z","level":"error","service":"web","model":"veo","requestId":"7c1e09ab","message":"No video data in response","status":500}
{"time":"2026-03-15T09:20:01Z","level":"error","service":"web","message":"connect ECONNREFUSED 10.0.0.1:8080"}
{"time":"2026-03-15T09:20:02Z","level":"info","service":"web","message":"ok"}
{"time":"2026-03-15T09:20:03Z","level":"error","service":"web","message":"user 17 of 4 has lost 12 gems","userId":"u17"}
{"time":"2026-03-15T09:20:04Z","level":"error","service":"web","message":"user 18 of 5 has lost 99 gems","userId":"u18"}
level=error msg="payment refused" code=17
Mar 15 09:20:00 host unit[12]: Error: this is no JSON at all
    at draw (/app/d.js:1:2)
"""


def write_inputs(folder):
    (folder / "log").write_text(LOG)
    (folder / "pages").write_text(LOG * 20)
    (folder / "list").write_text("log\npages\n")
    (folder / "log.gz").write_bytes(gzip.compress(LOG.encode()))
    for name, text in (("a.json", LOG), ("b.json", LOG[:600].rpartition("\n")[0] + "\n")):
        (folder / name).write_bytes(subprocess.run([PROGRAM, "-o", "json", "-b", "service,level"], input=text.encode(),
                                                   capture_output=True, check=True).stdout)


# name, arguments, is the log its stdin
COMMANDS = [
    ("report", ["report", "-j", "1", "log"], False),
    ("report of a pipe", ["report", "-w", "level=error", "-b", "service,message"], True),
    ("report, threads", ["report", "-j", "2", "--segment-bytes", "256", "-o", "html", "log"], False),
    ("report, json", ["report", "-o", "json", "log"], False),
    ("report of gz", ["report", "log.gz"], False),
    ("report of a list of files", ["report", "-j", "1", "--files-from", "list"], False),
    ("grep", ["grep", "-j", "1", "-e", "(video|gems)", "-C", "1", "log"], False),
    ("report of a file of several pages", ["report", "-j", "1", "pages"], False),
    ("grep of a file of several pages", ["grep", "-j", "2", "--segment-bytes", "4096", "pages"], False),
    ("grep, jsonl", ["grep", "-v", "-e", "ZZ", "-o", "jsonl"], True),
    ("mine", ["mine", "log"], False),
    ("fields", ["fields", "log"], False),
    ("trace", ["trace", "7c1e09ab", "log"], False),
    ("merge", ["merge", "a.json", "b.json"], False),
    ("diff", ["diff", "a.json", "b.json"], False),
    ("explain", ["explain", "veo-no-video-data"], False),
    ("check", ["check", str(TOP / "tests" / "golden" / "own-signatures.yaml")], False),
]


def run(folder, args, piped, call="", at=0, error=0):
    """Its result, and whether the fault was hit."""
    told, tell = os.pipe()
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "LD_PRELOAD": SHIM, "FAULT_CALL": call,
           "FAULT_AT": str(at), "FAULT_ERRNO": str(error), "FAULT_TOLD": str(tell)}
    with open(folder / "log", "rb") if piped else open(os.devnull, "rb") as stdin:
        if piped:
            cat = subprocess.Popen(["cat"], stdin=stdin, stdout=subprocess.PIPE)
        done = subprocess.run([PROGRAM, *args], cwd=folder, env=env, stdin=cat.stdout if piped else stdin,
                              capture_output=True, pass_fds=[tell], timeout=60)
        if piped:
            cat.stdout.close()
            cat.wait()
    os.close(tell)
    hit = os.read(told, 1) != b""
    os.close(told)
    return done, hit


def wrong(done, whole, error):
    """Why this is no way to end after a fault; None when it is one."""
    if (done.returncode, done.stdout, done.stderr) == (whole.returncode, whole.stdout, whole.stderr):
        return None
    lines = done.stderr.decode(errors="replace").splitlines()
    if done.returncode < 0:
        return f"ended by signal {-done.returncode}"
    if error == errno.EPIPE and not lines and done.returncode in (0, 2):
        return None
    if done.returncode != 2:
        return f"status {done.returncode}"
    if len(lines) != 1:
        return f"{len(lines)} lines: {lines}"
    if not lines[0].startswith(("sigtail: ", "/")) or not re.search("memory|" + os.strerror(error or errno.ENOMEM), lines[0]):
        return f"says {lines[0]}"
    return None


def places():
    at = 1
    while at <= MOST:
        yield at
        at += 1 if THOROUGH or at < 50 else 40


def check(folder, command, call, error):
    """The first faults that end badly, and how many there were in all."""
    name, args, piped = command
    whole, _ = run(folder, args, piped)
    hits, bad = 0, []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        todo = places()
        while True:
            batch = list(itertools.islice(todo, 32 if call == "alloc" else 4))
            results = list(pool.map(lambda n: run(folder, args, piped, call, n, error), batch))
            for n, (done, hit) in zip(batch, results):
                hits += hit
                why = wrong(done, whole, error) if hit else None
                if why:
                    bad.append(f"{call} {n}: {why}")
            if not batch or not all(hit for _, hit in results):
                return hits, bad


FILE_CALLS = [("read", errno.EIO), ("write", errno.ENOSPC), ("write", errno.EPIPE), ("write", errno.EIO),
              ("page", errno.EIO), ("open", errno.EMFILE), ("stat", errno.EIO)]


def cases():
    for command in COMMANDS:
        yield command, "alloc", 0
    for command in COMMANDS:
        for call, error in FILE_CALLS:
            yield command, call, error


def called(command, call, error):
    return f"{command[0]}: {call} {errno.errorcode.get(error, '')}"


def results(todo):
    reached = {}
    with tempfile.TemporaryDirectory() as where:
        folder = pathlib.Path(where)
        write_inputs(folder)
        for case in todo:
            hits, bad = check(folder, *case)
            reached[case[1]] = reached.get(case[1], 0) + hits
            yield f"{called(*case)} ({hits} faults)", bad[:8]
    yield "every kind of fault was hit", [f"not {call}" for call, hits in reached.items() if hits == 0]


todo = [case for case in cases() if "".join(sys.argv[3:4]) in called(*case)]
sys.exit(tap.tell(results(todo), len(todo) + 1))
