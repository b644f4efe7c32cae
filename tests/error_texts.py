#!/usr/bin/env python3
"""What the shipped signatures know of real error texts, and what they say of lines that only look like errors.

usage: error_texts.py SIGTAIL [-v]       prints TAP; -v names the texts that miss, also where the bound holds

tests/knowledge/README.md tells the files. Each error text is put where it would stand: as `Error: TEXT` in a service's
journal, and as a console.error of a tail record whose response has the status of its column. It is explained when a
signature matches it, and right when the record has the class of its column. A harmless line is put into a journal and
into a console.log of a 200; it is right when the record is clean.
"""
import csv
import json
import os
import pathlib
import subprocess
import sys

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

EXE = sys.argv[1]
VERBOSE = "-v" in sys.argv[2:]
DATA = pathlib.Path(__file__).resolve().parent / "knowledge"
CLASSES = "investigate,expected,unknown,clean"
# How many texts of each half no signature explains today: an error of ext4 that tells too little, panics of Go, a
# header of Django's, gunicorn's WORKER TIMEOUT, and what tells nothing. None stands in a wrong class.
MISSED = {"errors-held": 1, "errors-second-written": 1, "errors-third-held": 3, "errors-fourth-written": 6,
          "errors-fifth-held": 3, "errors-seventh-held": 2, "errors-eighth-held": 1}


def rows(name):
    with open(DATA / f"{name}.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def journal(i, text):
    return f"Mar 15 10:{i // 60 % 60:02d}:{i % 60:02d} host svc[{1000 + i}]: {text}\n"


def tail(i, text, status, level):
    at = 1773566400000 + i * 1000
    return json.dumps({
        "outcome": "ok", "scriptName": "gw", "exceptions": [], "eventTimestamp": at,
        "logs": [{"message": [text], "level": level, "timestamp": at}],
        "event": {"request": {"url": f"https://gw.example.net/x/{i}", "method": "GET", "headers": {}},
                  "response": {"status": status}}}) + "\n"


def read(log):
    """What the program makes of each record of `log`."""
    done = subprocess.run([EXE, "grep", "-c", CLASSES, "-o", "jsonl"], input=log.encode(), capture_output=True)
    if done.returncode > 1:
        sys.exit(done.stderr.decode())
    return [json.loads(line) for line in done.stdout.decode("utf-8", "replace").splitlines()]


def ids(record):
    return [s["id"] for s in record.get("signatures") or []]


def few(name, bad, of, most=0):
    notes = [f"{' '.join(ids(r)) or '-'} | {r['class']} | {t}"[:198] for t, r in bad]
    holds = len(bad) <= most
    for note in notes if VERBOSE and holds else []:
        print(f"# {note}")
    return f"{name}: {len(bad)} of {of}, at most {most}", [] if holds else notes


def score_errors(half):
    errors = rows(half)
    plain = read("".join(journal(i, "Error: " + e["text"]) for i, e in enumerate(errors)))
    under = [e for e in errors if int(e["status"])]
    served = read("".join(tail(i, e["text"], int(e["status"]), "error") for i, e in enumerate(under)))
    if len(plain) != len(errors) or len(served) != len(under):
        yield f"{half}: one record a text", "others came out"
        return
    yield few(f"{half}: not explained", [(e["text"], r) for e, r in zip(errors, plain) if not ids(r)], len(errors),
              MISSED.get(half, 0))
    for name, texts, got in (("in a journal", errors, plain), ("under a status", under, served)):
        wrong = [(e["text"], r) for e, r in zip(texts, got)
                 if r["class"] != e["class"] and (name == "under a status" or ids(r))]
        yield few(f"{half}: wrong class {name}", wrong, len(texts))
    named = [(e, r) for e, r in zip(errors, plain) if e["id"] != "-"]
    yield few(f"{half}: not by the signature that is named",
              [(e["text"], r) for e, r in named if e["id"] not in ids(r)], len(named))


def score_harmless(half):
    lines = [r["text"] for r in rows(half)]
    for name, log in (("journal", "".join(journal(i, t) for i, t in enumerate(lines))),
                      ("tail", "".join(tail(i, t, 200, "log") for i, t in enumerate(lines)))):
        got = read(log)
        if len(got) != len(lines):
            yield f"{half}: one record a line", "others came out"
            continue
        yield few(f"{half}: false alarms in a {name}",
                  [(t, r) for t, r in zip(lines, got) if r["class"] != "clean"], len(lines))


def results():
    for half in ("written", "held", "second-written", "second-held", "third-written", "third-held", "fourth-written",
                 "fifth-held", "sixth-written", "sixth-held",
                 "seventh-held", "eighth-held", "ninth-written", "tenth-written"):
        yield from score_errors(f"errors-{half}")
        yield from score_harmless(f"harmless-{half}")


if __name__ == "__main__":
    sys.exit(tap.tell(results()))
