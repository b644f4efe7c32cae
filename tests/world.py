#!/usr/bin/env python3
"""Logs as real programs wrote them (tests/world/), each with what a careful reader finds in it, and the same logs as
other programs pass them on: by a journal, Docker, Kubernetes, docker compose. Wrapping a log changes nothing of what
went wrong in it. Splices are pieces of all logs behind one another, cut anywhere: nobody says what is in them, but
grep counts as many records as the report, and every way to read them makes the same report. With THINNED=N a short log
(below) is wrapped in every N-th way only, each in others.

usage: world.py SIGTAIL [--only GLOB]        prints TAP, one line a log, one a log and wrapping, one a splice

world/expected.json says of each log (all but `from` is optional):
    from        the program that wrote it
    records     how many records it holds
    errors      how many of them went wrong: class investigate or unknown
    expected    how many are of class expected
    statuses    of its records
    rows        [text, {field: value}]: the first row of `grep -o jsonl` whose message or url has the text
    wrap        false: it is not wrapped (it is a wrapped log itself, or more than one program's)

tests/world/marked/*.txt hold many short logs, each line with a mark of what it is:

    == NAME [!] [@TEXT]: the program that wrote it (!: it is not wrapped; the time of each record holds TEXT)
    E503:error| the first line of a record that went wrong, of status 503 and level error (both optional)
    X404| one of class expected      C| one that is clean      N| a line that is no record      +| the record goes on
"""
import argparse
import fnmatch
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

HERE = pathlib.Path(__file__).resolve().parent / "world"
FIXTURES = HERE.parent.parent / "fixtures"
ENV = dict(PATH="/usr/bin:/bin", TZ="UTC", LC_ALL="C.UTF-8", NO_COLOR="1")
NOW = "--now=2026-11-30T00:00:00Z"
ALL = "investigate,expected,unknown,clean"
CLAIMS = {"from", "records", "errors", "expected", "statuses", "rows", "wrap"}
VARIANTS = [["-j4", "--segment-bytes=4096"], ["--read-size=7"]]
NOTHING = ["-p", str(HERE / "nothing.yaml")]  # a format of a user's that matches nothing


def run(sigtail, *args):
    done = subprocess.run([sigtail, *args], capture_output=True, env=ENV, timeout=120)
    if done.returncode not in (0, 1) or done.stderr:
        raise ValueError(f"exit status {done.returncode}: {done.stderr.decode()[:300]}")
    return done.stdout.decode()


def report(sigtail, path, *args):
    return json.loads(run(sigtail, NOW, *args, "-o", "json", path))


def counts(r):
    c = r["classes"]
    return {"records": r["input"]["records"], "errors": c["investigate"] + c["unknown"], "expected": c["expected"],
            "statuses": {str(s["status"]): s["records"] for s in r["statuses"]}}


# --- wrapping: as programs that carry other programs' lines write them, ten a second: what one call printed comes in one
# moment ---


def journal_short(lines):
    return "".join(f"Nov 28 06:{n // 600 % 60:02d}:{n // 10 % 60:02d} web-1 app[4711]: {line}\n"
                   for n, line in enumerate(lines) if line.strip())


def journal_json(lines):
    at = 1795847700000000
    return "".join(json.dumps({"__REALTIME_TIMESTAMP": str(at + n * 1000), "_HOSTNAME": "web-1", "PRIORITY": "6",
                               "_TRANSPORT": "stdout", "SYSLOG_IDENTIFIER": "app", "_PID": "4711", "MESSAGE": line},
                              ensure_ascii=False) + "\n" for n, line in enumerate(lines) if line.strip())


def stamp(n):
    return f"2026-11-28T06:{n // 600 % 60:02d}:{n // 10 % 60:02d}.{n % 10}23456789Z"


def docker_json_file(lines):
    return "".join(json.dumps({"log": line + "\n", "stream": "stdout", "time": stamp(n)}, ensure_ascii=False) + "\n"
                   for n, line in enumerate(lines))


def docker_compose(lines):
    return "".join(f"app-1  | {line}\n" for line in lines)


