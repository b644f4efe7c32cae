#!/usr/bin/env python3
"""The counts of `sigtail -o json` over the captures of fixtures/ equal those of their truth files, and the books
balance, at several read sizes and numbers of threads.

usage: truth.py SIGTAIL        prints TAP, one line a capture
"""
import itertools
import json
import os
import pathlib
import subprocess
import sys
import zlib

import simd
import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone

TOP = pathlib.Path(__file__).resolve().parent.parent
FIXTURES = TOP / "fixtures"
VARIANTS = [["-j1"], ["-j4"], ["--read-size=4096"], ["--read-size=7"], ["-j4", "--segment-bytes=4096"]]
NOW = "--now=2026-11-30T00:00:00Z"

# What the truth files call the signatures.
IDS = {"dns_content_safety": "azure-content-safety-dns", "content_rejected": "azure-content-filter",
       "invalid_image": "vertex-invalid-image", "no_translate": "translation-unavailable",
       "invalid_voice": "openai-audio-invalid-voice", "no_video_data": "veo-no-video-data"}


def truth(name):
    return json.loads((FIXTURES / f"{name}.truth.json").read_text())


def signatures(counts):
    return {IDS[k]: v for k, v in counts.items() if v}


def without_none(counts):
    return {k: v for k, v in counts.items() if k != "none"}


def tail(name, format_="wrangler-tail"):
    t = truth(name)
    return {"records": t["records"], "format": format_, "statuses": without_none(t["by_status"]),
            "outcomes": without_none(t["by_outcome"]), "signatures": signatures(t["by_signature"]),
            "models": without_none(t["by_model"])}


def journal(key="signatures_visible_in_short", name="journal", **more):
    t = truth(name)
    return {"format": "journal", **more, "records": t["entries"], "signatures": signatures(t[key])}


def pretty():
    """The events of tail-small; the two notices of sampling are printed without their outcome."""
    expected = tail("tail-small", "wrangler-pretty")
    expected["outcomes"]["unknown"] -= 2
    return expected


def logtape():
    t = truth("logtape")
    return {"records": t["records"], "format": "logtape", "statuses": without_none(t["by_status"]),
            "signatures": signatures(t["by_signature"])}


def expectations():
    """Capture -> what must hold of its report."""
    u_image = truth("journal")["u_image"]
    found = {
        "tail-small.json": tail("tail-small"),
        "tail-compact.jsonl": tail("tail-compact"),
        "tail-reconnect.txt": tail("tail-reconnect"),
        "tail-giveup.json": tail("tail-giveup"),
        "tail-pretty-format.txt": pretty(),
        "logtape.jsonl": logtape(),
        # The truth counts 92; both captures of the query, short and json, hold 91 entries.
        "journal-u-image.txt": {"records": u_image["entries"] - 1, "format": "journal"},
        "journal-u-image-err-n50.txt": {"records": u_image["err_or_worse"], "format": "journal"},
        "journal-short-reverse-n40.txt": {"records": 40, "format": "journal"},
        "journal-no-entries.txt": {"records": 0, "signatures": {}},
        "journal-live-short.txt": journal(name="journal-live"),
    }
    for variant in ["short", "short-full", "short-iso", "short-iso-precise", "short-monotonic",
                    "short-no-hostname", "short-precise", "short-unix", "with-unit", "oldheader-246",
                    "oldheader-247", "short-color"]:
        found[f"journal-{variant}.txt"] = journal()
    found["journal-short-all.txt"] = journal("signatures")
    # Without --all json withholds a message over 4096 bytes; verbose also those with escape sequences.
    for variant in ["json", "json-pretty", "json-seq"]:
        found[f"journal-{variant}.txt"] = journal("signatures_visible_in_json_without_all", format="journal-json")
    found["journal-json-all.txt"] = journal("signatures", format="journal-json")
    found["journal-u-image-json.txt"] = {"records": u_image["entries"] - 1, "format": "journal-json"}
    found["journal-export.txt"] = journal("signatures", format="journal-export")
    found["journal-verbose.txt"] = {"records": truth("journal")["entries"], "format": "journal-verbose"}
    live = "signatures_visible_in_json_without_all"
    found["journal-live-json.txt"] = journal(live, "journal-live", format="journal-json")
    # An entry that ends at line-max and the next are one line; in JSON the former is withheld for its length.
    found["journal-live-export.txt"] = journal(live, "journal-live", format="journal-export")
    found["journal-live-export.txt"]["records"] -= (FIXTURES / "journal-live-export.txt").read_bytes().count(
        b"\n_LINE_BREAK=line-max\n")
    for name, t in truth("results").items():
        counts = {"statuses": t["by_status"], "models": t["by_model"], "signatures": signatures(t["by_signature"])}
        found[name] = {**counts, "format": "row", "records": max(sum(t["by_model"].values()), t.get("rows", 0))}
    return found


