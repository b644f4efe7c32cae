#!/usr/bin/env python3
"""Hostile text of every field through every output.

usage: hostile.py SIGTAIL

A log whose fields hold escape sequences, C1 controls, bidi overrides, letters of no width, formulas, markup, quotes and
NULs is shown in each way there is, from a file whose name holds them too: no such byte may come out, JSON and CSV must
parse, no cell of a sheet may be a formula, no markup may be the log's. On a terminal grep --raw escapes, unless it is
told otherwise. Prints TAP.
"""
import csv
import html.parser
import io
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TEXTS = {
    "escape": "red\x1b[31m", "title": "t\x1b]0;owned\x07", "clipboard": "c\x1b]52;c;cHduZWQ=\x1b\\", "bell": "b\x07\x08",
    "c1": "c1\x9b31m\x90q\x9c", "delete": "d\x7f", "override": "o\u202egpj.exe", "isolate": "i\u2066x\u2069",
    "mark": "m\u200f\u061c", "zero": "flux\u200b\u200d\ufeff\u00ad\u2060", "tag": "t\U000e0041", "lines": "l\u2028\u2029\x0b\x0c\x85",
    "formula": '=HYPERLINK("http://x","y")', "plus": "+1+cmd|' /C calc'!A0", "at": "@SUM(A1)", "minus": "-2+3",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>", "quotes": "\"'`\\\"", "nul": "n\x00ul",
    "link": "[x](javascript:alert(3)) | pipe", "label": 'a"} 1\nevil{x="', "yaml": "'\n- {id: evil}\n#",
}
FIELDS = ["message", "level", "url", "model", "user", "service", "host", "method", "event", "outcome", "tier", "requestId",
          "version", "path", "note", "exception"]
BAD = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
                 "\U000e0000-\U000e007f]")
REQUEST = "5f0c9d1e-0000-4000-8000-123456789abc"
OUTPUTS = [["LOG"], ["-o", "json", "LOG"], ["-o", "csv", "LOG"], ["-o", "md", "-n", "999", "LOG"], ["-o", "html", "-n", "999", "LOG"],
           ["-o", "prom", "LOG"], *(["-b", f"{f},message", "-o", o, "-n", "9999", "LOG"] for f in ("model", "user", ".note", "url")
                                    for o in ("text", "json", "csv", "md", "html")),
           ["grep", "LOG"], ["grep", "-o", "jsonl", "LOG"], ["grep", "--columns", "user,model,service,message", "LOG"],
           ["trace", REQUEST, "LOG"], ["trace", "-o", "jsonl", REQUEST, "LOG"], ["mine", "LOG"], ["mine", "-o", "json", "LOG"],
           ["mine", "--assign", "LOG"], ["fields", "LOG"], ["fields", "-o", "json", "LOG"], ["suggest", "-n", "999", "DRAFT"],
           ["-w", "model=none\x1b[31m", "LOG"], ["-b", "no\x1bsuch", "LOG"], ["-s", "e\u202evil", "LOG"], ["LOG\x1b]0;x\x07.missing"],
           ["--state", "STATE", "-o", "json", "LOG"], ["state", "-o", "json", "STATE"], ["state", "STATE"], ["list", "-o", "json"],
           ["-p", "LOG", "LOG"], ["merge", "JSON"], ["merge", "-o", "json", "JSON", "JSON2"], ["diff", "-o", "json", "JSON", "JSON"], ["diff", "JSON2", "JSON"]]


def records():
    for number, (name, text) in enumerate((n, t) for n in FIELDS for t in TEXTS.values()):
        record = {"@timestamp": f"2026-03-15T09:{number // 60:02}:{number % 60:02}.000Z", "level": "error", "status": 500,
                  "message": "the provider failed", "requestId": REQUEST}
        record[name] = text if name != "message" else f"{text} {number} failed"
        yield record


class Tags(html.parser.HTMLParser):
    """Whether a page has markup of the log's."""
    own = False

    def handle_starttag(self, tag, attributes):
        self.own |= tag == "img" or any(k.startswith("on") and "alert" in (v or "") for k, v in attributes)
        self.own |= any(k == "href" and (v or "").startswith("javascript:") for k, v in attributes)

    def handle_data(self, data):
        self.own |= self.lasttag == "script" and data.strip() == "alert(1)"