def kubernetes_cri(lines):
    return "".join(f"{stamp(n)} stdout F {line}\n" for n, line in enumerate(lines))


def kubectl_prefix(lines):
    return "".join(f"[pod/app-6c9d-x2x/app] {line}\n" for line in lines)


WRAPPINGS = [journal_short, journal_json, docker_json_file, docker_compose, kubernetes_cri, kubectl_prefix]


# --- checks: each returns what does not hold ---


def differences(got, want):
    return [f"{k}: {got[k]}, expected {want[k]}" for k in got if k in want and got[k] != want[k]]


def row_with(rows, text):
    return next((r for r in rows if text in (r["message"] or "") or text in (r["url"] or "")), None)


def check_rows(sigtail, path, want):
    rows = [json.loads(line) for line in run(sigtail, "grep", NOW, "-c", ALL, "-o", "jsonl", path).splitlines()]
    for text, fields in want:
        row = row_with(rows, text)
        if row is None:
            yield f"no row has {text!r}"
            continue
        yield from (f"{text!r}: {k} is {row[k]!r}, expected {v!r}" for k, v in fields.items() if row[k] != v)


def check_log(sigtail, path, want):
    whole = report(sigtail, path)
    wrong = [f"expected.json: there is no claim {key!r}" for key in want if key not in CLAIMS]
    wrong += differences(counts(whole), want)
    wrong += check_rows(sigtail, path, want.get("rows", []))
    for args in VARIANTS:
        if report(sigtail, path, *args) != whole:
            wrong.append(f"{' '.join(args)} makes another report")
    counted = int(run(sigtail, "grep", NOW, "-c", ALL, "--count", path))
    if counted != whole["input"]["records"]:
        wrong.append(f"grep --count finds {counted} records, the report {whole['input']['records']}")
    return wrong


def check_wrapped(sigtail, path, want, wrap):
    lines = pathlib.Path(path).read_bytes().decode("utf-8", "surrogateescape").rstrip("\n").split("\n")
    with tempfile.TemporaryDirectory() as folder:
        wrapped = os.path.join(folder, "app.log")
        pathlib.Path(wrapped).write_bytes(wrap(lines).encode("utf-8", "surrogateescape"))
        got = counts(report(sigtail, wrapped))
    del got["records"]
    return differences(got, want)


# --- marked logs ---

CASE = re.compile(r"== (\S+)( !)?(?: @(\S+))?: (.*)")
MARK = re.compile(r"(?:([ECX])(\d{3})?(?::(\w+))?|[N+])\| ?(.*)")
CLASS_MARKS = {"investigate": "E", "unknown": "E", "expected": "X", "clean": "C"}


def marked_cases(path):
    cases = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        case, mark = CASE.fullmatch(line), MARK.fullmatch(line)
        if case:
            name, alone, time, _ = case.groups()
            cases.append({"name": name, "wrap": not alone, "time": time, "lines": [], "records": []})
        elif mark:
            cases[-1]["lines"].append(mark[4])
            if mark[1]:
                cases[-1]["records"].append((mark[1], mark[2] and int(mark[2]), mark[3], mark[4]))
        else:
            raise ValueError(f"{path.name}:{number}: neither a log's name nor a marked line")
    return cases


def check_record(row, record, time):
    mark, status, level, text = record
    if CLASS_MARKS[row["class"]] != mark:
        yield f"{row['class']}, expected {mark}: {text}"
    if status and row["status"] != status:
        yield f"status {row['status']}, expected {status}: {text}"
    if level and row["level"] != level:
        yield f"level {row['level']}, expected {level}: {text}"
    if time and time not in (row["time"] or ""):
        yield f"time {row['time']}, expected {time}: {text}"


