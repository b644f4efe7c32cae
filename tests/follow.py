#!/usr/bin/env python3
"""sigtail -F: logs that grow, are rotated, truncated, removed and made anew while they are read, one and several.

usage: follow.py SIGTAIL        prints TAP
"""
import gzip
import json
import os
import pathlib
import resource
import select
import signal
import subprocess
import sys
import time

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone

PROGRAM = sys.argv[1]
PATIENCE = 20 # seconds; slow builds


def line(text, second=0):
    return f"Mar 15 10:{second // 60:02}:{second % 60:02} host node[7]: {text}\n".encode()


class Follower:
    """`sigtail grep -F` of a file, or of several, and what it prints."""

    def __init__(self, path, *options):
        paths = path if isinstance(path, list) else [path]
        self.p = subprocess.Popen([PROGRAM, *options, "-F", *map(str, paths)], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
        self.got = b""

    def wait(self, wanted):
        end = time.monotonic() + PATIENCE
        while wanted not in self.got:
            ready, _, _ = select.select([self.p.stdout], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"{wanted!r} did not come; got {self.got!r}")
            self.got += os.read(self.p.stdout.fileno(), 65536)

    def stop(self, told=b""):
        self.p.send_signal(signal.SIGINT)
        out, err = self.p.communicate(timeout=PATIENCE)
        self.got += out
        if told not in err or bool(err) != bool(told):
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


def rotated_often(path, files):
    """Each file has the name for less time than it takes to be sure that the one before is written to no more."""
    path.write_bytes(line("generation 0"))
    f = Follower(files, "grep", "-e", ".")
    f.wait(b"generation 0")
    for n in range(1, 8):
        path.rename(path.with_suffix(f".{n}"))
        path.write_bytes(line(f"generation {n}"))
        time.sleep(0.1)
    f.wait(b"generation 7")
    f.stop()
    return [n for n in range(8) if f"generation {n}".encode() in f.got] == [*range(8)]


def is_rotated_often(path):
    return rotated_often(path, path)


def one_of_several_is_rotated_often(path):
    other = path.with_name("other")
    other.write_bytes(b"")
    return rotated_often(path, [path, other])


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


# --- several ---


def messages(follower):
    """What came, in the order in which it was printed."""
    return [text.split()[-1].decode() for text in follower.got.splitlines()]


def past_of_several_comes_in_time_order(path):
    """More than is read at once, and of different sizes, so that the files run out at different times."""
    other = path.with_name("other")
    seconds = range(3000)
    path.write_bytes(b"".join(line(f"{'x' * 400} {s}", s) for s in seconds if s % 3 == 0))
    other.write_bytes(b"".join(line(f"y {s}", s) for s in seconds if s % 3))
    f = Follower([path, other], "grep", "-h", "-e", ".", "--format", "{line} {message}")
    f.wait(b" 2999\n")
    f.stop()
    got = messages(f)
    assert got == [str(s) for s in seconds], f'{len(got)} {got[:20]}'
    return True


def what_comes_at_once_comes_in_time_order(path):
    other = path.with_name("other")
    path.write_bytes(line("begun"))
    other.write_bytes(b"")
    f = Follower([path, other], "grep", "-h", "-e", ".")
    f.wait(b"begun")
    append(path, line("second", 20) + line("fourth", 40))
    append(other, line("first", 10) + line("third", 30) + line("fifth", 50))
    f.wait(b"fifth")
    f.wait(b"fourth")
    f.stop()
    got = messages(f)
    orders = ([1, 2, 3, 4, 5], [2, 4, 1, 3, 5])  # the second: a look came between the two writes
    assert got in [["begun"] + ["first second third fourth fifth".split()[i - 1] for i in o] for o in orders], got
    return True


def each_has_its_own_framer(path):
    """Two halves of records of two files, written in turn."""
    other = path.with_name("other")
    logs = [path, other]
    for log in logs:
        log.write_bytes(b"")
    f = Follower(logs, "grep", "-h", "-e", ".")
    time.sleep(0.5)
    for number in range(4):
        for log in logs:
            append(log, b'{"level":"error","msg":"%s-' % log.name.encode())
        time.sleep(0.25)
        for log in logs:
            append(log, b'%d"}\n' % number)
        time.sleep(0.25)
    f.wait(b"log-3")
    f.wait(b"other-3")
    f.stop()
    return sorted(messages(f)) == sorted(f"{name}-{n}" for name in ("log", "other") for n in range(4))


def folder_has_a_new_file(path):
    folder = path.with_name("folder")
    (folder / "deep").mkdir(parents=True)
    (folder / "one.log").write_bytes(line("one"))
    f = Follower(folder, "grep", "-e", ".", "--include", "*.log")
    f.wait(b"one.log: ")
    (folder / "deep" / "two.log").write_bytes(line("two"))
    (folder / "no.txt").write_bytes(line("left-out"))
    f.wait(b"two")
    append(folder / "deep" / "two.log", line("three"))
    append(folder / "one.log", line("four"))
    f.wait(b"three")
    f.wait(b"four")
    return f.stop().count(b"\n") == 4


def what_a_rotation_leaves_is_not_read_again(path):
    """Moved, copied and packed: none of it is new, though the folder did not hold it."""
    folder = path.with_name("folder")
    folder.mkdir()
    moved, copied = folder / "moved", folder / "copied"
    for log in (moved, copied):
        log.write_bytes(line(f"{log.name}-1"))
    f = Follower(folder, "grep", "-h", "-e", ".")
    f.wait(b"copied-1")
    f.wait(b"moved-1")
    moved.rename(folder / "moved.1")
    moved.write_bytes(line("moved-2"))
    (folder / "copied-20260315").write_bytes(copied.read_bytes())
    (folder / "copied.2.gz").write_bytes(gzip.compress(copied.read_bytes()))
    copied.write_bytes(b"")
    time.sleep(0.5)
    append(copied, line("copied-2"))
    f.wait(b"moved-2")
    f.wait(b"copied-2")
    time.sleep(1.5)
    f.stop()
    return sorted(messages(f)) == ["copied-1", "copied-2", "moved-1", "moved-2"]


def a_packed_one_that_comes_later_is_told(path):
    """Once; what was packed before is read, and a log that comes is followed."""
    folder = path.with_name("folder")
    folder.mkdir()
    (folder / "a").write_bytes(line("one"))
    (folder / "before.gz").write_bytes(gzip.compress(line("packed")))
    f = Follower(folder, "grep", "-h", "-e", ".")
    f.wait(b"one")
    f.wait(b"packed")
    (folder / "later.gz").write_bytes(gzip.compress(line("two")))
    time.sleep(2.5)
    (folder / "b").write_bytes(line("three"))
    f.wait(b"three")
    f.p.send_signal(signal.SIGINT)
    out, err = f.p.communicate(timeout=PATIENCE)
    return err.count(b"later.gz: came later") == 1 and err.count(b"\n") == 1 and b"two" not in f.got + out


def one_of_several_is_removed_and_made_again(path):
    other = path.with_name("other")
    path.write_bytes(line("one"))
    other.write_bytes(line("two"))
    f = Follower([path, other], "grep", "-h", "-e", ".")
    f.wait(b"two")
    path.unlink()
    append(other, line("three"))
    f.wait(b"three")
    path.write_bytes(line("four"))
    f.wait(b"four")
    return len(f.stop().splitlines()) == 4


def report_of_several(path):
    other = path.with_name("other")
    path.write_bytes(line("one") * 3)
    other.write_bytes(line("two") * 4)
    f = Follower([path, other], "-o", "json")
    time.sleep(1)
    append(path, line("three"))
    append(other, line("four")[:-1])
    time.sleep(1)
    report = json.loads(f.stop())
    sources = {pathlib.Path(s["name"]).name: s["records"] for s in report["input"]["sources"]}
    return sources == {"log": 4, "other": 5}


def file_that_comes_later_is_awaited(path):
    f = Follower(path, "grep", "-e", ".")
    time.sleep(0.5)
    path.write_bytes(line("one"))
    f.wait(b"one")
    append(path, line("two"))
    f.wait(b"two")
    return f.stop(told=b"log: no such file yet").count(b"\n") == 2


def new_file_with_the_inode_of_a_deleted_one_is_read(path):
    """Where the file system gives an inode to the next file at once."""
    folder = path.with_name("folder")
    folder.mkdir()
    log = folder / "log"
    log.write_bytes(line("one"))
    old = log.stat().st_ino
    f = Follower(folder, "grep", "-h", "-e", ".")
    f.wait(b"one")
    log.unlink()
    log.write_bytes(line("two"))
    f.wait(b"two")
    new = []
    while len(new) < 50 and (not new or new[-1].stat().st_ino != old):
        new.append(folder / f"new{len(new)}")
        new[-1].write_bytes(line(new[-1].name))
    for found in new:
        f.wait(found.name.encode() + b"\n")
    return f.stop().count(b"\n") == 2 + len(new)


CHECKS = [
    file_that_comes_later_is_awaited, new_file_with_the_inode_of_a_deleted_one_is_read,
    grows, begins_empty, is_rotated, is_rotated_often, one_of_several_is_rotated_often, is_truncated, reports_at_the_end, idles, past_of_several_comes_in_time_order,
    what_comes_at_once_comes_in_time_order, each_has_its_own_framer, folder_has_a_new_file,
    what_a_rotation_leaves_is_not_read_again, a_packed_one_that_comes_later_is_told, one_of_several_is_removed_and_made_again, report_of_several,
]


if __name__ == "__main__":
    sys.exit(tap.run(CHECKS, lambda folder: folder / "log", sys.argv[2:], waits=True))
