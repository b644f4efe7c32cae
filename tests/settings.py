#!/usr/bin/env python3
"""Settings (~/.config/sigtail/config.yaml, SIGTAIL_CONFIG, --no-config, sigtail config), as a user meets them.

usage: settings.py SIGTAIL [CASE...]        prints TAP, one line a case
"""
import os
import pathlib
import re
import statistics
import subprocess
import sys
import time

import tap
from tell import record, words

TOP = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 60
LOG = "".join(record(words(n % 4)) for n in range(12)) + record("not so bad", status=401)
SIGNATURE = """signatures:
  - id: our-moon
    title: Our own moon
    class: investigate
    match: 'the moon fell down'
    cause: none
    impact: none
    fix: none
    examples: ['the moon fell down']
"""


class Home:
    """A home with settings, and sigtail in it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.config = self.folder / ".config" / "sigtail" / "config.yaml"
        self.config.parent.mkdir(parents=True)
        self.env = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(self.folder)}
        self.log = self.folder / "log"
        self.log.write_text(LOG)

    def set(self, text):
        self.config.write_text(text)

    def run(self, *options, log="", status=0, errors="", **env):
        done = subprocess.run([self.program, *map(str, options)], input=log, capture_output=True, text=True, timeout=PATIENCE,
                              env={**self.env, **env}, cwd=self.folder)
        assert done.returncode == status, f"{options}: exit {done.returncode}: {done.stderr}"
        assert (errors in done.stderr) if errors else done.stderr == "", f"{options}: {done.stderr}"
        return done.stdout

    def options(self, *command, **env):
        """What `sigtail config` tells: the value and the source of each option."""
        rows = self.run("config", *command, **env).split("\n\n", 1)[1].splitlines()
        return {m[1]: (m[2], m[3]) for m in (re.fullmatch(r"(\S+) +(.*?) {2,}(.+)", row) for row in rows)}


def options_come_from_the_settings(h):
    plain = h.run(h.log)
    h.set("grep: {columns: 'class,message', max-count: 2}\nreport:\n  output: csv\n")
    assert h.run(h.log).splitlines()[0].count(",") > 5, h.run(h.log)
    assert [line.split(None, 1) for line in h.run("grep", h.log).splitlines()] == [["unknown", words(0)], ["unknown", words(1)]]
    assert h.run("--no-config", h.log) == plain
    assert h.run("-o", "text", h.log) == plain  # the command line comes first


def all_commands_that_have_it(h):
    h.set("max-count: 1\nascii: true\nstrict: false\n")
    assert len(h.run("grep", h.log).splitlines()) == 1
    assert "█" not in h.run(h.log) and "█" in h.run("--no-config", h.log)


def lists_are_replaced_and_patterns_add_up(h):
    h.set("where: ['status=401', \"user=''\"]\n")
    assert h.run(h.log).startswith("1 of 13 records"), h.run(h.log)
    assert h.run("-w", "status=200", h.log).startswith("12 of 13 records")
    h.set("patterns: [mine.yaml]\n")
    (h.config.parent / "mine.yaml").write_text(SIGNATURE)
    other = h.folder / "other.yaml"
    other.write_text(SIGNATURE.replace("our-moon", "our-sun").replace("moon", "sun"))
    assert re.findall("^our-.*? ", h.run("list", "-p", other, "our-"), re.M) == ["our-moon ", "our-sun "], h.run("list", "our-")


def reports_are_compared_whatever_they_say(h):
    """What they say of logs, for all commands, is of those commands that read them."""
    h.set("where: 'status>=500'\npatterns: [mine.yaml]\n")
    (h.config.parent / "mine.yaml").write_text(SIGNATURE)
    report = h.folder / "report.json"
    report.write_text(h.run("--no-config", "-o", "json", h.log))
    assert "Nothing changed" in h.run("diff", str(report), str(report))
    h.run("diff", "-w", "status=1", str(report), str(report), status=2, errors="--where is for logs")


def where_they_are(h):
    h.set("top: 7\n")
    assert h.options()["top"] == ("7", f"{h.config}:1")
    named = h.folder / "named.yaml"
    named.write_text("# mine\ntop: 8\n")
    assert h.options(SIGTAIL_CONFIG=str(named))["top"] == ("8", f"{named}:2")
    assert h.options(SIGTAIL_CONFIG="")["top"] == ("-", "default")
    assert h.options("--no-config")["top"] == ("-", "default")
    assert h.options("-n", "9")["top"] == ("9", "option")
    xdg = h.folder / "xdg"
    (xdg / "sigtail").mkdir(parents=True)
    assert h.options(XDG_CONFIG_HOME=str(xdg))["top"] == ("-", "default")
    (xdg / "sigtail" / "config.yaml").write_text("top: 6")
    assert h.options(XDG_CONFIG_HOME=str(xdg))["top"][0] == "6"
    assert h.options(XDG_CONFIG_HOME="xdg")["top"][0] == "7"  # a relative one is to be ignored
    assert h.options(HOME="")["top"][0] == "-"
    h.run(h.log, SIGTAIL_CONFIG="/nowhere/at/all", status=2, errors="/nowhere/at/all: there are no settings; SIGTAIL_CONFIG names them")
    h.set("")
    h.run(h.log)
    h.set("# nothing yet\n")
    h.run(h.log)


def signatures_beside_them_are_read(h):
    folder = h.config.parent / "patterns"
    folder.mkdir()
    h.run(h.log)  # an empty folder is none
    (folder / "a.yaml").write_text(SIGNATURE)
    moon = record("the moon fell down")
    assert "our-moon" in h.run(log=moon) and h.options()["patterns"] == (str(folder), "beside the settings")
    assert "our-moon" in h.run("explain", "our-moon")
    h.run("check")
    assert "our-moon" not in h.run("--no-config", log=moon)
    assert "our-moon" not in h.run(log=moon, SIGTAIL_CONFIG="")
    h.set("top: 3")
    assert "our-moon" in h.run(log=moon)
    h.set("patterns: []")
    assert "our-moon" in h.run(log=moon)  # which names none
    (h.folder / "none.yaml").write_text("signatures: []\n")
    h.set("patterns: ~/none.yaml")
    assert "our-moon" not in h.run(log=moon)


def slips_are_answered(h):
    for text, place, what in [
            ("tzz: x", "1:1", "unknown key `tzz` of the settings; did you mean `tz`?"),
            ("report:\n  tops: 3", "2:3", "unknown key `tops` of `report`; did you mean `top`?"),
            ("reprot:\n  top: 3", "1:1", "unknown key `reprot` of the settings; did you mean `report`?"),
            ("grep: {every: 1m}", "1:8", "unknown key `every` of `grep`; it is an option of other commands"),
            ("help: true", "1:1", "unknown key `help` of the settings"),
            ("top: many", "1:6", "top: 'many' is not a number from 1; write top: 10, say"),
            ("color: blue", "1:8", "color: 'blue' is none of auto, always, never"),
            ("color: alwys", "1:8", "color: 'alwys' is none of auto, always, never; did you mean always?"),
            ("class: [clean, god]", "1:16", "class: 'god' is none of investigate"),
            ("every: 5", "1:8", "every: '5' is not a duration"),
            ("strict: maybe", "1:9", "strict: 'maybe' is neither true nor false; write strict: true"),
            ("top: [1, 2]", "1:6", "`top` must be text, not a list"),
            ("on-silence: 10m", "1:13", "`on-silence` is not a list of two; write on-silence: [10m, CMD]"),
            ("top: 1\ntop: 2", "2:1", "key `top` stands twice in the settings; keep one of them"),
            ("- top", "1:1", "the settings must be a mapping of options"),
            ("report: [a]", "1:9", "`report` must be a mapping of options"),
            ("top: 1\n\ttz: UTC", "2:1", "a tab stands where YAML wants spaces"),
            ("tz: Mars", "1:5", "no zone is called 'Mars'"),
            ("where: ['status=200', 'stats=1']", "1:23", "no field `stats`"),
            ("patterns: nowhere.yaml", "1:11", f"{h.config.parent}/nowhere.yaml: cannot open: No such file"),
            ("state: ''", "1:8", "state: '' names no file; write state: FILE, or leave it out")]:
        h.set(text + "\n")
        h.run(h.log, status=2, errors=f"sigtail: {h.config}:{place}: ")
        h.run(h.log, status=2, errors=what)
        h.run("--no-config", h.log)
        h.run("--help")
        h.run("help", "grep")
        h.run("--version")
    h.set("grep: {columns: tine}")
    h.run("grep", h.log, status=2, errors=f"{h.config}:1:17: --columns: no field `tine`")
    h.run("config", "nothing", status=2, errors="config takes the name of a command and its options: 'nothing' is none")
    h.run("config", "grep", "--every", "1m", status=2, errors="--every is no option of grep")


def a_state_and_its_commands(h):
    h.set("state: ~/prod.state\n")
    h.run(h.log)
    assert h.run("state").count("unknown") == 4, h.run("state")
    id_ = re.search(r"  ([0-9a-f]{6,}) +unknown", h.run("state"))[1]
    h.run("ack", id_)
    assert "ACKNOWLEDGED" in h.run("state").upper()
    other = h.folder / "other.state"
    h.run("--state", other, h.log)
    assert "acknowledged" not in h.run("state", other)  # the operand, not the settings
    h.set("state: seen.state\n")
    h.run(h.log)
    assert (h.config.parent / "seen.state").exists()  # beside the settings


def alerts_are_of_live_logs(h):
    told = h.folder / "told"
    h.set(f"report:\n  on-new: sh -c 'echo \"$SIGTAIL_TITLE\" >> {told}'\n  cool-down: 1h\n  on-silence: [1h, 'true']\n")
    h.run(h.log)
    assert not told.exists()
    h.run(log=LOG)
    assert sorted(told.read_text().splitlines()) == sorted(words(n) for n in range(4))
    h.set("on-new: no-such-program\n")
    h.run(h.log)
    h.run(log=LOG, status=2, errors=f"{h.config}:1:9: --on-new: no program no-such-program")


def the_environment_counts_before_them(h):
    h.set("color: always\npalette: bad=1\n")
    assert "\x1b[" in h.run(h.log) and "\x1b[" not in h.run(h.log, NO_COLOR="1")
    assert "\x1b[" in h.run("--color", "always", h.log, NO_COLOR="1")
    assert h.options()["color"] == ("always", f"{h.config}:1") and h.options(NO_COLOR="1")["color"] == ("never", "$NO_COLOR")
    assert h.options(SIGTAIL_COLORS="bad=2")["palette"] == ("bad=2", "$SIGTAIL_COLORS")
    assert h.options()["palette"] == ("bad=1", f"{h.config}:2")


def config_tells_each_option_of_a_command(h):
    h.set("tz: Europe/Berlin\nreport:\n  where: ['status>=200', 'model!=x']\n  bell: true\ngrep:\n  context: 2\n")
    text = h.run("config")
    assert text.startswith(f"settings  {h.config}\ncommand   report\n\n"), text
    assert f"where            status>=200    {h.config}:3\nwhere            model!=x       {h.config}:3\n" in text, text
    told = h.options()
    assert told["tz"] == ("Europe/Berlin", f"{h.config}:1") and told["bell"][0] == "true" and told["window"] == ("15m", "default")
    assert "context" not in told and h.options("grep")["context"] == ("2", f"{h.config}:6")
    assert h.options("grep", "-C", "4", "-s", "a,b")["context"] == ("4", "option")
    assert h.options("grep", "-s", "a,b")["signature"] == ("a,b", "option")
    assert h.run("config", "--no-config").startswith("settings  none (--no-config)")
    names = set(re.findall(r"--([a-z-]+)", h.run("report", "--help").replace("tail --format json", "")))
    assert names - {"help"} <= set(told), names - set(told)


def times_are_of_their_zone(h):
    h.set("tz: Asia/Tokyo\n")
    assert "09:00:00" in h.run(h.log) and "00:00:00" in h.run("--tz", "UTC", h.log)


def a_start_without_them_costs_nothing(h):
    none = {k: v for k, v in h.env.items() if k != "HOME"}
    took = {"looked for": [], "not looked for": []}
    for _ in range(60):
        for how, env in (("looked for", h.env), ("not looked for", none)):
            start = time.perf_counter()
            subprocess.run([h.program, "/dev/null"], env=env, stdout=subprocess.DEVNULL, check=True)
            took[how].append(time.perf_counter() - start)
    more = statistics.median(took["looked for"]) - statistics.median(took["not looked for"])
    print(f"# {more * 1e6:.0f} us more to start")
    assert more < 0.05, more  # on a busy machine


def the_readme_is_right(h):
    text = (TOP / "README.md").read_text().split("\n## Settings\n")[1].split("\n## ")[0]
    h.set(re.search(r"```yaml\n(.*?)```", text, re.S)[1])
    (h.folder / "bin").mkdir()
    for name in re.findall(r"/usr/local/bin/(\S+?)[\]\s]", text):
        h.set(h.config.read_text().replace("/usr/local/bin/", f"{h.folder}/bin/"))
        (h.folder / "bin" / name).write_text("#!/bin/sh\n")
        (h.folder / "bin" / name).chmod(0o755)
    (h.folder / ".local" / "state").mkdir(parents=True)
    h.run(h.log)
    h.run(log=LOG)
    h.run("grep", h.log)
    assert (h.folder / ".local" / "state" / "sigtail.state").exists()
    assert h.options()["tz"][0] == "Europe/Berlin"


CASES = [options_come_from_the_settings, all_commands_that_have_it, lists_are_replaced_and_patterns_add_up,
         reports_are_compared_whatever_they_say, where_they_are,
         signatures_beside_them_are_read, slips_are_answered, a_state_and_its_commands, alerts_are_of_live_logs,
         the_environment_counts_before_them, config_tells_each_option_of_a_command, times_are_of_their_zone,
         a_start_without_them_costs_nothing, the_readme_is_right]


if __name__ == "__main__":
    sys.exit(tap.run(CASES, lambda folder: Home(str(pathlib.Path(sys.argv[1]).resolve()), folder), sys.argv[2:]))
