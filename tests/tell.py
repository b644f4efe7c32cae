#!/usr/bin/env python3
"""Commands that tell (--on-new, --on-burst, --on-silence), as a user meets them: what they are given, when they run, and
that none of them holds up the reading: one that hangs, fails, floods, or does not read; and the recipes of README.md.

usage: tell.py SIGTAIL [CASE...]        prints TAP, one line a case
"""
import json
import os
import pathlib
import random
import re
import shlex
import signal
import subprocess
import sys
import time

from screen import Session
import tap

TOP = pathlib.Path(__file__).resolve().parent.parent
PATIENCE = 60
T0 = 1773532800  # 2026-03-15 00:00 UTC
MOON, SUN = "the moon fell down", "the sun went out of its way"


def record(message, at=T0, status=200):
    return json.dumps({"outcome": "exception" if status == 200 else "ok", "scriptName": "gateway", "eventTimestamp": int(at * 1000),
                       "logs": [], "exceptions": [{"name": "Error", "message": message, "timestamp": at * 1000}],
                       "event": {"request": {"url": "https://example.org/", "method": "GET"},
                                 "response": {"status": status}}}) + "\n"


def words(n):
    """The n-th message of its own words, so that each is another error."""
    chance = random.Random(n)
    return " ".join("".join(chance.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(chance.randint(4, 9))) for _ in range(5))


