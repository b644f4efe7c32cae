#!/usr/bin/env python3
"""Secrets and what is none, through every command and output.

usage: secrets.py SIGTAIL

The texts of secrets.txt become messages, fields, paths, captures, models and junk of a log. Each output is made with
--no-redact and without: no part of a secret that the first shows may stand in the second, and where messages are whole
(JSON) each must be the text with [redacted] in the place of its secrets, and nothing else. Then each text is a log of
its own, whose title, template and wildcards may not hold four letters or digits of a secret: one in so many, of all of
them with THINNED=1. Prints TAP.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

HERE = pathlib.Path(__file__).resolve().parent
LEAST = 6  # bytes of a part of a secret that is told from other text
FRAGMENT = 4  # the same of one that a template may hold, beside wildcards
REQUEST = "5f0c9d1e-0000-4000-8000-123456789abc"

SIGNATURES = """signatures:
  - {id: own-capture, title: t, class: investigate, match: 'captured token=(?<token>\\S+) now', group: [token],
     cause: c, impact: i, fix: f, examples: [{text: 'captured token=a now', captures: {token: a}}]}
secrets:
  names: {any: [doorcode]}
  shapes: [zk- word 12]
"""


def written(part):
    """What a part of a line stands for."""
    return re.sub(r"\\([nre\\<>])", lambda m: {"n": "\n", "r": "\r", "e": "\x1b", "\\": "\\", "<": "«", ">": "»"}[m[1]], part)


def texts():
    """(text, what is to be shown of it, parts of its secrets)"""
    for line in (HERE / "secrets.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            secrets = [written(s) for s in re.findall("«(.*?)»", line)]
            parts = [p for s in secrets for p in re.findall(r"\w{%d,}" % LEAST, s)]
            yield written(re.sub("[«»]", "", line)), written(re.sub("«.*?»", "[redacted]", line)), parts


CASES = list(texts())
SHOWN = "\n".join(shown for _, shown, _ in CASES)
OWN_PART = "hidden1234abc"
PARTS = {p for _, _, parts in CASES for p in parts if p not in SHOWN and re.search("[0-9]", p) and re.search("[a-z]", p)}
PARTS |= {OWN_PART, "cut12345abcdef"}
OWN = [(f"doorcode: {OWN_PART} zk-abcdefghij1234567890", "doorcode: [redacted] zk-[redacted]")]

# What shows the name of a log.
NAMED = [[], ["-o", "json"], ["-o", "md"], ["-o", "html"], ["-o", "csv"], ["grep", "-H"],
         ["grep", "-o", "jsonl"], ["grep", "--columns", "source,message"], ["explain", "504"], ["trace", "-o", "jsonl", REQUEST]]


def records():
    for number, (text, _, _) in enumerate(CASES):
        at = f"2026-03-15T09:{number // 60:02}:{number % 60:02}.000Z"
        yield {"@timestamp": at, "level": "ERROR", "message": f"{text}", "requestId": REQUEST,
               "properties": {"note": text, "headers": {"authorization": f"Bearer {text}"[:60]}}}
    yield {"@timestamp": at, "level": "ERROR", "message": OWN[0][0]}
    for part in sorted(PARTS)[:40]:
        yield {"@timestamp": at, "level": "ERROR", "message": f"captured token={part} now", "status": 500,
               "url": f"https://a.example/x?token={part}", "model": f"sk-{part}0123456789abcdef",
               "user": f"{part}@example.com"}
        yield {"@timestamp": at, "level": "ERROR", "message": f"no route for password={part} now", "status": 500}
        yield {"@timestamp": at, "note": f"password={part}", "loglvl": f"token={part}"}


# What is asked, and where whole messages stand in its answer.
OUTPUTS = [
    (["LOG"], None), (["-o", "json", "LOG"], "report"), (["-o", "csv", "-n", "999", "LOG"], None), (["-o", "md", "-n", "999", "LOG"], None),
    (["-o", "html", "-n", "999", "LOG"], None), (["-o", "prom", "LOG"], None),
    (["-b", "message", "-n", "999", "LOG"], None), (["-b", "url,model,user", "-o", "json", "LOG"], None),
    (["-b", ".properties.note", "-o", "csv", "-n", "999", "LOG"], None), (["-b", ".properties.headers.authorization", "-n", "999", "LOG"], None),
    (["-w", "model=nothing", "LOG"], None), (["-b", "cap.token", "LOG"], None),
    (["grep", "LOG"], None), (["grep", "-o", "jsonl", "LOG"], "lines"), (["grep", "--columns", "time,url,user,model,message", "LOG"], None),
    (["grep", "-e", "a", "-C", "1", "--format", "{message} {url}", "LOG"], None),
    (["trace", REQUEST, "LOG"], None), (["trace", "-o", "jsonl", REQUEST, "LOG"], "lines"),
    (["mine", "-n", "999", "LOG"], None), (["mine", "-o", "json", "LOG"], "report"), (["mine", "--assign", "LOG"], None),
    (["fields", "LOG"], None), (["fields", "-o", "json", "LOG"], None), (["suggest", "-n", "40", "LOG"], None),
    (["merge", "-o", "md", "-n", "999", "RAW"], None), (["merge", "-o", "json", "RAW", "RAW2"], None),
    (["diff", "RAW2", "RAW"], None), (["diff", "-o", "json", "RAW2", "RAW"], None),
]


def expected(text):
    """Is `text`, cut or not, what is to be shown of some case?"""
    wanted = [shown for _, shown, _ in CASES] + [OWN[0][1], "torn password=[redacted]"]
    return any(text in w for w in wanted)


def whole_messages(kind, output):
    if kind == "lines":
        found = [json.loads(line)["message"] for line in output.splitlines()]
    else:
        report = json.loads(output)
        found = [u["example"] for u in report.get("unknown", report.get("clusters", []))]
    return [m for m in found if m and "captured " not in m and "no route" not in m]


# What shows the title or the template of an error that nothing explains.
SHOWING = [[], ["-o", "json"], ["-o", "csv"], ["-o", "md"], ["-o", "html"], ["-o", "prom"], ["mine"], ["mine", "-o", "json"], ["suggest"],
           ["fields"], ["-b", "message"]]


def guillemets(line):
    return line.replace("\\<", "«").replace("\\>", "»")


def fragments(line):
    """The text of a line of secrets.txt, what is shown of it, and the fragments of its secrets."""
    secrets = re.findall("«(.*?)»", line, re.S)
    shown = guillemets(re.sub("«.*?»", "[redacted]", line, flags=re.S))
    parts = {p for s in secrets for p in re.findall(r"[A-Za-z0-9]{%d,}" % FRAGMENT, s)}
    return guillemets(re.sub("[«»]", "", line)), shown, {p for p in parts if p not in shown}


def leaks(run, log, line):
    """Each output of a log of this text alone that holds a fragment which it has not when [redacted] stands there."""
    text, shown, parts = fragments(line)

    def outputs(message, options):
        log.write_text(json.dumps({"@timestamp": "2026-03-15T09:00:00.000Z", "level": "ERROR", "message": message}) + "\n")
        return run([*options, str(log)])

    for options in SHOWING:
        found = {p for p in parts if p in outputs(text, options)}
        if found and (found := {p for p in found if p not in outputs(shown, options)}):
            yield f"{' '.join(options) or 'report'}: {text!r} shows {sorted(found)}"


# Where else a secret stands, and what shows it there. Of a text that is cut only its first letters are left.
PLACED = "h1dd3nPl4ce"
ALL_FORMATS = [["-o", o] for o in ("text", "json", "csv", "md", "html", "prom")]


def shown_as(*command):
    return [[*command, *o] for o in ALL_FORMATS[:5]]


def error(**members):
    return json.dumps({"level": "error", "message": "m", "requestId": REQUEST, **members}) + "\n"


PLACES = [
    ("a torn record", f'{{"level":"error","password":"{PLACED}\n' + error(), [["trace", "none-such-1"], []]),
    ("a service and an outcome", error(service=f"x password={PLACED} y", outcome=f"exception password={PLACED}"),
     [["trace", REQUEST], ["trace", "-o", "jsonl", REQUEST], ["grep", "--explain"], []]),
    ("versions", "".join(error(service=f"s token={PLACED}0", scriptVersion={"id": f"v{i} password={PLACED}{i}"}) for i in (1, 2)), ALL_FORMATS),
    ("a list below a name", error(tokens=[PLACED]), [["fields"], ["fields", "-o", "json"], *shown_as("-b", ".tokens[]")]),
    ("an object below a name", error(credentials={"value": PLACED}),
     [["fields"], ["fields", "-o", "json"], ["grep", "--columns", ".credentials.value"], ["grep", "--format", "{.credentials.value}"],
      *shown_as("-b", ".credentials.value")]),
    ("a provider below a name", error(apiKeys={"openai": PLACED}), [["fields"], *shown_as("-b", ".apiKeys.openai")]),
    ("a key", error(map={f"sk-{PLACED}{PLACED}": 1}), [["fields"], ["fields", "-o", "json"]]),
    ("a model that a table cuts", error(model="m" * 240 + f" Bearer {PLACED}{PLACED}", status=500), [*shown_as("-b", "model"), ["fields"]]),
    ("a model that a row cuts", error(model="m" * 186 + f" Bearer {PLACED}{PLACED}", status=500), ALL_FORMATS),
    *((f"a logger called {line.split(PLACED)[0]}", line + "\n", [["grep", "-c", "unknown,clean"], ["grep", "-c", "unknown,clean", "-o", "jsonl"],
       ["-b", "message"], ["fields"], ["mine"], []])
      for line in (f"2026-03-15T09:00:00Z ERROR db.password: {PLACED}", f"ERROR app.token: {PLACED}", f"ERROR:api_key:{PLACED}",
                   f"2026-03-15 09:00:00,123 - my.secret - ERROR - {PLACED}", f"Mar 15 09:00:00 box token: {PLACED}",
                   f"2026-03-15T09:00:00Z ERROR [app.password] {PLACED}",
                   f"2026-03-15 09:00:00.123 ERROR 1 --- [main] c.e.password : {PLACED}")),
    ("a tag", error(message=f"[password]: {PLACED}") + error(message=f"[token] {PLACED}"), [["mine"], ["grep"], ["-b", "message"], *ALL_FORMATS]),
    ("an example that is cut", error(message="x" * 228 + f" ghp_{PLACED}{PLACED}"), [["suggest"], []]),
    ("an example that a report cuts", error(message="x" * 285 + f" Bearer {PLACED}{PLACED}"), [["suggest"], *ALL_FORMATS]),
]


def misplaced(run, log):
    """Each output that shows a secret in one of the places; and each place of which no output would show it."""
    for what, text, outputs in PLACES:
        log.write_text(text)
        if not any(PLACED[:6] in run([*o, str(log)], "--no-redact") for o in outputs):
            yield f"{what} is shown by nothing"
        for o in outputs:
            if PLACED[:6] in run([*o, str(log)]):
                yield f"{what} is shown by {' '.join(o)}"


TEMPLATES = [
    "slack refused xoxb-«123456789012-abcdefghijkl» today",
    "upstream refused Bearer «_rI3925c5fwrpI4_uk7TlJDF» by peer", "a x-api-key: «12345-abcde-67890»", "glpat-«abc-123_defghijklmnop»",
    "e sk-«ant-api03-abcdefgh-ijklmnop_qrstuvwx-12345678»", "f token=«abc-123-def-456»", "own zk-«abcdefghijklm1» key",
    "g cookie: «session=abcdef0123456789; theme=dark» rejected",
]


def results(program):
    with tempfile.TemporaryDirectory() as folder:
        place = {name: f"{folder}/{name}" for name in ("LOG", "RAW", "RAW2")}
        pathlib.Path(f"{folder}/own.yaml").write_text(SIGNATURES)
        with open(place["LOG"], "w") as log:
            for number, record in enumerate(records()):
                log.write(json.dumps(record, ensure_ascii=False) + "\n")
                if number == 3:
                    log.write("torn password=cut12345abcdef\n")

        def run(arguments, *options):
            reads = arguments[0] not in ("merge", "diff")
            command = arguments[0] if arguments and arguments[0].isalpha() and arguments[0].islower() else "report"
            rest = [place.get(a, a) for a in (arguments if command == "report" else arguments[1:])]
            own = ["-p", f"{folder}/own.yaml", "-j", "1"] if reads else []
            done = subprocess.run([program, command, *own, *options, *rest], capture_output=True, timeout=120)
            return (done.stdout + done.stderr).decode(errors="replace")

        pathlib.Path(place["RAW"]).write_text(run(["-o", "json", "LOG"], "--no-redact"))
        pathlib.Path(place["RAW2"]).write_text(run(["-o", "json", "-w", "status=500", "LOG"], "--no-redact"))
        seen = 0
        for arguments, kind in OUTPUTS:
            plain, shown = run(arguments, "--no-redact"), run(arguments)
            would = {p for p in PARTS if p in plain}
            seen += len(would)
            if arguments[0] in ("merge", "diff"):
                would.discard(OWN_PART)  # they read no signature files
            wrong = [f"shows {p}" for p in sorted(would) if p in shown]
            if kind:
                wrong += [f"not as expected: {m!r}" for m in whole_messages(kind, shown) if not expected(m)]
            yield f"{' '.join(arguments)}: {len(would)} parts of secrets", wrong[:8]
        yield f"{seen} parts of secrets would have been shown", "" if seen > 500 else "they are too few to tell"
        name = f"{folder}/app?token=inafilename12345.log"
        pathlib.Path(name).write_bytes(pathlib.Path(place["LOG"]).read_bytes())
        yield "the name of a log", [f"shown by {a}" for a in NAMED if "inafilename" in run([*a, name])]
        lines = [raw for raw in (HERE / "secrets.txt").read_text().splitlines() if "«" in raw and not raw.startswith("#")]
        plain = [line for line in lines + TEMPLATES if "\\n" not in line and "\\e" not in line][::int(os.environ.get("THINNED", "1"))]
        wrong = [fault for line in plain for fault in leaks(run, pathlib.Path(f"{folder}/one.log"), line)]
        yield f"templates of {len(plain)} texts", wrong[:20]
        wrong = list(misplaced(run, pathlib.Path(f"{folder}/placed.log")))
        yield f"secrets in {len(PLACES)} places", wrong[:20]


if __name__ == "__main__":
    sys.exit(tap.tell(results(str(pathlib.Path(sys.argv[1]).resolve())), len(OUTPUTS) + 4))
