#!/usr/bin/env python3
"""All formats of a report tell the same facts: facts.py SIGTAIL. What -o json says of errors must stand in the
text, Markdown, HTML, CSV and Prometheus reports, and its numbers must agree with each other. Each of them says what
stands under which status, and Markdown fits into an issue. Prints TAP."""
import csv
import html
import io
import itertools
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
LOGS = ["fixtures/tail-small.json", "fixtures/tail-reconnect.txt", "fixtures/journal-short.txt", "fixtures/logtape.jsonl",
        "tests/golden/versions.jsonl", "tests/golden/burst.jsonl", "tests/golden/frames.jsonl", "tests/golden/prompts.txt"]


def run(sigtail, form, log, *options):
    done = subprocess.run([sigtail, "-o", form, "--now", "2026-11-30T00:00:00Z", *options, log], cwd=TOP,
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
        if max(row["requests"] or 0, row["users"] or 0) > row["records"]:
            problem(f"{row['id']}: more requests or users than records")
    if sum(classes.values()) + report["input"]["filtered"] != report["input"]["records"]:
        problem("classes and filtered are not all records")


def check_log(sigtail, log, problem):
    report = json.loads(run(sigtail, "json", log, "-n", "1000"))
    check_sums(report, problem)
    for form in "text", "md", "html", "csv", "prom":
        told = plain(form, run(sigtail, form, log, "-n", "1000"))
        for row in rows_of(report):
            for name, text in facts_of(row):
                if squeeze(text) not in told:
                    problem(f"{form}: {row['id']}: no {name} {text!r}")


def write_statuses(log):
    """Two statuses with one message, whose parts vary, and with more messages than are shown; and a signature."""
    words = ["".join(pair) for pair in itertools.product(("bako", "lume", "tivo"), ("refa", "soni", "dupe", "gora"))]
    texts = [(status, f"lost 10.0.0.{i % 3}:5432 while the letter was kept") for status in (500, 502) for i in range(20)]
    texts += [(status, f"{word} {word[::-1]} {word[2:]}") for status in (500, 502) for word in words]
    texts += [(0, "Azure Content Safety not configured - skipping text analysis")]
    log.write_text("".join(json.dumps({"time": f"2026-03-15T09:{i % 60:02}:00Z", "level": "error", "message": text,
                                       **({"status": status} if status else {})}) + "\n"
                           for i, (status, text) in enumerate(texts)))


def check_statuses(sigtail, log, problem):
    """Of what stands under a status each format says so, and when it was."""
    write_statuses(log)
    rows = list(csv.DictReader(io.StringIO(run(sigtail, "csv", log))))
    for kind in "message", "breakdown":
        if {row.get("status") for row in rows if row["kind"] == kind} != {"500", "502"}:
            problem(f"csv: rows of kind {kind} without their status")
    told = run(sigtail, "json", log)
    if not all(sum(map(int, row["counts"].split())) == int(row["records"]) and f'"start": "{row["start"]}"' in told
               and f'"step_ms": {row["step_ms"]},' in told for row in rows if row["kind"] in ("unexplained", "message")):
        problem("csv: rows without their timeline")
    page = run(sigtail, "md", log)
    rests = re.findall(r"^\d+ more, .*", page, re.M)
    if len(rests) < 2 or len(set(rests)) < len(rests):
        problem(f"md: whose are they? {rests}")
    errors = [line for line in page.split("## Statuses")[0].splitlines() if re.match(r"\|(?: ↳)? `", line)]
    if len(errors) < 10 or not all(re.search("`[▁▂▃▄▅▆▇█\u00a0]+` \\|$", line) for line in errors):
        problem(f"md: rows without a timeline: {errors}")
    exposed = run(sigtail, "prom", log)
    for name in "signature", "unexplained":
        seen = [len(re.findall(rf"^sigtail_{name}_{end}_timestamp_seconds\{{", exposed, re.M)) for end in ("first", "last")]
        if seen[0] != seen[1] or not seen[0]:
            problem(f"prom: {name}: first, last: {seen}")


def check_size(sigtail, log, problem):
    """Markdown fits into an issue, however many statuses, messages and tables."""
    pads = {"user": "u", "model": "m", "service": "s"}
    varied = [{"status": 500 + i % 20, "message": f"{chr(97 + i // 20) * 4} the letter of {chr(98 + i % 20) * 5}" + " is lost" * 40,
               **{name: f"{name}{i}-" + pad * 180 for name, pad in pads.items()}} for i in range(400)]
    statuses = [{"status": status, "message": f"{chr(97 + i) * 4} lost " + "and gone " * 40}
                for status in range(500, 600) for i in range(5)]
    tables = [word for by in itertools.permutations((*pads, "message")) for word in ("-b", ",".join(by))]
    for records, options in (varied, []), (varied, tables[:12]), (statuses, []):
        log.write_text("".join(json.dumps({"time": "2026-03-15T09:00:00Z", "level": "error", **record}) + "\n"
                               for record in records for _ in range(2)))
        size = len(run(sigtail, "md", log, *options).encode())
        if not 8000 < size < 64000:
            problem(f"md: {size} bytes with {options}")


def results(sigtail):
    with tempfile.TemporaryDirectory() as folder:
        made = pathlib.Path(folder) / "made.jsonl"
        for check, log in [(check_log, log) for log in LOGS] + [(check_statuses, made), (check_size, made)]:
            problems = []
            check(sigtail, log, problems.append)
            yield f"{check.__name__} {log if log in LOGS else ''}".rstrip(), problems[:20]


sys.exit(tap.tell(results(str(pathlib.Path(sys.argv[1]).resolve()))))
