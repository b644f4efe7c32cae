#!/usr/bin/env python3
"""What --where, --by, --since, --until, --last, --min and --top answer, against an independent computation.

usage: answers.py SIGTAIL [MEGABYTES]

Writes a log of the gateway's shape, then asks it questions: sigtail's answer in JSON must be what Python counts over
the same bytes, read with its own JSON parser. Prints TAP, one line a question.
"""
import collections
import datetime
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone

START_MS = 1773566400000  # 2026-03-15T09:20:00Z
MODELS = ["flux", "kontext", "veo", "openai", "openai-audio", "claude"]
MESSAGES = {500: ["No video data in response", "the provider failed"], 502: ["bad answer from the provider"],
            504: ["the provider timed out"], 400: ["Provided image is not valid", "a parameter is missing"],
            401: ["no API key"], 402: ["the balance is used up"], 403: ["this model is not for this key"],
            429: ["rate limit reached"]}
HOSTS = ["gpt1-resource", "gpt2-resource", "safety"]
STATUSES = [200] * 20 + [400, 401, 401, 402, 403, 403, 429, 500, 500, 502, 504]
AGENTS = ["curl/8.5.0", "python-requests/2.32.3", "OpenAI/JS 4.52.0"]


def logtape(chance, time_ms, status, message, request):
    properties = {"requestId": request, "status": status, "duration": chance.randrange(6000)}
    if chance.random() < 0.8:
        properties["user"] = f"user{int(chance.paretovariate(0.7)) % 400}"
        properties["tier"] = chance.choice(["spore", "seed", "flower"])
    elif chance.random() < 0.5:
        properties["user"] = chance.choice(["", None, "undefined"])
    stamp = datetime.datetime.fromtimestamp(time_ms / 1000, datetime.timezone.utc).isoformat()
    return json.dumps({"@timestamp": stamp, "level": "ERROR" if status >= 400 else "INFO", "message": message,
                       "logger": "hono", "properties": properties})


def record(chance, number):
    time_ms = START_MS + number * 97 + chance.randrange(90)
    status = chance.choice(STATUSES)
    message = chance.choice(MESSAGES.get(status, ["served"]))
    request = "%032x" % chance.getrandbits(128)
    level = "error" if status >= 400 else "info"
    logs = [{"message": [logtape(chance, time_ms, status, message, request)], "level": level, "timestamp": time_ms}]
    if chance.random() < 0.01:
        host = chance.choice(HOSTS) + ".cognitiveservices.azure.com"
        logs.append({"message": [f"getaddrinfo ENOTFOUND {host}"], "level": "warn", "timestamp": time_ms})
    headers = {"user-agent": chance.choice(AGENTS), "x-request-id": request, "padding": "x" * 900}
    url = "https://gateway.example/image/a%20cat?seed=7&model=" + chance.choice(MODELS)
    return {"wallTime": 12, "cpuTime": 3, "truncated": False, "outcome": "ok", "scriptName": "gateway", "exceptions": [],
            "logs": logs, "eventTimestamp": time_ms if chance.random() < 0.995 else None,
            "event": {"request": {"url": url, "method": chance.choice(["GET", "POST"]), "headers": headers,
                                  "cf": {"colo": chance.choice(["SJC", "FRA", "NRT"])}},
                      "response": {"status": status}}}


def write_log(path, size):
    chance = random.Random(4)
    written = number = 0
    with open(path, "w") as out:
        while written < size:
            indent = 4 if number % 3 == 0 else None  # wrangler prints both
            written += out.write(json.dumps(record(chance, number), indent=indent) + "\n")
            number += 1


def known(value):
    return None if value in (None, "", "undefined", "null") else str(value)


class Row:
    """A record as the questions see it."""

    def __init__(self, r):
        line = json.loads(r["logs"][0]["message"][0])
        p = line["properties"]
        self.status = r["event"]["response"]["status"]
        self.model = re.search(r"model=([^&]*)", r["event"]["request"]["url"])[1]
        self.user, self.tier = known(p.get("user")), known(p.get("tier"))
        self.message = line["message"]
        self.method = r["event"]["request"]["method"]
        self.agent = r["event"]["request"]["headers"]["user-agent"]
        self.colo = r["event"]["request"]["cf"]["colo"]
        self.duration = p["duration"]
        self.request = p["requestId"]
        self.level = r["logs"][0]["level"]
        self.time = r["eventTimestamp"] or r["logs"][0]["timestamp"]
        found = re.search(r"ENOTFOUND (\S+)", r["logs"][1]["message"][0]) if len(r["logs"]) > 1 else None
        self.host = found and found[1]


def read_log(path):
    text, decoder, at, rows = open(path).read(), json.JSONDecoder(), 0, []
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        rows.append(Row(value))
        at += 1
    return rows


