#!/usr/bin/env python3
"""Numbers of logs that few would try, against what stands in them, in every format that tells them.

usage: agreement.py SIGTAIL        prints TAP
"""
import collections
import csv
import datetime
import html.parser
import io
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import time
import zoneinfo

import tap

os.environ.update(SIGTAIL_CONFIG="", TZ="UTC")  # not the settings of who runs this
PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())


def run(*arguments):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, check=True).stdout.decode()


def report(*arguments):
    return json.loads(run("-o", "json", *arguments))


def table(*arguments):
    return list(csv.reader(io.StringIO(run("-o", "csv", *arguments))))


def line(**fields):
    return json.dumps({"time": "2026-03-15T09:00:00Z", "level": "info", **fields}).encode() + b"\n"


def same(told, true):
    if told != true:
        raise AssertionError(f"{str(told)[:300]}, not {str(true)[:300]}")


def values_of_by_of_any_length(folder):
    lengths = [1, 126, 127, 128, 129, 200, 255]
    log = folder / "log"
    log.write_bytes(b"".join(line(model="x" * n, status=200, user="u1") for n in lengths))
    true = sorted([str(n), "200", "u1", "1"] for n in lengths)
    same(sorted([str(len(m)), *rest] for m, *rest in table("-b", "model,status,user", log)[1:]), true)
    same(sorted([str(len(m)), *rest, str(r["records"])] for r in report("-b", "model,status,user", log)["groups"][0]["rows"]
                for m, *rest in [r["key"]]), true)


def values_of_by_that_are_no_utf_8(folder):
    log = folder / "log"
    log.write_bytes(line(model="caf? \u20ac", status=200, user="u1").replace(b"?", b"\xe9"))
    same(table("-b", "model,status,user", log)[1:], [["caf\ufffd \u20ac", "200", "u1", "1"]])
    saved = folder / "saved"
    saved.write_text(run("-o", "json", "-b", "model,status,user", log))
    same(json.loads(run("merge", "-o", "json", saved))["groups"], report("-b", "model,status,user", log)["groups"])


def saved_reports_are_taken_back(folder):
    """Whatever is asked for, merge and diff read what they were written for."""
    log, saved = folder / "log", folder / "saved"
    log.write_bytes(b"".join(line(level="error", model="m", x=x, duration=x) for x in (0.0, -0.0, -0, 5e-324, -1e15, 1e-13)))
    for asked in (["-b", "level", "--show", "p50,min(.x),max(.x),sum(.x),distinct(.x)"], ["-b", "model,model"],
                  ["-b", "model, level,model", "--sort", "level"], ["-b", "model", "-b", "model"]):
        saved.write_text(run("-o", "json", *asked, log))
        same(json.loads(run("merge", "-o", "json", saved))["groups"], json.loads(saved.read_text())["groups"])
        same("Nothing changed" in run("diff", saved, saved), True)
    same(table("-b", "model,level,model", log), [["model", "level", "records"], ["m", "error", "6"]])


