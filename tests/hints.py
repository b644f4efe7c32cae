#!/usr/bin/env python3
"""Every command that an output names is typed as it stands and does what it is there for: hints.py SIGTAIL. Reports
are made with each combination of the options that say which records are read, on a terminal, where they name the next
commands; those are run, and what they name in turn. HINTS_ALL=1: of all combinations, not of every seventh. Prints TAP.
"""
import itertools
import os
import pathlib
import pty
import re
import subprocess
import sys

import tap

LOG = """2026-11-28T10:00:00Z ERROR boom 12 of reader 7: token=hunter2secret user=ann
2026-11-28T10:00:01Z ERROR boom 13 of reader 9: token=hunter3secret user=bob
2026-11-28T10:00:02Z ERROR getaddrinfo ENOTFOUND x1.cognitiveservices.azure.com
2026-11-28T10:00:03Z ERROR connect ECONNREFUSED 10.6.79.98:23525 boom
2026-11-28T10:00:04Z ERROR the widget of ours is bent, boom
2026-11-28T10:00:05Z INFO boom, all is well
2026-11-28T10:00:06Z ERROR Content rejected due to sexual/hate/violence content detection boom
"""
OURS = """signatures:
  - id: bent-widget
    title: Bent widget
    class: investigate
    match: 'the widget of ours is bent'
    cause: Somebody sat on it
    impact: Users see half of it
    fix: Straighten it
    examples: ['the widget of ours is bent']
"""
# What may be given of each: nothing, or words.
CHOICES = [
    [[], ["-w", "cap.x=boom"], ["-w", "message~boom and not message~'no such'"]],
    [[], ["--since", "2026-11-28T10:00:00Z"], ["--last", "1h"], ["--around", "2026-11-28T10:00:02Z", "--within", "1m"],
     ["--until", "2026-11-28 23:00"], ["--last", "60m", "--until", "23:00"], ["--since", "yesterday", "--until", "2026-11-29"]],
    [[], ["--tz", "Europe/Berlin"]],
    [[], ["-p", "our own.yaml"]],
    [[], ["--state", "seen.state"]],
    [[], ["--no-redact"]],
    [["one.log"], ["one.log", "it's 2.log"], ["--files-from", "names"], ["--include", "*.log", "logs"]],
]


class Place:
    def __init__(self, program, folder):
        self.program, self.folder = pathlib.Path(program).resolve(), pathlib.Path(folder)
        self.env = {"PATH": f"{self.folder}:{os.environ['PATH']}", "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC",
                    "SIGTAIL_CONFIG": "", "COLUMNS": "400", "PAGER": "", "NO_COLOR": "1"}
        (self.folder / "sigtail").symlink_to(self.program)
        (self.folder / "logs").mkdir()
        for name in "one.log", "it's 2.log", "logs/one.log", "-F.log", "grep":
            (self.folder / name).write_text(LOG)
        (self.folder / "our own.yaml").write_text(OURS)
        (self.folder / "names").write_text("one.log\n")

    def typed(self, command, status=0, log=""):
        done = subprocess.run(command, shell=True, cwd=self.folder, env=self.env, capture_output=True, text=True, input=log)
        assert done.returncode == status, f"{command}: exit {done.returncode}: {done.stderr}"
        assert status or (not done.stderr and done.stdout), f"{command}: {done.stderr or 'no output'}"
        return done.stdout + done.stderr

    def on_terminal(self, words, log=None):
        """What `words` print on a terminal."""
        master, slave = pty.openpty()
        process = subprocess.Popen([self.program, *words], cwd=self.folder, env=self.env, stdout=slave, stderr=slave,
                                   stdin=subprocess.PIPE if log else subprocess.DEVNULL)
        os.close(slave)
        if log:
            process.stdin.write(log.encode())
            process.stdin.close()
        text = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            text += data
        os.close(master)
        assert process.wait() == 0, (words, text)
        return text.decode().replace("\r", "")


