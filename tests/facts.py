#!/usr/bin/env python3
"""All formats of a report tell the same facts: facts.py SIGTAIL. What -o json says of errors must stand in the
text, Markdown, HTML, CSV and Prometheus reports, and its numbers must agree with each other. Prints TAP."""
import csv
import html
import io
import json
import os
import pathlib
import re
import subprocess
import sys

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
LOGS = ["fixtures/tail-small.json", "fixtures/tail-reconnect.txt", "fixtures/journal-short.txt", "fixtures/logtape.jsonl",
        "tests/golden/versions.jsonl", "tests/golden/burst.jsonl", "tests/golden/frames.jsonl", "tests/golden/prompts.txt"]


def run(sigtail, form, log):
    done = subprocess.run([sigtail, "-o", form, "--now", "2026-11-30T00:00:00Z", "-n", "1000", log], cwd=TOP,
                          capture_output=True, check=True)
    return done.stdout.decode()


def squeeze(text):
    return re.sub(r"[\s\\`]+", "", text)


def plain(form, text):
    """What `text` tells, without the marks of its format and without white space."""
    if form == "html":
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    if form == "csv":
        text = "\n".join(cell for row in csv.reader(io.StringIO(text)) for cell in row)
    if form == "prom":
        text = text.replace("\\n", "\n").replace('\\"', '"')
    return squeeze(text)


def rows_of(report):
    yield from report["signatures"]
    for status in report["statuses"]:
        if "messages" in status:
            yield {**status, "id": str(status["status"]), "records": status["unexplained"]}
            yield from status["messages"]
    yield from report["unknown"]


def facts_of(row):
    """(name, text) of each fact that every format tells of a row that someone must look at."""
    yield "id", row["id"][:6]
    if row.get("burst"):
        yield "burst", f"{row['burst']['records']} in "
    for key in "began_with", "ended_with":
        if row.get(key):
            yield key, key.replace("_", " ") + " " + row[key][:8]
    if row.get("class") == "expected":
        return
    for key in "cause", "impact", "frame":
        if row.get(key):
            yield key, row[key]
    for line in (row.get("fix") or "").splitlines():
        yield "fix", line
    for group in row.get("groups", []):
        for value in group["values"][:5]:
            yield "group", value["value"]
    if "template" in row:
        yield "template", row["template"][:16]


def check_sums(report, problem):
    classes, unknown = report["classes"], sum(u["records"] for u in report["unknown"])
    if unknown + report["other_unknown"] != classes["unknown"]:
        problem(f"unknown: {classes['unknown']} in the head, {unknown} + {report['other_unknown']} in rows")
    for status in report["statuses"]:
        own = sum(m["records"] for m in status.get("messages", [])) + status.get("other_messages", 0)
        if "messages" in status and own != status["unexplained"]:
            problem(f"status {status['status']}: {status['unexplained']} records, {own} in messages")
    for row in rows_of(report):
        if max(row["requests"], row["users"]) > row["records"]:
            problem(f"{row['id']}: more requests or users than records")
    if sum(classes.values()) + report["input"]["filtered"] != report["input"]["records"]:
        problem("classes and filtered are not all records")


def main():
    sigtail, number, failed = str(pathlib.Path(sys.argv[1]).resolve()), 0, 0
    for log in LOGS:
        problems = []
        report = json.loads(run(sigtail, "json", log))
        check_sums(report, problems.append)
        for form in "text", "md", "html", "csv", "prom":
            told = plain(form, run(sigtail, form, log))
            problems += [f"{form}: {row['id']}: no {name} {text!r}" for row in rows_of(report)
                         for name, text in facts_of(row) if squeeze(text) not in told]
        number, failed = number + 1, failed + bool(problems)
        print(f"{'not ok' if problems else 'ok'} {number} - {log}")
        print("".join(f"# {problem}\n" for problem in problems[:20]), end="")
    print(f"1..{number}")
    sys.exit(failed > 0)


main()