def gaps_of_hundreds_of_files(folder):
    for number in range(150):
        lost = f"Mar 15 10:00:00 box kernel: [  512.100000] net_ratelimit: {number + 1} callbacks suppressed\n"
        (folder / f"{number:03}.log").write_text(lost + "Mar 15 10:00:01 box app[1]: fine\n")
    gaps = report(folder)["input"]["gaps"]
    same(sum(gap["count"] for gap in gaps), 150 * 151 // 2)
    same({gap["what"] for gap in gaps}, {"kernel messages suppressed", "other gaps"})
    for gap in gaps:
        if gap["source"]:
            same(gap["count"], int(pathlib.Path(gap["source"]).stem) + 1)


class Anchors(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.ids, self.links = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name == "id":
                self.ids.append(value)
            elif name == "href" and value.startswith("#"):
                self.links.append(value[1:])


def anchors_of_rows_of_one_name(folder):
    log = folder / "log"
    log.write_bytes(b"".join(line(status=status, level="error", msg="the shelf is full", model=model) for status in (500, 503)
                             for model in ("a,b", "a|b", "a-b", "a-b-3", "\u00e9", "\u00fc")))
    page = Anchors(run("-o", "html", log))
    same(len(page.ids), 2 + 2 + 2 + 6)  # statuses, their messages, all statuses, models
    same(page.links, page.ids)
    same(len(set(page.ids)), len(page.ids))


def samples(*arguments):
    """Of Prometheus' text: the value of each series, which stands once and has no label twice."""
    told = {}
    for name, labels, value in re.findall(r"^([a-z_]+)(?:\{(.*)\})? (\S+)$", run("-o", "prom", *arguments), re.MULTILINE):
        pairs = re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels)
        same(len({label for label, _ in pairs}), len(pairs))
        series = name, *sorted(pairs)
        same(series in told, False)
        told[series] = float(value)
    return told


def labels_of_prometheus_are_the_fields(folder):
    log = folder / "log"
    log.write_bytes(line(status=200, method="GET", a={"b": 1}, a_b=2, a_b_2=3))
    told = samples("-b", "method,status", "-b", ".a.b,.a_b,.a_b_2", "--show", "max(.a_b)", log)
    rows = [series[1:] for series in told if series[0] == "sigtail_group_records_total"]
    same(rows, [(("method", "GET"), ("status", "200"), ("table", "1")),
                (("_a_b", "1"), ("_a_b_2", "2"), ("_a_b_2_2", "3"), ("table", "2"))])


def rows_of_statuses_in_prometheus(folder):
    log = folder / "log"
    log.write_bytes(b"".join(line(status=502, level="error", msg="the shelf is full", user=f"u{i % 2}", request_id=f"{i % 3:032x}")
                             for i in range(7)) + line(status=404, level="error", msg="no such shelf"))
    told = {name[8:]: value for (name, *labels), value in samples(log).items() if ("status", "502") in labels
            and "unexplained" in name}
    same(told, {"unexplained_records_total": 7, "unexplained_requests": 3, "unexplained_users": 2,
                "unexplained_first_timestamp_seconds": 1773565200, "unexplained_last_timestamp_seconds": 1773565200})
    same([labels for name, *labels in samples(log) if "unexplained_records" in name], [[("status", "502")]])


def errors_that_name_nobody(folder):
    logs, saved = [folder / "log1", folder / "log2"], [folder / "saved1", folder / "saved2"]
    for i, fields in enumerate([{}, {"user": "u1"}]):
        errors = [line(level="error", msg="the lamp is out", **fields), line(level="error", msg="no oil", status=502)]
        logs[i].write_bytes(b"".join(errors + [line(msg="fine", user="u2")]))
        saved[i].write_text(run("-o", "json", logs[i]))
    before = folder / "before"  # a report of those days when null was 0
    before.write_text(re.sub('"(requests|users)": null', r'"\1": 0', saved[0].read_text()))

    def named(report):
        rows = report["unknown"] + [row for row in report["statuses"] if "users" in row]
        return [(row["users"], row["requests"]) for row in rows + rows[-1]["messages"]]
    nobody, some = [(None, None)] * 3, [(1, None), (0, None), (0, None)]
    same(named(json.loads(saved[0].read_text())), nobody)
    same(named(json.loads(saved[1].read_text())), some)
    for reports, true in ([saved[0]], nobody), ([before], nobody), (saved, some), ([before, saved[1]], some), (saved[::-1], some):
        same(named(json.loads(run("merge", "-o", "json", *reports))), true)
    same(run("diff", saved[0], before), run("diff", saved[0], saved[0]))


def days_on_which_clocks_change(folder):
    log = folder / "log"

    def days(step, *times):
        log.write_bytes(b"".join(line(time=time) for time in times))
        told = report("--tz", "Europe/Berlin", "-b", f"time:{step}", log)["groups"][0]["rows"]
        return [(row["key"][0][5:16], row["records"]) for row in told]

    spring = "2026-03-28T22:59:59Z", "2026-03-28T23:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T21:59:59Z", "2026-03-31T12:00:00Z"
    same(days("1d", *spring), [("03-27T23:00", 1), ("03-28T23:00", 3), ("03-30T22:00", 1)])
    same(days("6h", *spring), [("03-28T17:00", 1), ("03-28T23:00", 2), ("03-29T16:00", 1), ("03-31T10:00", 1)])
    same(re.findall(r"^03-(\d\d 00:00) +(\d)", run("--tz", "Europe/Berlin", "-b", "time:1d", log), re.MULTILINE),
         [("28 00:00", "1"), ("29 00:00", "3"), ("30 00:00", "0"), ("31 00:00", "1")])
    autumn = "2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T22:59:59Z", "2026-10-25T23:00:00Z"
    same(days("1d", *autumn), [("10-24T22:00", 4), ("10-25T23:00", 1)])
    same(days("1h", *autumn), [("10-24T22:00", 1), ("10-25T00:00", 1), ("10-25T01:00", 1), ("10-25T22:00", 1), ("10-25T23:00", 1)])


def rates_of_steps_in_which_clocks_change(folder):
    """A step has as many hours as clocks went through; merge knows them by the zone."""
    log, saved = folder / "log", folder / "saved"
    zone = "--tz", "Europe/Berlin"
    for date, hours in ("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25):
        midnight = datetime.datetime.fromisoformat(date).replace(tzinfo=zoneinfo.ZoneInfo(zone[1]))
        utc = midnight.astimezone(datetime.timezone.utc)
        log.write_bytes(b"".join(line(time=(utc + datetime.timedelta(minutes=i)).isoformat()) for i in range(60 * hours)))
        for step, number in ("1d", 1), ("6h", 4), ("12h", 2), ("2h", 12), ("1h", hours):
            saved.write_text(run(*zone, "-o", "json", "-b", f"time:{step}", "--show", "rate", log))
            for told in saved.read_text(), run("merge", *zone, "-o", "json", saved):
                rows = json.loads(told)["groups"][0]["rows"]
                same(([row["show"]["rate"] for row in rows], sum(row["records"] for row in rows)),
                     ([1] * number, 60 * hours))


def steps_of_a_request_without_a_time(folder):
    """They stand where they came, and show no time; the head tells those that there are."""
    log, trace_id = folder / "log", "4bf92f3577b34da6a3ce929d0e0e4736"
    records = [{"msg": f"step {i}", "trace_id": trace_id} for i in range(5)]
    records[1]["time"], records[3]["time"] = "2026-03-15T09:00:00Z", "2026-03-15T09:00:02Z"
    log.write_text("".join(json.dumps(record) + "\n" for record in records))
    told = [json.loads(step) for step in run("trace", "-o", "jsonl", trace_id[:8], log).splitlines()]
    same([step["message"] for step in told], [record["msg"] for record in records])
    same([step["time"] is not None for step in told], ["time" in record for record in records])
    head, *steps = run("trace", trace_id[:8], log).splitlines()
    same("5 steps, from 2026-03-15 09:00:00 UTC on, 2.0 s" in head, True)
    same([step.split()[0] for step in steps[2:]], ["-", "09:00:00.000", "-", "09:00:02.000", "-"])


def numbers_of_many_digits(folder):
    """Times in microseconds are told to the last digit, those in nanoseconds as doubles."""
    log = folder / "log"
    for x in 1773565200000123, 9007199254740991, 1773565200123456789, -1773565200123456789:
        log.write_bytes(line(x=x) + line(x=x))
        shown = {"min(.x)": float(x), "p50(.x)": float(x), "sum(.x)": float(2 * x), "avg(.x)": float(x)}
        asked = "-b", ".x:1", "--show", ",".join(shown), log
        row, = report(*asked)["groups"][0]["rows"]
        same((row["show"], float(row["key"][0])), (shown, float(x)))
        head, cells = table(*asked)
        same({name: float(cell) for name, cell in zip(head, cells) if name in shown}, shown)
        same({dict(labels)["measure"]: v for (name, *labels), v in samples(*asked).items() if name == "sigtail_group_measure"}, shown)
    log.write_bytes(line(x=1773565200000123))
    same("1,773,565,200,000,123" in run("-b", "level", "--show", "max(.x)", log), True)


RUNAWAYS = """
masks:
  - name: runaway_mask
    match: '(?:a|aa)+[by]\\d'
    samples: [{text: aab1, template: <*runaway_mask>}]
signatures:
  - id: runaway-signature
    class: investigate
    title: it runs away
    cause: its repetitions
    impact: none
    fix: bound them
    refs: [a test]
    match: '(?:a|aa)+[bz]\\d'
    examples: [aab1]
"""


def patterns_that_take_too_much_work_are_told(folder):
    log, patterns = folder / "log", folder / "patterns.yaml"
    patterns.write_text(RUNAWAYS)
    log.write_bytes(b"".join(line(time=f"2026-03-15T09:00:0{i}Z", level="error", msg="x " + "a" * 60 + " b no", request_id="1a2b3c4d")
                             for i in range(4)))
    whose = dict.fromkeys(("runaway_mask", "runaway-signature"), 4)
    for asked in [], ["-b", "message"], ["-b", "level", "--show", "distinct(message)"], ["-w", "has message"]:
        limit, = (p for p in report("-p", patterns, *asked, log)["input"]["problems"] if p["kind"] == "limit")
        same({pattern["value"]: pattern["records"] for pattern in limit["patterns"]}, whose)
    told = samples("-p", patterns, log)
    same({pattern: n for (name, *labels), n in told.items() if name == "sigtail_input_given_up_total" for _, pattern in labels},
         whose)
    where = r"message~(a|aa)+[by]\d"
    before, after = "2026-03-15T09:00..2026-03-15T09:00:02", "2026-03-15T09:00:02..2026-03-15T09:01"
    for command in (["mine"], ["mine", "--assign"], ["fields"], ["suggest"], ["trace", "1a2b3c4d"],
                    ["diff", "--before", before, "--after", after]):
        for option in ["-p", patterns], ["-w", f"not {where}"]:
            told = subprocess.run([PROGRAM, *command, *map(str, option), log], capture_output=True).stderr.decode()
            same("took too much work" in told and (where if option[0] == "-w" else "runaway") in told, True)


def reports_of_a_slow_pipe_with_a_name(folder):
    log, pipe = folder / "log", folder / "pipe"
    log.write_bytes(line(level="error", msg="the shelf is full") * 3000)
    os.mkfifo(pipe)
    saved = run("-o", "json", "-b", ".msg", log).encode()
    for command in ["merge", pipe], ["diff", pipe, folder / "saved"]:
        (folder / "saved").write_bytes(saved)
        started = subprocess.Popen([PROGRAM, *map(str, command)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        with open(pipe, "wb", buffering=0) as writer:
            for piece in saved[:100], saved[100:]:
                time.sleep(0.1)
                writer.write(piece)
        told = started.communicate(timeout=30)[0].decode()
        same((started.returncode, "3,000 records" in told), (0, True))


def values_of_more_hosts_than_are_kept(folder):
    """What is printed is no more than the truth, and no less than its stated error; what it leaves in doubt is not."""
    rng, log = random.Random(8), folder / "log"
    for hosts in 64, 65, 100, 1000:
        names = [f"host{min(rng.randrange(hosts), rng.randrange(hosts))}" for _ in range(20000)] + ["host0"] * 2000
        true = collections.Counter(names)
        log.write_bytes(b"".join(line(level="error", msg=f"getaddrinfo ENOTFOUND {name}.cognitiveservices.azure.com")
                                 for name in names))
        saved = [folder / f"saved{part}" for part in range(2)]
        lines = log.read_bytes().splitlines(keepends=True)
        for part, path in enumerate(saved):
            log.write_bytes(b"".join(lines[part::2]))
            path.write_text(run("-o", "json", log))
        log.write_bytes(b"".join(lines))
        for told, text in ((report(log), run(log)), (json.loads(run("merge", "-o", "json", *saved)), run("merge", *saved))):
            group = told["signatures"][0]["groups"][0]
            error = group.get("error", 0)
            same(error > 0, len(true) > 64)
            for value in group["values"]:
                least, most = value["records"], value["records"] + error
                same(least <= true[value["value"].split(".")[0]] <= most, True)
            same(sum(value["records"] for value in group["values"]) + group["other"], len(names))
            for name, about, records in re.findall(r"(host\d+)[.\w]* (~?)([\d,]+)", text):
                records = int(records.replace(",", ""))
                same((records <= true[name] <= records + error, about == "~", records > error), (True, error > 0, True))


def models_of_more_than_are_kept(folder):
    log = folder / "log"
    log.write_bytes(b"".join(line(status=200, model=f"m{i % 300}") for i in range(3000)))
    told = report(log)
    same(sum(model["records"] for model in told["models"]) + told["other_models"], 3000)
    same("counts are a floor" in run(log), True)
    log.write_bytes(b"".join(line(status=200, model=f"m{i % 200}") for i in range(3000)))
    same("floor" in run(log), False)


CASES = [values_of_by_of_any_length, values_of_by_that_are_no_utf_8,
         saved_reports_are_taken_back, gaps_of_hundreds_of_files,
         anchors_of_rows_of_one_name,
         labels_of_prometheus_are_the_fields, rows_of_statuses_in_prometheus, errors_that_name_nobody,
         days_on_which_clocks_change, rates_of_steps_in_which_clocks_change,
         steps_of_a_request_without_a_time,
         patterns_that_take_too_much_work_are_told, numbers_of_many_digits,
         reports_of_a_slow_pipe_with_a_name,
         values_of_more_hosts_than_are_kept, models_of_more_than_are_kept]

if __name__ == "__main__":
    sys.exit(tap.run(CASES, wanted=sys.argv[2:]))