def hints_of(text):
    return [m[2] for m in re.finditer(r"(?m)^(  |draft     )((?:\.\.\. \| )?sigtail .*)$", text)]


def follow(place, text, log=""):
    """Run what `text` names, and what that names; returns how many commands there were."""
    hints = hints_of(text)
    for hint in hints:
        typed = hint.replace("... | ", "cat one.log | ")
        out = place.typed(typed, log=log)
        if " explain " in hint:
            assert len(hints_of(out)) == 1, f"{hint}: {out}"
        follow(place, out)
    return len(hints)


def each_combination(place):
    """Hints of reports that are made with each combination of options."""
    seen = ran = 0
    for parts in itertools.islice(itertools.product(*CHOICES), 0, None, 1 if os.environ.get("HINTS_ALL") else 7):
        words = list(itertools.chain(*parts))
        if "cap.x=boom" in words:
            words = ["--extract", "(?<x>boom)", *words]
        text = place.on_terminal(words)
        ran += follow(place, text)
        seen += 1
        assert "UNKNOWN" in text and len(hints_of(text)) >= 3, f"{words}: {text}"
    assert seen and ran


def every_row(place):
    """Hints of reports about some rows show those rows."""
    for rows in ["-c", "unknown"], ["--unknown"], ["-s", "azure-content-safety-dns,azure-content-filter"], ["-c", "expected,unknown"]:
        text = place.on_terminal([*rows, "one.log"])
        assert follow(place, text), text
        taken = int(text.split()[0])
        fields = [hint for hint in hints_of(text) if "sigtail fields" in hint]
        assert re.search(rf"(?m)^ *{taken} ", place.typed(fields[0])), (rows, fields)


def a_pipe(place):
    """Hints of what a pipe brought are typed behind the same pipe."""
    text = place.on_terminal(["-w", "message~boom"], LOG)
    assert all(hint.startswith("... | ") for hint in hints_of(text)) and follow(place, text), text


def odd_names(place):
    """A log whose name is an option's, or a command's."""
    for words in ["--", "-F.log"], ["./grep"]:
        text = place.on_terminal(words)
        assert follow(place, text), text


def acknowledged(place):
    """The line of what is acknowledged names the state, and nothing is offered that finds nothing."""
    place.typed("sigtail --state 'my state' one.log")
    unknown = re.search(r"[0-9a-f]{12}", place.typed("sigtail state 'my state'") + place.typed("sigtail state -o json 'my state'"))[0]
    place.typed(f"sigtail ack {unknown} --state 'my state' && echo done")
    for form in "text", "md", "html":
        text = place.typed(f"sigtail -o {form} --state 'my state' one.log")
        named = re.search(r"\((sigtail state [^)]*)\)", text.replace("&#39;", "'").replace("\n", " "))
        assert named and unknown[:6] in place.typed(re.sub(r"\s+", " ", named[1].replace("\\", ""))), text
    text = place.on_terminal(["--state", "my state", "one.log"])
    assert "acknowledged" in text and follow(place, text), text
    text = place.typed("sigtail ack ffffff --state 'my state'", status=2)
    place.typed(re.search(r"(sigtail state '[^']*')", text)[1])


def no_draft(place):
    """Where no draft can be made, explain says so and why, and what to do."""
    log = "2026-11-28T10:00:02Z ERROR 12345\n"
    (place.folder / "bare.log").write_text(log)
    text = place.on_terminal(["bare.log"])
    explain = next(hint for hint in hints_of(text) if " explain " in hint)
    out = place.typed(explain)
    assert "sigtail suggest" not in out, out
    refused = place.typed(explain.replace("explain", "suggest"), status=1)
    for said in out, refused:
        said = re.sub(r"\s+", " ", said)
        assert "too little of the template is literal" in said and "by hand" in said, said


CASES = [each_combination, every_row, a_pipe, odd_names, acknowledged, no_draft]


if __name__ == "__main__":
    sys.exit(tap.run(CASES, lambda folder: Place(sys.argv[1], folder), sys.argv[2:]))
