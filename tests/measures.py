#!/usr/bin/env python3
"""What --show tells of the tables of --by, against an independent computation.

usage: measures.py SIGTAIL GEN [MEGABYTES]

GEN (tests/bench/gen) writes a log as wrangler tail prints it, which is asked questions: sigtail's answer in JSON must be
what Python computes over the same bytes, read with its own JSON parser; quantiles within the error that the report
states, different values within five of their standard errors beyond the bound of exactness. Then the reports of three
parts are merged, and must say what the report of the whole does. Prints TAP, one line a question.
"""
import collections
import datetime
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone
EXACT, STANDARD_ERROR = 256, 0.0163  # of different values


def known(value):
    return None if value in (None, "", "undefined", "null") else str(value)


def properties(record):
    """Those of the lines of JSON among the messages."""
    for entry in record.get("logs", []):
        for item in entry["message"]:
            if isinstance(item, str) and item.startswith("{"):
                yield json.loads(item).get("properties", {})


def first(values):
    return next((v for v in values if v is not None), None)


class Row:
    """A record as the questions see it."""

    def __init__(self, r):
        event = r.get("event") or {}
        request = event.get("request") or {}
        self.time, self.outcome = r.get("eventTimestamp"), known(r.get("outcome"))
        self.status = (event.get("response") or {}).get("status")
        self.wall, self.cpu = r.get("wallTime"), r.get("cpuTime")
        cf = request.get("cf") or {}
        self.colo, self.country, self.rtt = known(cf.get("colo")), known(cf.get("country")), cf.get("clientTcpRtt")
        self.ip = known((request.get("headers") or {}).get("cf-connecting-ip"))
        self.bytes = (request.get("headers") or {}).get("content-length")
        self.bytes = None if self.bytes is None else int(self.bytes)
        lines = list(properties(r))
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.get("url") or "").query)
        self.model = first([query.get("model", [None])[0]] + [known(p.get("model")) for p in lines])
        self.user = first(known(p.get("user")) for p in lines)
        duration = first(p.get("duration") for p in lines)
        self.duration = self.wall if duration is None else duration


def read_log(path):
    with open(path) as lines:
        return [Row(json.loads(line)) for line in lines]


# ---- what is asked ----

NAMES = {"colo": ".event.request.cf.colo", "country": ".event.request.cf.country", "wall": ".wallTime", "cpu": ".cpuTime",
         "rtt": ".event.request.cf.clientTcpRtt", "ip": ".event.request.headers.cf-connecting-ip",
         "bytes": ".event.request.headers.content-length"}

QUESTIONS = [  # filters; keys; measures
    ("", "status", "count,rate,first,last"),
    ("", "model", "p50(duration),p95(duration),avg(duration),max(duration)"),
    ("", "model,time:5m", "count,rate,p50,p95,avg,max,distinct(user),first,last"),
    ("", "time:1m", "rate,distinct(user),p99"),
    ("", "time:1h,outcome", "sum(cpu),avg(cpu),max(cpu)"),
    ("", "duration:log", "min,max,avg"),
    ("", "duration:log2", "min,max,sum"),
    ("", "duration:log10", "p50(wall),p50(duration)"),
    ("", "duration:500ms", "p50,distinct(model)"),
    ("", "status:100", "p1,p10,p25,p50,p75,p90,p95,p99,p99.9,p100"),
    ("status>=500", "model", "p95(wall),avg(wall),distinct(user)"),
    ("status>=400 and not model in (flux, kontext)", "model,status", "p50,last"),
    ("has user", "country", "distinct(user),distinct(ip),p95(rtt)"),
    ("has model and (status=200 or duration>10s)", "colo", "avg(bytes),sum(bytes),max(bytes),p90(bytes)"),
    ("outcome!=ok", "outcome", "min(cpu),p50(cpu),max(cpu),first,last"),
    ("", "rtt:log", "avg(rtt),distinct(colo)"),
    ("", "bytes:1000", "min(bytes),max(bytes)"),
    ("", "", "count,rate,p50,p95,p99,avg,sum,min,max,distinct(user),distinct(ip),distinct(colo),first,last"),
    ("", "user", "sum(bytes),avg(duration)"),
    ("model~*^OPENAI", "model,time:10m", "p95(cpu),min(cpu),rate"),
    ("status=200", "country,status:100", "p50(wall),p95(wall),max(wall)"),
    ("", "cpu:20", "p50(cpu),avg(wall),distinct(status)"),
]

TESTS = {  # the filters again
    "": lambda r: True,
    "status>=500": lambda r: r.status and r.status >= 500,
    "status>=400 and not model in (flux, kontext)": lambda r: r.status and r.status >= 400 and r.model not in ("flux", "kontext"),
    "has user": lambda r: r.user,
    "has model and (status=200 or duration>10s)": lambda r: r.model and (r.status == 200 or (r.duration or 0) > 10000),
    "outcome!=ok": lambda r: r.outcome != "ok",
    "model~*^OPENAI": lambda r: (r.model or "").lower().startswith("openai"),
    "status=200": lambda r: r.status == 200,
}


# ---- computed ----

