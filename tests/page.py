#!/usr/bin/env python3
"""The HTML report in a browser, at the width of a phone and of a screen: page.py SIGTAIL. Prints TAP; skipped
where there is no Chromium.

The browser loads the report with a script of this test behind it (under a policy that allows it), which looks at
the page and writes what it found into its title; --dump-dom prints that.
"""
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone

TOP = pathlib.Path(__file__).resolve().parent.parent
BROWSERS = "chromium", "chromium-browser", "google-chrome"

PROBE = """
const seen = (e) => e.getBoundingClientRect();
const table = document.querySelector("table"), button = table.querySelectorAll("th button")[2];
const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
const details = [...document.querySelectorAll(".more details")];
const fix = [...document.querySelectorAll(".more dd")].map((dd) => seen(dd).width);
const names = () => [...table.tBodies].map((b) => b.id);
const before = names();
button.click();
const down = names(), first = Number(table.tBodies[0].rows[0].cells[2].dataset.v);
const last = Number(table.tBodies[table.tBodies.length - 1].rows[0].cells[2].dataset.v);
button.click();
const up = names();
const bodies = [...table.tBodies], heads = bodies.filter((b) => b.className !== "sub");
const left = (body) => seen(body.querySelector("a.own")).left;
const under = bodies.map((body, i) => [body, bodies.slice(0, i).findLast((b) => heads.includes(b))])
  .filter(([body]) => !heads.includes(body));
const codes = [...document.querySelectorAll("a.own code")];
document.title = JSON.stringify({
  under: under.length, named: under.every(([b, head]) => b.id ? b.id.startsWith(head.id + "-") : !b.nextElementSibling
    || heads.includes(b.nextElementSibling)), indented: under.every(([b, head]) => !b.id || left(b) > left(head)),
  rising: heads.every((b, i) => i === 0 || Number(heads[i - 1].rows[0].cells[2].dataset.v) <=
    Number(b.rows[0].cells[2].dataset.v)), lines: codes.map((c) => c.getClientRects().length),
  buttons: [...table.querySelectorAll("th button")].filter((b) => seen(b).height > 0).length,
  labels: [...table.tBodies[0].rows[0].cells].map((c) => getComputedStyle(c, "::before").content),
  leftmost: [...table.querySelectorAll("td.n")].every((c) => getComputedStyle(c).textAlign === "left"),
  wide, ids: new Set([...document.querySelectorAll("[id]")].map((e) => e.id)).size,
  all: document.querySelectorAll("[id]").length,
  anchors: [...document.querySelectorAll("a.own")].every((a) => document.getElementById(a.hash.slice(1))),
  links: [...document.querySelectorAll("a[rel]")].map((a) => a.href),
  folds: details.length, open: details.filter((d) => d.open).length, narrowest: Math.min(...fix),
  sorted: first >= last, same: before.length === down.length, turned: up[0] !== down[0],
  ink: getComputedStyle(document.body).color, paper: getComputedStyle(document.body).backgroundColor,
  script: button.getAttribute("type"),
});
"""


MESSAGES = ["worker gave up the request", "queue refused the delivery", "Renderer failed: " + "glyph run " * 34]


def write_statuses(log):
    """Three statuses with the same messages, one of them long, and one with many; and a known signature."""
    words = ["".join(pair) for pair in itertools.product(("bako", "lume", "tivo"), ("refa", "soni", "dupe"))]
    records = [{"status": status, "message": message} for status in (500, 502, 504) for message in MESSAGES
               for _ in range(status % 7 + len(message) % 5)]
    records += [{"status": 504, "message": f"{word} {word[::-1]} {word[2:]}"} for word in words]
    records += [{"message": "Azure Content Safety not configured - skipping text analysis"}]
    log.write_text("".join(json.dumps({"time": f"2026-03-15T09:20:{i % 60:02}Z", "level": "error", **record}) + "\n"
                           for i, record in enumerate(records)))


def browser():
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def look(chromium, page, width, *options):
    command = [chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--window-size={width},900", *options,
               "--virtual-time-budget=2000", "--dump-dom", page.as_uri()]
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run([*command[:1], f"--user-data-dir={profile}", *command[1:]], capture_output=True,
                              timeout=100)
    title = re.search(rb"<title>(\{.*?\})</title>", done.stdout, re.S)
    return json.loads(title[1].replace(b"&amp;", b"&")) if title else None


def write_page(page, out):
    """Its own script must run under its own policy; the probe is let in beside it."""
    policy = re.compile(rb"script-src 'sha256-[^']*'")
    own = re.search(rb"sha256-[^']*", out)[0]
    page.write_bytes(policy.sub(b"script-src '" + own + b"' 'nonce-probe'", out)
                     + b"<script nonce=probe>" + PROBE.encode() + b"</script>")


def statuses(sigtail, chromium, folder):
    """Messages stay with their status, and nothing is lost at the width of a phone."""
    log, page = folder / "statuses.jsonl", folder / "statuses.html"
    write_statuses(log)
    out = subprocess.run([sigtail, "-o", "html", log], capture_output=True).stdout
    write_page(page, out)
    for name in "502", "504":
        yield f"a message's anchor has its status: {name}", re.search(rf'href="#investigate-{name}-\w+"'.encode(), out), ""
    for width in 390, 1280:
        got = look(chromium, page, width) or {}
        yield f"{width}: messages move with their status", got.get("under", 0) > 9 and got["named"], got
        yield f"{width}: statuses sort", got.get("rising"), got
        yield f"{width}: messages stand in", got.get("indented"), got
        yield f"{width}: ids keep their width", max(got.get("lines", [9])) <= 2, got
        yield f"{width}: there is what to sort by", got.get("buttons", 0) > 5, got
    write_page(page, subprocess.run([sigtail, "-o", "html", "-b", "message,status", log], capture_output=True).stdout)
    got = look(chromium, page, 390) or {}
    yield "390: keys and numbers have labels", "none" not in got.get("labels", ["none"]) and got["leftmost"], got


def checks(sigtail, chromium):
    """Each by its name: whether it holds, and what there was."""
    out = subprocess.run([sigtail, "-o", "html", TOP / "fixtures/tail-small.json"], capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "report.html"
        write_page(page, out)
        for width in 390, 1280:
            got = look(chromium, page, width)
            if got is None:
                yield f"{width}: the page was read", False, got
                continue
            yield f"{width}: nothing sticks out", got["wide"] <= 0, got["wide"]
            yield f"{width}: each row an anchor of its own", got["ids"] == got["all"] > 0 and got["anchors"], got
            yield f"{width}: links live", "https://status.cloud.google.com/" in got["links"], got["links"]
            yield f"{width}: details fold", 0 < got["open"] < got["folds"], got
            room = got["narrowest"] > 0.6 * min(width, 900) or got["open"] < got["folds"] and got["narrowest"] == 0
            yield f"{width}: cause and fix have room", room, got["narrowest"]
            yield f"{width}: columns sort", got["sorted"] and got["same"] and got["turned"], got
        light, dark = (look(chromium, page, 1280, f"--blink-settings=preferredColorScheme={scheme}") or {}
                       for scheme in (1, 0))
        yield from statuses(sigtail, chromium, pathlib.Path(folder))
        yield "light and dark differ", light.get("paper") != dark.get("paper"), (light, dark)


def main():
    sigtail, chromium = sys.argv[1], browser()
    if not chromium:
        print("1..0 # SKIP no Chromium here")
        return 0
    return tap.tell((name, "" if ok else f"got {got}") for name, ok, got in checks(sigtail, chromium))


sys.exit(main())