HALF = START_MS + 30 * 60000


def questions(newest):
    """Options; which rows; by what; and how many rows of the table, of how many records at least."""
    fail = lambda r: r.status >= 500
    yield "-b status", lambda r: True, ["status"], None, 0
    yield "-b model,status -b method", lambda r: True, ["model", "status"], None, 0
    yield "-w status>=400 -b model,status,message -n 20", lambda r: r.status >= 400, ["model", "status", "message"], 20, 0
    yield "-w status=5xx -b user,model,message", fail, ["user", "model", "message"], None, 0
    yield "-w status=403 -w tier=spore -b user --min 10", lambda r: r.status == 403 and r.tier == "spore", ["user"], None, 10
    yield "-w status=401,403 -b user,tier -n 7", lambda r: r.status in (401, 403), ["user", "tier"], 7, 0
    yield "--last 10m -w status>=500 -b user", lambda r: fail(r) and r.time > newest - 600000, ["user"], None, 0
    yield "--since 2026-03-15T09:50 -b status", lambda r: r.time >= HALF, ["status"], None, 0
    yield "--until 2026-03-15T10:50+01:00 -b colo", lambda r: r.time < HALF, ["colo"], None, 0
    yield "-w user!='' -b tier", lambda r: r.user, ["tier"], None, 0
    yield "-w user='' -b status", lambda r: not r.user, ["status"], None, 0
    yield "-w duration>2s -b model", lambda r: r.duration > 2000, ["model"], None, 0
    yield "-w message~timed.out -b model,colo", lambda r: "timed out" in r.message, ["model", "colo"], None, 0
    yield "-w .event.request.headers.user-agent!~^curl -b method", lambda r: not r.agent.startswith("curl"), ["method"], None, 0
    yield "-w .event.request.cf.colo=SJC -w model!=veo,flux -b model", \
        lambda r: r.colo == "SJC" and r.model not in ("veo", "flux"), ["model"], None, 0
    yield "-s azure-content-safety-dns -b host", lambda r: r.host, ["host"], None, 0
    yield "-w cap.host~^gpt -b host,status", lambda r: r.host and r.host.startswith("gpt"), ["host", "status"], None, 0
    yield "-w level>=error -b message", lambda r: r.level == "error", ["message"], None, 0
    yield "-w status=504 -w status!=5xx -b user", lambda r: False, ["user"], None, 0


SPELLED = {"colo": ".event.request.cf.colo", "host": "cap.host"}


def expected(rows, taken, by, top, least):
    count = collections.Counter(tuple(known(getattr(r, f)) for f in by) for r in rows if taken(r))
    table = sorted(((n, k) for k, n in count.items()), key=lambda x: (-x[0], [v or "" for v in x[1]]))
    listed = [{"key": list(k), "records": n} for n, k in table if n >= least][:top]
    return {"rows": listed, "other": sum(count.values()) - sum(r["records"] for r in listed)}


def arguments(line):
    words = line.split(" ")
    for at, word in enumerate(words):
        if at and words[at - 1] == "-b":
            word = ",".join(SPELLED.get(f, f) for f in word.split(","))
        yield word


def ask(program, line, path, threads):
    command = [program, "-o", "json", "-j", threads, *arguments(line), path]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def wrong(program, rows, question, path):
    line, taken, by, top, least = question
    for threads in "1", "4":
        report = ask(program, line, path, threads)
        group, want = report["groups"][0], expected(rows, taken, by, top, least)
        got = {"rows": group["rows"], "other": group["other"]}
        selected = sum(report["classes"].values())
        if got != want:
            return f"with {threads} threads\n  want {json.dumps(want)[:600]}\n  got  {json.dumps(got)[:600]}"
        if selected + report["input"]["filtered"] != len(rows) or selected != sum(map(bool, map(taken, rows))):
            return f"{selected} records and {report['input']['filtered']} filtered of {len(rows)}"
    return None


def beyond_bound(program, rows, path):
    """More keys than a table keeps: the books balance, and it says so."""
    group = ask(program, "-b request -b user", path, "2")["groups"][0]
    total = sum(r["records"] for r in group["rows"]) + group["other"]
    many = len({r.request for r in rows}) > 10000
    if total != len(rows) or group["approximate"] != many:
        return f"{total} of {len(rows)} records, approximate: {group['approximate']}"
    return None


def main():
    program, size = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 50
    with tempfile.NamedTemporaryFile(suffix=".json") as log:
        write_log(log.name, size * 1e6)
        rows = read_log(log.name)
        asked = list(questions(max(r.time for r in rows)))
        results = [(q[0], wrong(program, rows, q, log.name)) for q in asked]
        results.append(("-b request: more keys than are kept", beyond_bound(program, rows, log.name)))
    return tap.tell(results)


if __name__ == "__main__":
    sys.exit(main())
