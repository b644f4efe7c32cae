#!/usr/bin/env python3
"""What the shells complete.

usage: completion.py SIGTAIL FOLDER    the folder holds sigtail.bash, _sigtail and sigtail.fish

Asks bash, and fish and zsh where they are installed, and prints TAP: one line a command line. In it `|` stands where Tab
is pressed.
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
STATE = "tests/golden/known.state"
CLASSES = ["investigate", "expected", "unknown", "clean"]

# A command line; words that must be offered; words that must not.
ROWS = [
    ("sigtail gr|", ["grep"], []),
    ("sigtail grep --c|", ["--class", "--columns", "--count"], ["--cap"]),
    ("sigtail --rea|", [], ["--read-size"]),
    ("sigtail grep --epoch|", [], ["--segment-bytes"]),
    ("sigtail -c |", CLASSES, []),
    ("sigtail -c investigate,un|", ["investigate,unknown"], []),
    ("sigtail --class=investigate,ex|", ["investigate,expected"], []),
    ("sigtail diff --fail-on new,|", ["new,gone", "new,up"], []),
    ("sigtail -o j|", ["json"], []),
    ("sigtail -b mod|", ["model"], []),
    ("sigtail -b model,sta|", ["model,status"], []),
    ("sigtail --show rate,p9|", ["rate,p95"], ["rate,p50"]),
    ("sigtail --sort us|", ["user"], []),
    ("sigtail -w stat|", ["status"], []),
    ("sigtail -w 'status>=500 and mode|", ["status>=500 and model"], []),
    ("sigtail -w 'not (upst|", ["not (upstream"], []),
    ("sigtail grep --columns time,cla|", ["time,class"], []),
    ("sigtail -s azure-content-safety-d|", ["azure-content-safety-dns"], ["azure-content-filter"]),
    ("sigtail -s 504,veo-no-v|", ["504,veo-no-video-data"], []),
    ("sigtail explain azure-content-safety-d|", ["azure-content-safety-dns"], []),
    (f"sigtail explain c670|", [], ["c67008"]),
    (f"sigtail --state {STATE} explain c670|", ["c67008"], []),
    (f"sigtail ack --state={STATE} f03|", ["f0377a"], []),
    (f"sigtail resolve --state {STATE} veo-no-v|", ["veo-no-video-data"], []),
    ("sigtail config gre|", ["grep"], []),
    ("sigtail tests/golden/known.s|", ["tests/golden/known.state"], []),
    ("sigtail --state tests/golden/known.s|", ["tests/golden/known.state"], []),
]


class Bash:
    name = "bash"

    def __init__(self, folder, env):
        self.script, self.env = folder / "sigtail.bash", env

    @staticmethod
    def words(line):
        """As readline parts them: at blanks outside of quotes, and around =."""
        words = re.findall(r"'[^']*'?|=|[^\s=']+", line)
        return words + [""] if line.endswith(" ") and not line.rstrip().endswith("'") and "'" not in line else words

    def ask(self, line):
        words = self.words(line)
        command = f'source {self.script}; COMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _sigtail; printf "%s\\n" "${{COMPREPLY[@]}}"'
        done = subprocess.run(["bash", "-c", command, "bash", *words], env=self.env, cwd=TOP, capture_output=True, text=True)
        return done.stdout.splitlines() + done.stderr.splitlines()


class Fish:
    name = "fish"

    def __init__(self, folder, env):
        self.script, self.env = folder / "sigtail.fish", env

    def ask(self, line):
        command = f"source {self.script}; complete -C $argv[1]"
        done = subprocess.run(["fish", "--no-config", "-c", command, line], env=self.env, cwd=TOP, capture_output=True, text=True)
        words = [word.split("\t")[0] for word in done.stdout.splitlines()]
        return [word.partition("=")[2] if word.startswith("--class=") else word for word in words] + done.stderr.splitlines()


class Zsh:
    """In a terminal: Tab is pressed, and the screen read."""

    name = "zsh"

    def __init__(self, folder, env):
        self.folder, self.env = folder, env
        self.pid, self.fd = self.begin()

    def begin(self):
        pid, fd = pty.fork()
        if pid == 0:
            os.chdir(TOP)
            os.execvpe("zsh", ["zsh", "-f", "-i"], {**self.env, "TERM": "xterm", "COLUMNS": "200", "LINES": "60"})
        os.write(fd, f"stty cols 200 rows 60; PS1='% '; fpath=({self.folder} $fpath); autoload -U compinit; compinit -u -D; "
                     "unsetopt zle_bracketed_paste; unset zle_bracketed_paste; setopt no_list_ambiguous; LISTMAX=0; echo read''y\n"
                 .encode())
        self.read(fd, "ready\r\n")
        self.read(fd)
        return pid, fd

    @staticmethod
    def read(fd, until=None, quiet=0.6):
        text, end = "", time.monotonic() + 20
        while time.monotonic() < end:
            if not select.select([fd], [], [], 10 if until and until not in text else quiet)[0]:
                break
            text += os.read(fd, 65536).decode(errors="replace")
            if until and until in text:
                break
        return text

    def ask(self, line):
        os.write(self.fd, line.encode())
        self.read(self.fd, quiet=0.2)
        os.write(self.fd, b"\t")
        text = self.read(self.fd, quiet=1)
        os.write(self.fd, b"\x03")  # a line of its own for the next
        self.read(self.fd, quiet=0.2)
        screen = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|[\r\n\x07]", " ", text)
        return self.joined(line, screen)

    @staticmethod
    def joined(line, screen):
        """What Tab put in, behind what stood there, and what was listed."""
        typed = line.rpartition(" ")[2].lstrip("'")
        listed = screen.split()
        tail = typed.rpartition("=")[2]
        head = tail.rpartition(",")[0]
        whole = [tail + listed[0]] if listed else []
        words = [w.rstrip("'") for w in whole + listed]
        return words + [f"{head},{w}" for w in words if head]


def offered(shell, line, wanted):
    """zsh shows only what is added; words of an expression are told by their ends."""
    words = shell.ask(line)
    if shell.name != "zsh":
        return words
    return words + [w for w in wanted for x in words if " " in w and w.endswith(x) and x]


def wrong(shell, row):
    line, wanted, unwanted = row
    words = offered(shell, line.rstrip("|"), wanted)
    missing = [w for w in wanted if w not in words]
    more = [w for w in unwanted if w in words]
    return (missing or more) and f"{line}: misses {missing}, offers {more}; all: {words[:12]}"


def commands_first(fish):
    words = fish.ask("sigtail ")
    names = ["report", "grep", "trace"]
    return None if words[:3] == names and "README.md" in words else f"begins with {words[:5]}"


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory() as home:
        env = {"PATH": f"{program.parent}:{os.environ['PATH']}", "HOME": home, "LC_ALL": "C.UTF-8", "TERM": "dumb"}
        shells = [kind(folder, env) for kind in (Bash, Fish, Zsh) if shutil.which(kind.name)]
        asked = [(f"{s.name}: {row[0]}", lambda s=s, row=row: wrong(s, row)) for s in shells for row in ROWS]
        asked += [("fish: commands before files", lambda s=s: commands_first(s)) for s in shells if s.name == "fish"]
        return tap.tell(((name, ask()) for name, ask in asked), len(asked))


if __name__ == "__main__":
    sys.exit(main())