def with_file(lines, check):
    """What check(path) returns of a file of these lines."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "app.log")
        pathlib.Path(path).write_text("".join(line + "\n" for line in lines))
        return list(check(path))


def check_marked(sigtail, case):
    def check(path):
        printed = run(sigtail, "grep", NOW, "-c", ALL, "-o", "jsonl", path)
        rows = [json.loads(line) for line in printed.splitlines()]
        if run(sigtail, "grep", NOW, *NOTHING, "-c", ALL, "-o", "jsonl", path) != printed:
            yield "another format of lines, which matches nothing, changes rows"
        if len(rows) != len(case["records"]):
            yield f"{len(rows)} records, expected {len(case['records'])}"
            return
        for row, record in zip(rows, case["records"]):
            yield from check_record(row, record, case["time"])
    return with_file(case["lines"], check)


def counts_marked(case):
    statuses = [str(status) for _, status, _, _ in case["records"] if status]
    marks = [mark for mark, _, _, _ in case["records"]]
    return {"errors": marks.count("E"), "expected": marks.count("X"), "statuses": {s: statuses.count(s) for s in statuses}}


def check_marked_wrapped(sigtail, case, wrappings):
    want = counts_marked(case)

    def check(path):
        got = counts(report(sigtail, path))
        if counts(report(sigtail, path, *NOTHING)) != got:
            yield "another format of lines, which matches nothing, changes counts"
        got["statuses"] = {s: got["statuses"].get(s, 0) for s in want["statuses"]}
        yield from differences(got, want)
    for wrap in wrappings:
        yield from (f"in {wrap.__name__.replace('_', '-')}: {wrong}" for wrong in with_file(wrap(case["lines"]).splitlines(), check))


def marked_jobs(only):
    thinned = int(os.environ.get("THINNED", "1"))
    cases = [case for path in sorted((HERE / "marked").glob("*.txt")) for case in marked_cases(path)]
    for number, case in enumerate(cases):
        if fnmatch.fnmatch(case["name"], only):
            yield case["name"], check_marked, (case,)
            if case["wrap"]:
                yield f"{case['name']} in all of them", check_marked_wrapped, (case, WRAPPINGS[number % thinned::thinned])


# --- splices: pieces of logs one behind another, cut anywhere ---

SPLICES = 24


def splice(seed):
    """The bytes of some captures' pieces; most are cut in the middle of a record."""
    chance = random.Random(seed)
    fixtures = sorted(f for f in FIXTURES.iterdir() if f.suffix in (".txt", ".json", ".jsonl") and "truth" not in f.name)
    logs = sorted(HERE.glob("*.log"))
    pieces = []
    for _ in range(6):
        whole = chance.choice(chance.choice([fixtures, logs])).read_bytes()
        at = chance.randrange(len(whole))
        pieces.append(whole[at:at + chance.randrange(20000)])
    return b"".join(pieces)


def check_splice(sigtail, seed):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "app.log")
        pathlib.Path(path).write_bytes(splice(seed))
        whole = report(sigtail, path)
        counted = int(run(sigtail, "grep", NOW, "-c", ALL, "--count", path))
        records = whole["input"]["records"]
        if counted != records:
            yield f"grep --count finds {counted} records, the report {records}"
        for args in VARIANTS:
            if report(sigtail, path, *args) != whole:
                yield f"{' '.join(args)} makes another report"


def perform(sigtail, check, args):
    try:
        return list(check(sigtail, *args))
    except (ValueError, KeyError, subprocess.TimeoutExpired) as e:
        return [repr(e)]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("sigtail")
    options.add_argument("--only", default="*")
    options = options.parse_args()
    jobs = []
    for name, want in json.loads((HERE / "expected.json").read_text()).items():
        if not fnmatch.fnmatch(name, options.only):
            continue
        path = str(HERE / (name + ".log"))
        jobs.append((name, check_log, (path, want)))
        if want.get("wrap", True):
            jobs += [(f"{name} in {w.__name__.replace('_', '-')}", check_wrapped, (path, want, w)) for w in WRAPPINGS]
    jobs += list(marked_jobs(options.only))
    jobs += [(f"splice {n}", check_splice, (n,)) for n in range(SPLICES) if fnmatch.fnmatch(f"splice {n}", options.only)]
    return tap.tell(((name, perform(options.sigtail, check, args)) for name, check, args in jobs), len(jobs))


if __name__ == "__main__":
    sys.exit(main())
