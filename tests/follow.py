#!/usr/bin/env python3
"""sigtail -F: a log that grows, is rotated and is truncated while it is read.

usage: follow.py SIGTAIL        prints TAP
"""
import json
import os
import pathlib
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time

os.environ["TZ"] = "UTC"  # stamps without a zone

PROGRAM = sys.argv[1]
PATIENCE = 20 # seconds; slow builds


def line(text):
    return f"Mar 15 10:00:00 host node[7]: {text}\n".encode()


class Follower:
    """`sigtail grep -F` of a file, and what it prints."""

    def __init__(self, path, *options):
        self.p = subprocess.Popen([PROGRAM, *options, "-F", str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.got = b""

    def wait(self, wanted):
        end = time.monotonic() + PATIENCE
        while wanted not in self.got:
            ready, _, _ = select.select([self.p.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"{wanted!r} did not come; got {self.got!r}")
            self.got += os.read(self.p.stdout.fileno(), 65536)

    def stop(self):
        self.p.send_signal(signal.SIGINT)
        out, err = self.p.communicate(timeout=PATIENCE)
        self.got += out
        if err:
            raise AssertionError(f"stderr: {err!r}")
        return self.got


def append(path, data):
    with open(path, "ab") as f:
        f.write(data)


def grows(path):
    path.write_bytes(line("one"))
    f = Follower(path, "grep", "-e", ".")
    f.wait(b"one")
    append(path, line("two") + line("thr")[:-1])
    f.wait(b"two")
    append(path, b"ee\n" + line("four"))
    f.wait(b"four")
    return f.stop().count(b"\n") == 4 and b"three" in f.got


def begins_empty(path):
    path.write_bytes(b"")
    f = Follower(path, "grep", "-e", ".")
    time.sleep(0.3)
    append(path, line("one"))
    f.wait(b"one")
    f.stop()
    return True


def is_rotated(path):
    path.write_bytes(line("one"))
    f = Follower(path, "grep", "-e", ".")
    f.wait(b"one")
    path.rename(path.with_suffix(".1"))
    append(path.with_suffix(".1"), line("two") + b"{\"torn\": ")
    f.wait(b"two")
    path.write_bytes(line("three"))
    f.wait(b"three")
    append(path, line("four"))
    f.wait(b"four")
    return f.stop().count(b"\n") == 4


def is_truncated(path):
    path.write_bytes(line("one") * 10)
    f = Follower(path, "grep", "-e", ".")
    f.wait(b"one")
    time.sleep(0.5)
    path.write_bytes(b"")
    time.sleep(1)
    append(path, line("two"))
    f.wait(b"two")
    return f.stop().count(b"\n") == 11


def reports_at_the_end(path):
    path.write_bytes(line("one"))
    f = Follower(path, "-o", "json")
    time.sleep(1)
    append(path, line("two"))
    time.sleep(1.5)
    report = json.loads(f.stop())
    return report["input"]["records"] == 2 and report["input"]["bytes"] == 2 * len(line("one"))


def idles(path):
    path.write_bytes(line("one"))
    f = Follower(path, "grep", "-e", ".")
    f.wait(b"one")
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    time.sleep(2)
    f.stop()
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 1.5


CHECKS = [grows, begins_empty, is_rotated, is_truncated, reports_at_the_end, idles]


def main():
    failed = False
    print(f"1..{len(CHECKS)}", flush=True)
    for number, check in enumerate(CHECKS, 1):
        with tempfile.TemporaryDirectory() as folder:
            try:
                wrong = None if check(pathlib.Path(folder) / "log") else "counts differ"
            except (AssertionError, ValueError, subprocess.TimeoutExpired) as e:
                wrong = str(e)
        failed = failed or bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {check.__name__}", flush=True)
        if wrong:
            print(f"# {wrong}", flush=True)
    return failed


sys.exit(main())
