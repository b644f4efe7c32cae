#!/usr/bin/env python3
"""The HTML report in a browser, at the width of a phone and of a screen: page.py SIGTAIL. Prints TAP; skipped
where there is no Chromium.

The browser loads the report with a script of this test behind it (under a policy that allows it), which looks at
the page and writes what it found into its title; --dump-dom prints that.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

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
document.title = JSON.stringify({
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


def main():
    sigtail, chromium = sys.argv[1], browser()
    if not chromium:
        print("1..0 # SKIP no Chromium here")
        return
    out = subprocess.run([sigtail, "-o", "html", TOP / "fixtures/tail-small.json"], capture_output=True).stdout
    failed = 0

    def check(name, ok, got):
        nonlocal failed
        failed += not ok
        check.n += 1
        print(f"{'ok' if ok else 'not ok'} {check.n} - {name}" + ("" if ok else f"\n# got {got}"))
    check.n = 0

    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "report.html"
        # its own script must run under its own policy; the probe is let in beside it
        policy = re.compile(rb"script-src 'sha256-[^']*'")
        own = re.search(rb"sha256-[^']*", out)[0]
        page.write_bytes(policy.sub(b"script-src '" + own + b"' 'nonce-probe'", out)
                         + b"<script nonce=probe>" + PROBE.encode() + b"</script>")
        for width in 390, 1280:
            got = look(chromium, page, width)
            if got is None:
                check(f"{width}: the page was read", False, got)
                continue
            check(f"{width}: nothing sticks out", got["wide"] <= 0, got["wide"])
            check(f"{width}: each row an anchor of its own", got["ids"] == got["all"] > 0 and got["anchors"], got)
            check(f"{width}: links live", "https://status.cloud.google.com/" in got["links"], got["links"])
            check(f"{width}: details fold", 0 < got["open"] < got["folds"], got)
            check(f"{width}: cause and fix have room", got["narrowest"] > 0.6 * min(width, 900) or
                  got["open"] < got["folds"] and got["narrowest"] == 0, got["narrowest"])
            check(f"{width}: columns sort", got["sorted"] and got["same"] and got["turned"], got)
        light, dark = (look(chromium, page, 1280, f"--blink-settings=preferredColorScheme={scheme}") or {}
                       for scheme in (1, 0))
        check("light and dark differ", light.get("paper") != dark.get("paper"), (light, dark))
    print(f"1..{check.n}")
    sys.exit(failed > 0)


main()