class Live:
    """sigtail on a pipe."""

    def __init__(self, place, *options, **how):
        self.job = subprocess.Popen([place.program, *map(str, options)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                    stderr=subprocess.PIPE, env=place.env, **how)

    def say(self, *records):
        self.job.stdin.write("".join(records).encode())
        self.job.stdin.flush()

    def end(self, status=0, errors=""):
        out, err = self.job.communicate(timeout=PATIENCE)
        assert self.job.returncode == status, f"exit {self.job.returncode}: {err.decode()}"
        assert (errors in err.decode()) if errors else err == b"", err.decode()
        return out.decode()

    def signal(self, number):
        self.job.send_signal(number)


class Place:
    """A folder with a command that notes what it is given, and sigtail in it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.state = self.folder / "state"
        self.notes = self.folder / "notes"
        self.notes.mkdir()
        self.bin = self.folder / "bin"
        self.bin.mkdir()
        self.env = {"PATH": f"{self.bin}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "TZ": "UTC", "TERM": "xterm",
                    "SIGTAIL_CONFIG": ""}
        self.note = self.script("note", f'cat > {self.notes}/$$.in; env > {self.notes}/$$.env; mv {self.notes}/$$.in {self.notes}/$$.json')

    def script(self, name, text):
        path = self.bin / name
        path.write_text("#!/bin/sh\n" + text + "\n")
        path.chmod(0o755)
        return path

    def told(self):
        """The facts of all commands that have run, oldest first."""
        return [json.loads(f.read_text()) for f in sorted(self.notes.glob("*.json"), key=lambda f: f.stat().st_mtime_ns)]

    def titles(self):
        return [a["title"] for a in self.told()]

    def variables(self):
        return [dict(line.split("=", 1) for line in f.read_text().splitlines() if line.startswith("SIGTAIL_"))
                for f in self.notes.glob("*.env")]

    def run(self, *options, log=None, status=0, errors=""):
        done = subprocess.run([self.program, *map(str, options)], input=log, capture_output=True, text=True, timeout=PATIENCE,
                              env=self.env)
        assert done.returncode == status, f"{options}: exit {done.returncode}: {done.stderr}"
        assert (errors in done.stderr) if errors else done.stderr == "", f"{options}: {done.stderr}"
        return done.stdout


def until(what, patience=PATIENCE):
    end = time.monotonic() + patience
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    assert what(), f"not within {patience} s"


def what_is_new_is_told(p):
    live = Live(p, "--on-new", p.note)
    live.say(record(MOON))
    until(lambda: p.titles() == [MOON])  # while it goes on
    live.say(record(MOON), record(SUN, status=500), record("fine words", status=401))
    until(lambda: len(p.told()) == 2)
    live.say(record(MOON), record(SUN, status=500))
    live.end()
    first, second = p.told()
    assert first["event"] == "new" and first["kind"] == "cluster" and first["class"] == "unknown" and first["count"] == 1
    assert first["example"].endswith(MOON) and first["first"] == "2026-03-15T00:00:00.000Z", first
    assert (second["id"], second["kind"], second["class"]) == ("500", "status", "investigate"), second
    assert second["title"] == "500 backend failed" and second["example"] == SUN, second
    one, = (v for v in p.variables() if v["SIGTAIL_ID"] == "500")
    assert one == {"SIGTAIL_EVENT": "new", "SIGTAIL_ID": "500", "SIGTAIL_CLASS": "investigate", "SIGTAIL_CONFIG": "",
                   "SIGTAIL_TITLE": "500 backend failed", "SIGTAIL_COUNT": "1", "SIGTAIL_EXAMPLE": SUN}, one


def numbers_that_nothing_tells_are_unknown(p):
    of = lambda user, n: json.dumps({"time": (T0 + n) * 1000, "level": "error", **user, "msg": [MOON, SUN][n % 2]}) + "\n"
    p.run("--on-new", p.note, log=of({}, 0))
    assert [(a["requests"], a["users"]) for a in p.told()] == [(None, None)], p.told()
    p.run("--on-new", p.note, log=of({"user_id": "u1"}, 1) + of({}, 2))
    assert sorted((a["title"], a["requests"], a["users"]) for a in p.told()[1:]) == [(MOON, None, 0), (SUN, None, 1)], p.told()


def an_incident_is_told(p):
    full = lambda n: json.dumps({"time": (T0 + n) * 1000, "level": "error", "service": "render", "msg": "queue full (9 waiting)"}) + "\n"
    live = Live(p, "-p", TOP / "tests/golden/incidents.yaml", "--on-new", p.note)
    live.say(full(0), full(1))  # expected, one by one
    live.say(full(2))
    until(lambda: len(p.told()) == 1)
    live.end()
    told, = p.told()
    assert (told["kind"], told["id"], told["class"]) == ("incident", "queue-refuses", "investigate"), told
    assert told["count"] == 3 and told["title"] == "The render queue turns callers away", told
    assert "queue full" in told["example"], told


def words_are_split_as_in_a_shell(p):
    p.script("argv", f'printf "%s\\n" "$@" > {p.folder}/argv')
    p.run("--on-new", r"""argv a 'b  c' "d \"e\" $HOME \$HOME \a" f\ g 'h'"i"j '' $(touch x) ~ *""", log=record(MOON))
    assert (p.folder / "argv").read_text().split("\n") == ["a", "b  c", 'd "e" $HOME $HOME \\a', "f g", "hij", "", "$(touch", "x)", "~", "*", ""]
    p.run("--on-new", f"sh -c 'echo \"$SIGTAIL_TITLE\" > {p.folder}/title'", log=record(MOON))
    assert (p.folder / "title").read_text() == MOON + "\n"


def slips_are_answered(p):
    p.run("--on-new", "notify 'me", "/dev/null", status=2, errors="--on-new: the quote ' is not closed; close it")
    p.run("--on-new", " ", "/dev/null", status=2, errors="--on-new: no command is given")
    p.run("--on-burst", "no-such-program", "/dev/null", status=2, errors="--on-burst: no program no-such-program; give one that is in PATH")
    p.run("--on-burst", p.folder, "/dev/null", status=2, errors=f"--on-burst: no program {p.folder}; give one that is in PATH")
    p.run("--on-silence", "10m", status=2, errors="--on-silence needs two arguments; write --on-silence DUR CMD")
    p.run("--on-silence", "soon", "true", status=2, errors="--on-silence: 'soon' is not a duration")
    log = p.folder / "log"
    log.write_text(record(MOON))
    p.run("--on-silence", "1m", "true", log, status=2, errors="--on-silence: a saved log is over")
    p.run("--on-new", "true", log, status=2, errors="--on-new: nothing says what is new in a saved log; give --state FILE")


def a_state_says_what_is_new(p):
    log = p.folder / "log"
    log.write_text(record(MOON))
    p.run("--state", p.state, log)
    live = Live(p, "--state", p.state, "--on-new", p.note)
    live.say(record(MOON, T0 + 5), record(SUN, T0 + 6))
    live.end()
    assert p.titles() == [SUN] and p.told()[0]["news"] == "new", p.told()
    log.write_text(record(MOON, T0 + 9) + record(SUN, T0 + 9) + record(words(1), T0 + 9))
    p.run("--state", p.state, "--on-new", p.note, log)  # a saved one
    p.run("--state", p.state, "--on-new", p.note, log)  # which is known then
    assert p.titles() == [SUN, words(1)], p.titles()
    p.run("--state", p.state, "--on-new", p.note, log=record(MOON, T0 + 30 * 86400))
    assert p.told()[-1]["news"] == "back" and len(p.told()) == 3, p.told()


def a_new_message_of_a_known_status_is_told(p):
    def lines(message, at=T0, status=502):
        return "".join(json.dumps({"time": (at + n) * 1000, "level": "error", "status": status, "msg": message}) + "\n" for n in range(6))

    live = Live(p, "--on-new", p.note)
    live.say(lines(MOON))
    until(lambda: len(p.told()) == 1)  # one error: the status tells its message
    live.say(lines(SUN), lines(MOON))
    until(lambda: len(p.told()) == 2)
    live.say(lines(SUN), lines(MOON))
    live.end()
    first, second = p.told()
    assert (first["kind"], first["id"], first["example"], first["status"]) == ("status", "502", MOON, 502), first
    assert (second["kind"], second["title"], second["status"], second["class"]) == ("cluster", SUN, 502, "investigate"), second
    assert second["count"] == 6 and second["news"] == "new" and re.fullmatch("[0-9a-f]{12}", second["id"]), second

    p.run("--state", p.state, log=lines(MOON))
    p.run("--state", p.state, "--on-new", p.note, log=lines(MOON) + lines(SUN))
    p.run("--state", p.state, "--on-new", p.note, log=lines(SUN) + lines(MOON))
    assert [a["title"] for a in p.told()[2:]] == [SUN], p.told()
    p.run("resolve", second["id"], "--state", p.state)
    p.run("--state", p.state, "--on-new", p.note, log=lines(SUN, time.time() + 60) + lines(MOON))
    assert [(a["title"], a["news"], a["status"]) for a in p.told()[3:]] == [(SUN, "regressed", 502)], p.told()
    p.run("--state", p.state, "--on-new", p.note, log=lines(words(1)) * 2 + lines(words(2)) + lines(words(3), status=504))
    last = p.told()[4:]
    assert sorted((a["kind"], a["title"]) for a in last) == sorted([("cluster", words(1)), ("cluster", words(2)), ("status", "504 timeout")]), last


def the_past_of_a_followed_log_is_not_new(p):
    log = p.folder / "log"
    log.write_text(record(MOON) * 40)
    live = Live(p, "-F", "--on-new", p.note, "--on-burst", p.note, log)
    time.sleep(0.5)
    with log.open("a") as f:
        f.write(record(MOON) + record(SUN))
    until(lambda: p.titles() == [SUN])
    live.signal(signal.SIGTERM)
    live.end()
    assert p.titles() == [SUN], p.titles()


def what_rises_is_told(p):
    live = Live(p, "--on-burst", p.note, "--window", "12s", "--cool-down", "1h")
    for _ in range(10):
        live.say(record(MOON), record(SUN))
        time.sleep(0.2)
    assert p.told() == []
    live.say(record(MOON) * 60, record(SUN))
    until(lambda: p.told())
    live.say(record(MOON) * 600)
    live.end()
    burst, = p.told()
    assert burst["event"] == "burst" and burst["title"] == MOON and burst["records"] >= 60 and burst["before"] < 6, burst
    log = p.folder / "log"
    log.write_text("".join(record(SUN, T0 + 60 * n) for n in range(60)) + record(SUN, T0 + 3601) * 99)
    p.run("--on-burst", p.note, log)
    assert [a["title"] for a in p.told()] == [MOON, SUN], p.told()


def silence_is_told_once(p):
    live = Live(p, "--on-silence", "400ms", p.note, "--cool-down", "1ms", "-w", "message~moon")
    until(lambda: len(p.told()) == 1)  # from the start on
    live.say(record(MOON))
    for _ in range(6):
        time.sleep(0.1)
        live.say(record(SUN))  # is left out
    until(lambda: len(p.told()) == 2)
    time.sleep(1)
    live.end()
    first, second = p.told()
    assert first["event"] == "silence" and first["last"] is None and first["silent_s"] >= 0.4, first
    assert second["title"].startswith("no records for") and second["last"] == "2026-03-15T00:00:00.000Z", second


def a_silence_after_much_reading_is_told(p):
    log = p.folder / "log"
    log.write_text(record(MOON) * 20000)
    live = Live(p, "-F", "--on-silence", "5ms", p.note, log)  # shorter than the reading of what is there
    until(lambda: len(p.told()) == 1, 10)
    live.signal(signal.SIGTERM)
    live.end()
    assert p.told()[0]["event"] == "silence" and p.told()[0]["last"], p.told()


def a_silence_after_much_news_waits_its_turn(p):
    live = Live(p, "--on-new", "true", "--on-silence", "2s", p.note)
    live.say(*(record(words(n)) for n in range(30)))
    until(lambda: p.told(), 75)  # when the minute of ten commands is over
    live.end()
    told, = p.told()
    assert told["event"] == "silence" and told["silent_s"] > 30, told


def a_thousand_at_once_are_held_back(p):
    start = time.monotonic()
    live = Live(p, "--on-new", p.note)
    live.say(*(record(words(n)) for n in range(1000)))
    until(lambda: len(p.told()) == 10)
    live.end()
    assert time.monotonic() - start < 15
    told = p.told()
    assert len(told) == 11, len(told)
    more = told[-1]
    assert more["title"] == f"{more['count']} more errors are new" and more["id"] is None, more
    assert 700 < more["count"] <= 990 and 50 < len(more["held_back"]) <= 990 and all(re.fullmatch("[0-9a-f]{6,}", i) for i in more["held_back"]), more


def one_that_hangs_holds_up_nothing(p):
    p.script("hang", f'echo $$ > {p.folder}/pid; sleep 1000 & echo $! > {p.folder}/child; wait')
    live = Live(p, "--on-new", "hang", "--command-timeout", "4s", "--every", "100ms")
    live.say(record(MOON))
    until(lambda: (p.folder / "child").exists())
    start = time.monotonic()
    live.say(*(record(MOON) for _ in range(5000)))
    while True:  # the reports go on
        line = live.job.stdout.readline().decode()
        if line.startswith("5,001 records"):
            break
    assert time.monotonic() - start < 3 and alive(p.folder / "pid"), "the reading waited"
    until(lambda: not alive(p.folder / "pid") and not alive(p.folder / "child"), 10)
    live.end(errors="--on-new: hang still ran after 4.")


def alive(path):
    """Does the process run, whose number the file holds? One that ended and waits to be asked for (Z) does not."""
    try:
        return pathlib.Path(f"/proc/{int(path.read_text())}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (OSError, ValueError):
        return False


def one_that_will_not_end_is_killed(p):
    p.script("stay", f'trap "" TERM; echo $$ > {p.folder}/pid; while :; do sleep 0.1; done')
    start = time.monotonic()
    p.run("--on-new", "stay", "--command-timeout", "300ms", log=record(MOON), errors="stay still ran after 2.")
    assert 2 < time.monotonic() - start < 10 and not alive(p.folder / "pid")


def what_it_started_ends_with_it(p):
    p.script("stay", f"""sh -c 'trap "" TERM; echo $$ > {p.folder}/child; while :; do sleep 0.1; done' &
        echo $$ > {p.folder}/pid; wait""")
    p.run("--on-new", "stay", "--command-timeout", "1s", log=record(MOON), errors="stay still ran after ")
    until(lambda: not alive(p.folder / "pid") and not alive(p.folder / "child"))


def one_that_fails_is_told(p):
    p.script("fail", 'echo "first line" >&2; echo "no desktop here" >&2; exit 3')
    text = p.run("--on-new", "fail", log=record(MOON) + record(SUN) + record(words(1)),
                 errors="sigtail: --on-new: fail: exit status 3: no desktop here\nsigtail: 3 of 3 commands failed, the last with --on-new: fail")
    assert text.startswith("3 records"), text
    p.script("die", "kill -9 $$")
    p.run("--on-new", "die", log=record(MOON), errors="--on-new: die ended by signal 9 (Killed)")
    p.script("gone", f"touch {p.folder}/ran")
    live = Live(p, "--on-new", "gone")
    live.say(record(MOON))
    until(lambda: (p.folder / "ran").exists())
    (p.bin / "gone").unlink()
    live.say(record(SUN))
    live.end(errors="--on-new: cannot start gone: No such file or directory")
    p.script("full", "cat > /dev/full")
    p.run("--on-new", "full", log=record(MOON), errors="--on-new: full: exit status 1: cat: ")
    p.script("bad", r"printf 'a\033[31mred\n' >&2; exit 1")
    p.run("--on-new", "bad", log=record(MOON), errors=r"exit status 1: a\x1b[31mred")


def one_that_floods_costs_nothing(p):
    p.script("flood", "yes 'all work and no play'")
    live = Live(p, "--on-new", "flood", "--command-timeout", "2s")
    live.say(record(MOON))
    time.sleep(1)
    status = pathlib.Path(f"/proc/{live.job.pid}/status").read_text()
    before = cpu_s(live.job.pid)
    time.sleep(0.5)
    took = cpu_s(live.job.pid) - before
    live.end(errors="flood still ran after 2.")
    assert took < 0.25, f"{took} s of 0.5"
    if "VmRSS" in status and b"__asan_init" not in pathlib.Path(p.program).read_bytes():
        assert int(re.search(r"VmRSS:\s+(\d+)", status)[1]) < 64 << 10, status


def cpu_s(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def one_that_reads_nothing_is_fine(p):
    p.run("--on-new", "true", log=record(MOON * 5000))
    p.script("shut", "exec <&-; sleep 0.2")
    p.run("--on-new", "shut", log=record(MOON * 5000))


def nothing_leaks(p):
    """A command has its three descriptors and no other; none of them stays, and none of its processes."""
    p.script("fds", f'ls -l /proc/self/fd > {p.folder}/fds; cat /proc/self/status > {p.folder}/status')
    live = Live(p, "--state", p.state, "--on-new", "fds")
    live.say(record(words(0)))
    until(lambda: (p.folder / "status").exists())
    own = lambda: os.listdir(f"/proc/{live.job.pid}/fd")
    time.sleep(0.3)
    before = own()
    for n in range(1, 8):
        live.say(record(words(n)))
        time.sleep(0.15)
    time.sleep(2)
    assert len(own()) == len(before), (before, own())
    children = pathlib.Path(f"/proc/{live.job.pid}/task/{live.job.pid}/children")
    assert not children.exists() or children.read_text() == "", children.read_text()
    live.end()
    names = [line.split()[8] for line in (p.folder / "fds").read_text().splitlines() if "->" in line]
    assert set(names) <= {"0", "1", "2", "3"}, (p.folder / "fds").read_text()  # 3: the folder that ls reads
    status = (p.folder / "status").read_text()
    assert int(re.search(r"SigBlk:\s+(\w+)", status)[1], 16) == 0 and int(re.search(r"SigIgn:\s+(\w+)", status)[1], 16) & 1 << 12 == 0


def ctrl_c_lets_a_command_end(p):
    for number in (signal.SIGINT, signal.SIGTERM):
        p.script("slow", f"cat > {p.folder}/begun; sleep 1; touch {p.folder}/ended")
        live = Live(p, "--on-new", "slow", start_new_session=True)
        live.say(record(MOON), record(SUN))
        until(lambda: (p.folder / "begun").exists())
        os.killpg(live.job.pid, number)  # as the terminal does: all of the group
        text = live.end()
        assert text.startswith("2 records") and (p.folder / "ended").exists(), text
        (p.folder / "ended").unlink()
        (p.folder / "begun").unlink()


def a_second_ctrl_c_ends_all(p):
    p.script("hang", f'echo $$ > {p.folder}/pid; sleep 1000 & echo $! > {p.folder}/child; wait')
    live = Live(p, "--on-new", "hang")
    live.say(record(MOON))
    until(lambda: (p.folder / "child").exists())
    live.signal(signal.SIGINT)
    time.sleep(1.1)  # before, it would be the first one passed on
    live.signal(signal.SIGINT)
    live.job.wait(5)
    assert live.job.returncode == -signal.SIGINT, live.job.returncode
    until(lambda: not alive(p.folder / "pid") and not alive(p.folder / "child"), 5)
    live.job.communicate()


def the_end_does_not_wait_for_ever(p):
    p.script("slow", "sleep 4")
    start = time.monotonic()
    p.run("--on-new", "slow", log="".join(record(words(n)) for n in range(9)), errors="commands were not run: they did not get their turn within 10 s")
    assert 9 < time.monotonic() - start < 16


def a_full_disk_does_not_silence(p):
    with open("/dev/full", "w") as full:
        done = subprocess.run([p.program, "--on-new", p.note], input=record(MOON), stdout=full, stderr=subprocess.PIPE, text=True,
                              env=p.env, timeout=PATIENCE)
    assert done.returncode == 2 and "write error" in done.stderr and p.titles() == [MOON], done.stderr


def secrets_are_not_told(p):
    message = "login failed: password=hunter2secret Authorization: Bearer abcdefghijklmnop1234567890 for ann.smith@example.org"
    p.run("--on-new", p.note, log=record(message))
    told = json.dumps(p.told()) + str(p.variables())
    assert "hunter2secret" not in told and "abcdefghijklmnop" not in told and "ann.smith" not in told and "[redacted]" in told, told


def hostile_words_stay_words(p):
    message = "moon\r\nBcc: all@example.org\n\x1b[2J$(touch owned)`touch owned` \u202e\0end " + "x" * 200000
    p.run("--on-new", f"sh -c 'cd {p.folder}; {p.note}'", log=record(message))
    values, = p.variables()
    assert all(c.isprintable() for v in values.values() for c in v), values
    assert len(values["SIGTAIL_EXAMPLE"]) <= 1000 and not (p.folder / "owned").exists()
    assert r"\r\nBcc" in values["SIGTAIL_EXAMPLE"], values


def a_screen_shows_what_fails(p):
    p.script("fail", 'echo "no desktop here" >&2; exit 3')
    live = Session(p.program, (100, 30), "--on-new", "fail", env=p.env)
    live.wait("0 records")
    live.say(record(MOON).encode())
    live.wait([MOON, "1 of 1 commands failed, the last with --on-new: fail: exit status 3: no desktop here"])
    assert "sigtail:" not in live.screen.text(), live.screen.text()
    live.end()
    assert "sigtail: 1 of 1 commands failed, the last with --on-new: fail" in live.screen.text(), live.screen.text()


def recipes_of_the_readme_work(p):
    text = (TOP / "README.md").read_text().split("\n## Be told\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```(\w+)\n(.*?)```", text, re.S)
    for name in ("notify-send", "curl", "mail"):
        p.script(name, f'printf "%s\\n" "$@" > {p.folder}/{name}.args; cat > {p.folder}/{name}.in')
    (p.folder / "log").write_text(record(MOON))
    for name in ("journalctl", "wrangler"):
        p.script(name, f"echo \"$@\" >> {p.folder}/read; cat {p.folder}/log")
    p.script("sigtail", f'exec {p.program} "$@"')
    shells = [b for kind, b in blocks if kind == "sh"]
    assert len(shells) == 2, "one block of commands, one of a script"
    script = p.script("tell-chat", shells[1])
    env = {**p.env, "CHAT": "https://chat.example.org/hook"}
    for line in shells[0].splitlines():
        if line and not line.startswith("#"):
            done = subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, timeout=PATIENCE, cwd=p.folder)
            assert done.returncode == 0 and done.stderr == "", f"{line}: {done.stderr}"
    args = lambda name: (p.folder / f"{name}.args").read_text().splitlines()
    assert args("notify-send") == ["--", MOON, MOON], args("notify-send")
    assert args("mail") == ["-s", f"sigtail: {MOON}", "ops@example.org"] and MOON in (p.folder / "mail.in").read_text()
    assert args("curl")[-1].startswith("https://") and json.loads((p.folder / "curl.in").read_text())["title"] == MOON
    subprocess.run([script], input=json.dumps({"class": "unknown", "title": MOON, "count": 3}), env=env, text=True, check=True)
    assert args("curl")[-1] == "https://chat.example.org/hook" and MOON in json.loads((p.folder / "curl.in").read_text())["text"]
    (p.folder / "log").write_text(record(SUN))  # the webhook's state knows the moon
    unit, = (b for kind, b in blocks if kind == "ini")
    start = re.search(r"^ExecStart=((?:.*\\\n)*.*)", unit, re.M)[1].replace("\\\n", "")
    start = start.replace("/var/lib/sigtail", str(p.folder)).replace("/usr/local/bin/tell-chat", str(p.note))
    done = subprocess.run(shlex.split(start), env=env, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0 and p.titles() == [SUN], done.stderr
    assert (p.folder / "gateway.state").exists() and "\n1 record, " in done.stdout, done.stdout


CASES = [what_is_new_is_told, numbers_that_nothing_tells_are_unknown, an_incident_is_told, words_are_split_as_in_a_shell,
         slips_are_answered, a_state_says_what_is_new, a_new_message_of_a_known_status_is_told,
         the_past_of_a_followed_log_is_not_new, what_rises_is_told, silence_is_told_once,
         a_silence_after_much_reading_is_told, a_silence_after_much_news_waits_its_turn, a_thousand_at_once_are_held_back,
         one_that_hangs_holds_up_nothing, one_that_will_not_end_is_killed, what_it_started_ends_with_it, one_that_fails_is_told, one_that_floods_costs_nothing,
         one_that_reads_nothing_is_fine, nothing_leaks, ctrl_c_lets_a_command_end, a_second_ctrl_c_ends_all,
         the_end_does_not_wait_for_ever, a_full_disk_does_not_silence, secrets_are_not_told, hostile_words_stay_words,
         a_screen_shows_what_fails, recipes_of_the_readme_work]


if __name__ == "__main__":
    sys.exit(tap.run(CASES, lambda folder: Place(str(pathlib.Path(sys.argv[1]).resolve()), folder), sys.argv[2:], waits=True))