def variants(sets, path):
    """Options and an instruction set; with GOLDEN_QUICK one of the sets that the processor runs, else each."""
    yield from ((options, "") for options in VARIANTS)
    if os.environ.get("GOLDEN_QUICK"):
        sets = [sets[zlib.crc32(path.name.encode()) % len(sets)]]
    yield from (([f"-j{n}"], instructions) for n, instructions in enumerate(sets, 1))


def report(program, path, options, instructions):
    done = subprocess.run([program, "-o", "json", NOW, *options, str(path)], capture_output=True, timeout=300,
                          env={**os.environ, "SIGTAIL_SIMD": instructions})
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"exit {done.returncode}, stderr {done.stderr.decode(errors='replace')}")
    return done.stdout


def balance(r):
    i = r["input"]
    if i["bytes"] != i["record_bytes"] + i["skipped_bytes"]:
        return f"{i['bytes']} bytes read, {i['record_bytes']} in records and {i['skipped_bytes']} skipped"
    if i["records"] != sum(r["classes"].values()) + i["filtered"]:
        return f"{i['records']} records, classes {r['classes']}, {i['filtered']} filtered"
    if i["bytes"] != sum(s["bytes"] for s in i["sources"]):
        return "bytes of the sources do not add up"
    return None


def facts(r):
    sources = r["input"]["sources"]
    return {"records": r["input"]["records"], "format": sources[0]["format"] if sources else None,
            "statuses": {str(s["status"]): s["records"] for s in r["statuses"]},
            "outcomes": {o["outcome"]: o["records"] for o in r["outcomes"]},
            "signatures": {s["id"]: s["records"] for s in r["signatures"] if s["id"] in IDS.values()},
            "models": {m["model"]: m["records"] for m in r["models"]}}


def check(program, sets, path, expected):
    """The first thing wrong with the reports of `path`, or None."""
    first = None
    for options, instructions in variants(sets, path):
        text = report(program, path, options, instructions)
        first = first or text
        if text != first:
            return f"another report with {' '.join(options)} {instructions} than with {' '.join(VARIANTS[0])}"
    r = json.loads(first)
    wrong = balance(r)
    got = facts(r)
    for key, value in expected.items():
        if not wrong and got[key] != value:
            wrong = f"{key}: expected {value}, got {got[key]}"
    return wrong


def perform(program, sets, path, expected):
    try:
        return check(program, sets, path, expected)
    except (AssertionError, ValueError, subprocess.TimeoutExpired) as e:
        return repr(e)


def main():
    program = sys.argv[1]
    sets = simd.sets(program)
    wanted = expectations()
    captures = sorted(p for p in FIXTURES.iterdir() if p.suffix in (".json", ".jsonl", ".txt")
                      and not p.name.endswith((".truth.json", ".stderr.txt")))
    missing = set(wanted) - {p.name for p in captures}
    results = ((path.name, perform(program, sets, path, wanted.get(path.name, {}))) for path in captures)
    return tap.tell(itertools.chain(results, ((name, "no such capture") for name in missing)), len(captures) + len(missing))


if __name__ == "__main__":
    sys.exit(main())
