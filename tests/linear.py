#!/usr/bin/env python3
"""Time grows with the input and no faster, whatever stands in it, on one thread and on two: instructions are counted
(valgrind's callgrind), so that a busy machine changes nothing.

usage: linear.py SIGTAIL        prints TAP, one line a shape
"""
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

UNIT = 48 << 10
MOST = 1.3  # times as much a byte of the fourfold unit as of one
LEAST = 20  # instructions a byte: two runs on the same log differ by up to half a million
# Times as much on two threads as on one: a quarter may be read in vain (src/run/parallel.c), and cost more a byte; mostly
# 1.7, and 2.05 where threads happened to guess more often before the first guess was known to be wrong.
IN_VAIN = 2.3
THREADS = ("grep", "--count", "-j2", "--segment-bytes", "4096")

CHANCE = random.Random(7)


def word():
    return "".join(CHANCE.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(CHANCE.randint(3, 9)))


def words(n):
    return " ".join(word() for _ in range(n))


def repeated(text, before=""):
    return lambda n: before + text * ((n - len(before)) // len(text))


def made(line):
    def shape(n):
        lines, have = [], 0
        while have < n:
            lines.append(line(len(lines)) + "\n")
            have += len(lines[-1])
        return "".join(lines)
    return shape


# What is torn, or nests where it never ends: each of these has made something read its input again and again.
TORN = {
    "a brace on each line": repeated("{\n"),
    "a string that is torn on each line": repeated('{"a":"b\n'),
    "an array and a brace on each line": repeated("[\n{\n"),
    "objects in objects in one line": repeated('{"a":{'),
    "objects in arrays in one line": repeated('{"a":['),
    "objects in objects over lines": repeated('{\n"a": {\n"b": [\n{\n"x": 1\n}\n]\n}\n}\n'),
    "dumps of objects": repeated("Error: x\n    at foo (a.js:1:2) {\n  code: 'X',\n  meta: { a: 1 }\n}\n"),
    "dumps that never end": repeated("(log) x {\n  a: {\n"),
    "results of queries in results": repeated('{"meta":{"x":1},"results":[\n{"a":"b\n'),
    "parts of a line that is never whole": repeated("2026-11-28T06:00:20.123456789Z stdout P abc\n"),
    "the same, of two writers": repeated("2026-11-28T06:00:20.1Z stdout P abc\n" * 7 + "2026-11-28T06:00:20.1Z stderr P x\n"),
    "a row whose string goes on over lines": repeated("2026-03-15T10:00:00.000Z x {\n",
                                                      '{"meta":[],"data":[\n{"message":"{\\"a\\":'),
}

WHOLE = {
    "all distinct": made(lambda i: json.dumps({"level": "error", "requestId": word() + word(), "user": word() + word(),
                                               "url": f"https://{word()}/{word()}", "model": word(), "message": words(8)})),
    "all unknown": made(lambda i: json.dumps({"level": "error", "message": words(12)})),
    "all unknown, as text": made(lambda i: "ERROR " + words(12)),
    "deep": lambda n: '{"a":' * (n // 6) + "1" + "}" * (n // 6),
    "deep arrays": lambda n: '{"message":' + "[" * (n // 2) + "]" * (n // 2) + "}",
    "one huge record of many logs": lambda n: '{"outcome":"ok","logs":[' + ",".join(
        f'{{"message":["error {i} failed"],"level":"error"}}' for i in range(n // 50)) + "]}",
    "one huge record of many keys": lambda n: '{"level":"error",' + ",".join(f'"k{i}":"v{i}"' for i in range(n // 20)) + "}",
    "one huge line": repeated("x y ", "ERROR "),
    "one huge word": repeated("x", "ERROR "),
    "one huge message of escapes": lambda n: '{"level":"error","message":"' + '\\"{' * (n // 3) + '"}',
    "one huge stack": repeated("    at foo (a.js:1:2)\n", "Error: x\n"),
    "one array": lambda n: "[" + ",".join(f'{{"level":"error","message":"m {i}"}}' for i in range(n // 34)) + "]",
    "colour sequences without end": repeated("\x1b]\x1b\\", "2026-03-15T10:00:00Z ERROR "),
    "torn values between lines of text": made(lambda i: f'{{"a{i}":[1,\nx\n\0'),
    "empty lines": repeated("\n"),
    "lines of one letter": repeated("a\n"),
    "empty objects": repeated("{}\n"),
}


def fold(a, b):
    product = a * b
    return (product ^ product >> 64) & (1 << 64) - 1


def colliding(n):
    """Texts of 16 bytes that all have one hash (str_hash in src/base/str.c): the second half of each undoes the first."""
    found = []
    while len(found) < n:
        first = bytes(CHANCE.choices(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", k=8))
        second = fold(0x9e3779b97f4a7c15 ^ 16 ^ int.from_bytes(first, "little"), 0xe7037ed1a0b428db).to_bytes(8, "little")
        if all(c in WRITTEN for c in second):
            found.append((first + second).decode())
    return found


WRITTEN = set(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:;,!?/+*=()[]{}<>#$%&@^|~ ")


def collisions_cost_nothing(count):
    """How much more a log costs whose keys have one hash than one of any keys."""
    def log(keys):
        return "".join(json.dumps({"level": "info", "model": key}) + "\n" for key in keys * 3)
    keys = colliding(800)
    others = ["".join(CHANCE.sample(key, len(key))) for key in keys]
    return count(log(keys), "-b", "model") / count(log(others), "-b", "model")


class Counter:
    """Instructions that a command takes beyond those of an empty input."""

    def __init__(self, program, folder):
        self.program, self.log, self.known = program, pathlib.Path(folder) / "log", {}

    def __call__(self, text, *arguments):
        return max(self.run(text, arguments) - self.run("", arguments), 1)

    def run(self, text, arguments):
        if (text, arguments) not in self.known:
            self.known[text, arguments] = self.measure(text, arguments)
        return self.known[text, arguments]

    def measure(self, text, arguments):
        self.log.write_text(text)
        done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", self.program, *arguments,
                               str(self.log)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=600)
        return int(re.search(r"Collected : (\d+)", done.stderr)[1])


# What hides secrets must not look for the end of a value again and again.
QUOTED = {
    "names and quotes that the next one closes": lambda n: repeated("password “ab cd ef ", "ERROR ")(n - 20) + " expired",
    "names and quotes that close late, where something is wrong": lambda n: repeated("password «ab cd ef ", "ERROR ")(n - 20) + " expired»",
    "names whose values go on over lines": lambda n: json.dumps({"level": "error", "msg": repeated("  x1password:\n    a1b2c3\n    ***7password→\n")(n)}),
    "names in lines of their values": lambda n: json.dumps({"level": "error", "msg": repeated("  x1password→\n")(n - 20) + "  invalid.x1y2z3"}),
    "names and quotes that are never closed": lambda n: repeated("password „ab cd ‘ef ", "ERROR ")(n - 20) + " expired",
}
SHOWN = ("grep", "-o", "jsonl", "-j1")


def cases():
    for name, shape in QUOTED.items():
        yield name, shape, SHOWN
    for name, shape in (TORN | WHOLE).items():
        yield name, shape, ("-j1",)


# Its tables fill up, and what is dropped from full ones costs more: it begins with full ones.
FILLED = {"all unknown, as text": 4 * UNIT}


def growth(count, shape, unit, arguments):
    """How much more a byte of the fourfold unit costs than one of the unit."""
    few, many = (max(count(log, *arguments) / len(log), LEAST) for log in (shape(unit), shape(4 * unit)))
    return many / few


def threads_in_vain(count, shape):
    """How much more two threads take than one, of a log in which no guess of where a record begins is right. What
    would read everything behind each wrong guess takes a multiple of it."""
    text = shape(4 * UNIT)
    return count(text, *THREADS) / count(text, *(a if a != "-j2" else "-j1" for a in THREADS))


def grep_groups_nothing(count):
    """What part of a report's work grep does on errors that it never groups; that of the report is mostly grouping."""
    text = WHOLE["all unknown"](2 * UNIT)
    return count(text, "grep", "--count", "-j1") / count(text, "-j1")


def most(times, bound):
    return "" if times <= bound else f"{bound} at the most"


def results(program, todo):
    with tempfile.TemporaryDirectory() as folder:
        count = Counter(program, folder)
        for name, shape, arguments in todo:
            times = growth(count, shape, FILLED.get(name, UNIT), arguments)
            yield f"{name}, {' '.join(arguments)}: {times:.2f} times as much a byte", most(times, MOST)
        part = grep_groups_nothing(count)
        yield f"grep groups nothing: {part:.2f} of a report's work", most(part, 0.3)
        times = collisions_cost_nothing(count)
        yield f"keys of one hash: {times:.2f} times as much", most(times, MOST)
        for name, shape in TORN.items():
            times = threads_in_vain(count, shape)
            yield f"{name}, on two threads: {times:.2f} times as much", most(times, IN_VAIN)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    if not shutil.which("valgrind"):
        print("1..0 # SKIP no valgrind")
        return 0
    todo = [*cases()]
    return tap.tell(results(program, todo), len(todo) + 2 + len(TORN))


if __name__ == "__main__":
    sys.exit(main())