def stamp(ms):
    return datetime.datetime.fromtimestamp(ms / 1000, datetime.timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"


LENGTHS = {"ms": 1, "s": 1000, "m": 60000, "h": 3600000}


def length(text):
    unit = text.lstrip("0123456789")
    return int(text[:len(text) - len(unit)]) * LENGTHS.get(unit, 1)


def ladder(name):
    steps = {"log": [1, 2, 5], "log2": [1], "log10": [1]}[name]
    base = 2 if name == "log2" else 10
    return [s * base ** e for e in range(40) for s in steps]


def key_of(row, key):
    field, _, step = key.partition(":")
    value = getattr(row, field)
    if value is None or not step:
        return known(value)
    if step.startswith("log"):
        return str(max((s for s in ladder(step) if s <= value), default=0))
    least = value // length(step) * length(step)
    return stamp(least) if field == "time" else str(least)


def nearest_rank(values, percent):
    return sorted(values)[max(0, math.ceil(percent * len(values) / 100 - 1e-9) - 1)]


def figure(rows, measure, minutes):
    name, _, of = measure.rstrip(")").partition("(")
    values = [v for v in (getattr(r, of or "duration") for r in rows) if v is not None]
    if name == "rate":
        return len(rows) / minutes if minutes else None
    if name in ("first", "last"):
        times = [r.time for r in rows if r.time is not None]
        return stamp({"first": min, "last": max}[name](times)) if times else None
    if name == "distinct":
        return len({str(v) for v in values})
    if not values:
        return None
    if name[0] == "p":
        return nearest_rank(values, float(name[1:]))
    return {"avg": lambda v: sum(v) / len(v), "sum": sum, "min": min, "max": max}[name](values)


def minutes_of(rows, keys):
    step = next((k.partition(":")[2] for k in keys if k.startswith("time:")), None)
    times = [r.time for r in rows if r.time is not None]
    return (length(step) if step else max(times) - min(times)) / 60000


def expected(rows, where, keys, measures):
    taken = [r for r in rows if TESTS[where](r)]
    minutes = minutes_of(taken, keys)
    table = collections.defaultdict(list)
    for r in taken:
        table[tuple(key_of(r, k) for k in keys)].append(r)
    return {key: (len(members), {m: figure(members, m, minutes) for m in measures if m != "count"})
            for key, members in table.items()}


# ---- asked ----

def spelled(word):
    """A key or measure with the names that sigtail has for it."""
    head, open_, of = word.rstrip(")").partition("(")
    if open_:
        return f"{head}({NAMES.get(of, of)})"
    field, colon, step = word.partition(":")
    return NAMES.get(field, field) + colon + step


def options(question):
    where, by, show = question
    line = ["--show", ",".join(map(spelled, show.split(",")))]
    if by:
        line += ["-b", ",".join(map(spelled, by.split(",")))]
    return line + (["-w", where] if where else [])


def run(program, *arguments):
    return json.loads(subprocess.run([program, *arguments], check=True, capture_output=True).stdout)


def ask(program, question, path, *more):
    return run(program, "-o", "json", *more, *options(question), path)


def differs(measure, want, got, error):
    if want is None or got is None or isinstance(want, str):
        return want != got
    if measure.startswith("distinct"):
        return abs(want - got) > (5 * STANDARD_ERROR * want if want > EXACT else 0)
    off = error if measure[0] == "p" else 1e-9
    return abs(want - got) > off * abs(want) + 1e-9


def full_name(measure):
    name = spelled(measure)
    return name if "(" in name or name in ("rate", "first", "last") else name + "(duration)"


def compare(rows, question, group):
    where, by, show = question
    keys, measures = by.split(",") if by else [], show.split(",")
    want = expected(rows, where, keys, measures)
    got = {tuple(r["key"]): r for r in group["rows"]}
    if want.keys() != got.keys():
        return f"rows {sorted(map(str, want.keys() ^ got.keys()))[:5]}"
    error = group.get("quantile_error", 0)
    for key, (records, figures) in want.items():
        if got[key]["records"] != records:
            return f"{key}: {got[key]['records']} records, not {records}"
        for measure, value in figures.items():
            answer = got[key]["show"][full_name(measure)]
            if differs(measure, value, answer, error):
                return f"{key} {measure}: {answer}, not {value}"
    return None


def told(report):
    return report["groups"][0]["rows"]


def wrong(program, rows, question, path):
    whole = ask(program, question, path, "-j", "1")
    why = compare(rows, question, whole["groups"][0])
    if why:
        return why
    for more in (["-j", "4", "--segment-bytes", "100000"], ["--read-size", "65536"]):
        if told(ask(program, question, path, *more)) != told(whole):
            return f"another answer with {' '.join(more)}"
    return None


def merged_differs(program, question, path, parts):
    whole = ask(program, question, path)
    for number, part in enumerate(parts):
        with open(f"{path}.{number}.report", "w") as out:
            json.dump(ask(program, question, part), out)
    sum_ = run(program, "merge", "-o", "json", *(f"{path}.{n}.report" for n in range(len(parts))))
    return next((f"want {str(w)[:300]}\n  got  {str(g)[:300]}" for w, g in zip(told(whole), told(sum_)) if w != g),
                None if len(told(whole)) == len(told(sum_)) else "more or fewer rows")


def split(path, n):
    lines = open(path).readlines()
    for i in range(n):
        with open(f"{path}.{i}", "w") as out:
            out.writelines(lines[len(lines) * i // n:len(lines) * (i + 1) // n])
        yield f"{path}.{i}"


def main():
    program, gen = (str(pathlib.Path(argument).resolve()) for argument in sys.argv[1:3])
    size = sys.argv[3] if len(sys.argv) > 3 else "50"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log")
        subprocess.run([gen, "--format", "tail-compact", "--size", size + "M", "-o", path], check=True)
        rows, parts = read_log(path), list(split(path, 3))
        print(f"# {len(rows)} records")
        results = [(" ".join(options(q)), wrong(program, rows, q, path)) for q in QUESTIONS]
        results += [("merged: " + " ".join(options(q)), merged_differs(program, q, path, parts)) for q in QUESTIONS]
    return tap.tell(results)


if __name__ == "__main__":
    sys.exit(main())