def refuse(word):
    raise ValueError(f"{word} is no JSON")


def once(pairs):
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice: {keys}")
    return dict(pairs)


def strict(text):
    """JSON by its grammar: no NaN, no Infinity, no key twice in an object."""
    return json.loads(text, parse_constant=refuse, object_pairs_hook=once)


def faults(arguments, output):
    """What is wrong with an output."""
    text = output.decode("utf-8", errors="strict")
    bad = BAD.search(text.replace("\t", "").replace("\r\n", "\n"))
    if bad:
        yield f"U+{ord(bad[0]):04X} in {text[max(0, bad.start() - 40):bad.start()]!r}"
    if "json" in arguments and not strict(text):
        yield "no JSON"
    if "jsonl" in arguments:
        [strict(line) for line in text.splitlines()]
    if "csv" in arguments:
        for row in csv.reader(io.StringIO(text)):
            for cell in row:
                if cell[:1] in ("=", "+", "@", "\t", "\r") or (cell[:1] == "-" and len(cell) > 1):
                    yield f"a formula: {cell!r}"
    if "html" in arguments:
        tags = Tags()
        tags.feed(text)
        if tags.own:
            yield "markup of the log's"
    if "md" in arguments and re.search(r"^[^`]*<(script|img)", text, re.M):
        yield "markup of the log's"
    if "prom" in arguments and re.search("^evil", text, re.M):
        yield "a metric of the log's"


def on_terminal(command):
    """What `command` writes to a terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "dumb"
        os.execv(command[0], command)
    got = b""
    try:
        while piece := os.read(fd, 65536):
            got += piece
    except OSError:
        pass
    os.waitpid(pid, 0)
    return got


def results(program):
    with tempfile.TemporaryDirectory() as folder:
        place = {"LOG": f"{folder}/a\x1b[31m\u202e=x'.jsonl", "JSON": f"{folder}/r\x1b.json", "JSON2": f"{folder}/s.json",
                 "STATE": f"{folder}/seen\x1b.state",
                 "DRAFT": f"{folder}/draft.jsonl"}
        with open(place["LOG"], "w") as log:
            for record in records():
                log.write(json.dumps(record, ensure_ascii=False).replace("\\u0000", "\\u0000") + "\n")
            log.write("torn\x1b[31m \u202e\u200b {\"a\":\n")

        with open(place["DRAFT"], "w") as log:
            for number, (name, text) in enumerate(TEXTS.items()):
                log.write(json.dumps({"level": "error", "message": f"{name} broke {text} off"}, ensure_ascii=False) + "\n")

        def run(arguments):
            words = [a.replace("LOG", place["LOG"]) if a.startswith("LOG") else place.get(a, a) for a in arguments]
            done = subprocess.run([program, *words], capture_output=True, timeout=120)
            return done.stdout, done.stderr

        pathlib.Path(place["JSON"]).write_bytes(run(["-o", "json", "LOG"])[0])
        pathlib.Path(place["JSON2"]).write_bytes(run(["-o", "json", "-w", "model=none", "LOG"])[0])
        for arguments in OUTPUTS:
            stdout, stderr = run(arguments)
            wrong = [*faults(arguments, stdout), *faults(["stderr"], stderr)]
            if not stdout and not stderr:
                wrong.append("nothing was shown")
            yield repr(" ".join(arguments)), wrong[:5]
        for option, wanted in ("--raw", False), ("--raw=always", True):
            shown = b"\x1b]52" in on_terminal([program, "grep", option, place["LOG"]]) or \
                b"\x1b[31m" in on_terminal([program, "grep", "-e", "torn", option, place["LOG"]])
            yield f"grep {option} to a terminal", "" if shown == wanted else f"raw bytes are shown: {shown}"


if __name__ == "__main__":
    sys.exit(tap.tell(results(str(pathlib.Path(sys.argv[1]).resolve())), len(OUTPUTS) + 2))
