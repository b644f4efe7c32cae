#!/usr/bin/env python3
"""The live screen on a terminal, at several sizes: a log is fed record by record, keys are pressed, and what a person
would see is read from a small terminal of our own.

usage: screen.py SIGTAIL        prints TAP, one line a case
"""
import fcntl
import inspect
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "fixtures"
PATIENCE = 20
SIZES = [(60, 12), (80, 24), (120, 40), (200, 50)]


class Screen:
    """What a terminal shows that knows the sequences which sigtail writes; all others are a failure."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.main, self.alternate, self.row, self.column = self.blank(), None, 0, 0
        self.cursor, self.rest, self.bells = True, b"", 0
        self.drawing = False  # between the beginning of a frame and its end

    def blank(self):
        return [[" "] * self.width for _ in range(self.height)]

    def lines(self):
        return ["".join(line).rstrip() for line in (self.alternate or self.main)]

    def text(self):
        return "\n".join(self.lines())

    def feed(self, data):
        data = self.rest + data
        cut = re.search(rb"\x1b(\[[?0-9;]*)?$|[\xc0-\xff][\x80-\xbf]{0,2}$", data)
        self.rest = data[cut.start():] if cut else b""
        data = data[:len(data) - len(self.rest)].decode()
        for m in re.finditer(r"\x1b\[([?0-9;]*)([A-Za-z])|([\x00-\x1f])|([^\x00-\x1f])", data):
            if m[2]:
                self.sequence(m[1], m[2])
            elif m[3]:
                self.control(m[3])
            else:
                self.put(m[4])

    def sequence(self, arguments, letter):
        grid = self.alternate or self.main
        if (arguments, letter) in (("?1049", "h"), ("?1049", "l")):
            self.alternate = self.blank() if letter == "h" else None
        elif arguments == "?25":
            self.cursor = letter == "h"
        elif arguments == "?2026":
            self.drawing = letter == "h"
        elif letter == "H":
            self.row = self.column = 0
        elif letter == "K":
            grid[self.row][self.column:] = [" "] * (self.width - self.column)
        elif letter == "J":
            grid[self.row][self.column:] = [" "] * (self.width - self.column)
            for row in range(self.row + 1, self.height):
                grid[row] = [" "] * self.width
        elif letter == "A":
            self.row = max(0, self.row - int(arguments or 1))
        elif letter != "m" and arguments != "?1007":
            raise AssertionError(f"unexpected sequence ESC [ {arguments} {letter}")

    def control(self, c):
        if c == "\r":
            self.column = 0
        elif c == "\n":
            self.row += 1
            if self.row >= self.height:
                grid = self.alternate or self.main
                grid.append([" "] * self.width)
                del grid[0]
                self.row -= 1
        elif c == "\a":
            self.bells += 1
        else:
            raise AssertionError(f"unexpected control character {c!r}")

    def put(self, c):
        if self.column == self.width:
            self.column = 0
            self.control("\n")
        (self.alternate or self.main)[min(self.row, self.height - 1)][self.column] = c
        self.column += 1


class Session:
    """sigtail with a terminal of its own, and a pipe to feed it."""

    def __init__(self, program, size, *options, env=None, stdin=subprocess.PIPE):
        self.screen = Screen(*size)
        self.master, slave = pty.openpty()
        self.resize(*size)
        environment = {"PATH": os.environ["PATH"], "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC", **(env or {})}

        def own_terminal():
            os.setsid()
            fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

        self.slave, self.before = slave, termios.tcgetattr(slave)
        self.process = subprocess.Popen([program, *options], stdin=stdin, stdout=slave, stderr=slave,
                                        env=environment, preexec_fn=own_terminal)

    def resize(self, width, height):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
        self.screen.width, self.screen.height, self.screen.row, self.screen.column = width, height, 0, 0
        self.screen.alternate = self.screen.alternate and self.screen.blank()

    def say(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def press(self, keys):
        os.write(self.master, keys.encode())

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            self.screen.feed(os.read(self.master, 65536))
        except OSError:
            return False
        return True

    def shows(self, wanted, absent):
        """A frame drawn to its end, with all of `wanted` (texts, or patterns) and none of `absent`."""
        text = self.screen.text()
        return not self.screen.drawing and not any(a in text for a in absent) and \
            all(w in text if isinstance(w, str) else w.search(text) for w in wanted)

    def wait(self, wanted, absent=()):
        """Until the screen shows all of `wanted` and none of `absent`."""
        wanted, absent = (w if isinstance(w, (list, tuple)) else [w] for w in (wanted, absent))
        end = time.monotonic() + PATIENCE
        while not self.shows(wanted, absent):
            if time.monotonic() > end:
                raise AssertionError(f"{wanted} (without {absent}) did not come; the screen:\n{self.screen.text()}")
            self.read(0.2)

    def wait_until_stopped(self):
        end = time.monotonic() + PATIENCE
        while not os.waitid(os.P_PID, self.process.pid, os.WSTOPPED | os.WNOHANG):
            assert time.monotonic() < end, "it was not stopped"
            self.read(0.05)

    def end(self, status=0):
        if self.process.stdin:
            self.process.stdin.close()
        end = time.monotonic() + PATIENCE
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        while self.read(0.1):
            pass
        assert self.process.poll() == status, f"exit status {self.process.poll()}"
        assert self.screen.alternate is None, "the alternate screen is left open"
        assert self.screen.cursor, "the cursor is left hidden"
        assert termios.tcgetattr(self.slave)[:4] == self.before[:4], "the terminal's mode is not what it was"
        os.close(self.slave)
        os.close(self.master)


def records(name):
    """The records of a capture, one by one."""
    out = []
    for line in (FIXTURES / name).read_bytes().splitlines(keepends=True):
        out.append(line) if line.startswith(b"{") or not out else out.__setitem__(-1, out[-1] + line)
    return out


def fed(program, size, *options, **how):
    s = Session(program, size, *options, **how)
    for record in records("tail-small.json"):
        s.say(record)
    s.wait("73 records")
    return s


def both_sections_are_shown(program, size):
    s = fed(program, size)
    s.wait(["22 investigate", "8 unknown", "INVESTIGATE", "500 backend failed", "UNKNOWN", "EXPECTED", "Enter open"
            if size[1] > 14 else "new "])
    head = [n for n, line in enumerate(s.screen.lines()) if line.startswith(("INVESTIGATE", "UNKNOWN", "EXPECTED"))]
    assert head[1] - head[0] > 3 and head[2] - head[1] > 3, f"sections at {head}\n{s.screen.text()}"
    s.end()
    if size[0] > 100:
        assert "INPUT" in s.screen.text(), s.screen.text()


def what_matters_is_seen_at_80x24(program):
    s = fed(program, (80, 24))
    s.wait(["azure-content-safety-dns", "translation-unavailable", "a thrown string", "outer failure"])
    s.end()


def a_new_error_is_seen_at_once(program, size):
    s = fed(program, size)
    bad = records("tail-small.json")[0].replace(b'"outcome": "ok"', b'"outcome": "exception"')
    bad = bad.replace(b'"status": 500', b'"status": 200')
    assert b"exception" in bad
    s.say(bad.replace(b'"exceptions": []', b'"exceptions": [{"name": "Error", "message": "the moon fell down", '
                      b'"timestamp": 1773566400000}]'))
    s.wait(["74 records", "the moon fell down", "NEW"])
    s.end()


def enter_leads_to_a_record_and_back(program, size):
    s = fed(program, size)
    s.press("/veo-no")
    s.press("\r\r")
    s.wait(["Vertex AI (Veo) returned", "impact"])
    s.press("G")
    s.wait(["LAST RECORDS", "No video data in"])
    s.press("\r")
    s.wait(['"wallTime"', '"executionModel": "stateless"'])
    s.press("q")
    s.wait(["LAST RECORDS", "No video data in"])
    s.press("\x1b")
    s.wait("rows with veo-no", absent="LAST RECORDS")
    s.press("\x1b")
    s.wait("UNKNOWN")
    s.press("q")
    s.end()


def a_request_is_told_whole(program, size):
    """t: also what the request did before it failed, in records that are no errors."""
    logs = [FIXTURES / f"trace-{name}" for name in ("text.txt", "image.txt", "worker.json")]
    s = Session(program, size)
    for log in logs:
        s.say(log.read_bytes())
    s.wait("veo-no-video-data")
    s.press("/veo-no")
    s.press("\r\r")
    s.wait("LAST RECORDS" if size[1] > 12 else "impact")
    s.press("Gt")
    s.wait(["RECORDS   Enter", "kept are all of them", "demo:tran", "No active translate servers"])
    s.press("\x1b[B\r")
    s.wait("prompt in, 31 characters", absent="RECORDS")
    s.press("q")
    s.wait("RECORDS   Enter")
    wanted = {"13 steps", "response 500"[:0 if size[0] < 100 else None], "RESPONSE 500", "prompt in", "usage event stored"}
    wanted = {w for w in wanted if w not in s.screen.text()}
    presses = 0
    while wanted and presses < 60:
        s.press("j")
        presses += 1
        while s.read(0.2):
            wanted = {w for w in wanted if w not in s.screen.text()}
    assert not wanted, f"{wanted} were on none of the lines; the last screen:\n{s.screen.text()}"
    s.end()


def in_a_flood_a_rare_error_is_kept(program, size):
    common = records("tail-small.json")[0]
    rare = (b'{"outcome":"exception","eventTimestamp":1773566400000,"logs":[],"exceptions":[{"name":"Error",'
            b'"message":"the moon fell down","timestamp":1773566400000}]}\n')
    s = Session(program, size)
    for n in range(40):
        s.say(common * 1000 + (rare if n == 20 else b""))
        s.read(0)
    s.wait(["40,001 records", "the moon fell down"])
    s.press("/moon fell\r\r")
    s.wait(["LAST RECORDS", "-    -  the moon fell down"])
    s.end()


def with_a_state_only_what_it_does_not_know_is_new(program, size):
    log = records("tail-small.json")
    with tempfile.TemporaryDirectory() as folder:
        state = str(pathlib.Path(folder) / "state")
        known = [r for r in log if b"veo failed" not in r and b"No video data" not in r and b"outer failure" not in r]
        subprocess.run([program, "--state", state], input=b"".join(known), stdout=subprocess.DEVNULL, check=True)
        s = fed(program, size, "--state", state)
        s.wait(["NEW  veo-no-video-data", "NEW  outer failure"])
        assert s.screen.text().count("NEW ") == 2, s.screen.text()
        assert "     500 backend failed" in s.screen.text(), s.screen.text()
        s.press("/outer\r\r")
        s.wait("never seen before")
        s.press("qq")
        s.end()
        s = fed(program, size, "--state", state)
        s.wait("500 backend failed", absent="NEW")
        s.end()


def an_incident_is_the_first_row(program, size):
    s = fed(program, size)
    for n in range(6):
        s.say(b"Mar 15 10:00:%02d host systemd[1]: web.service: Scheduled restart job, restart counter is at %d.\n" % (n, n))
    s.wait(["incident: restart-loop", "1 incident"])
    lines = s.screen.lines()
    head = next(n for n, line in enumerate(lines) if line.startswith("INVESTIGATE"))
    assert "incident: restart-loop" in lines[head + 1], s.screen.text()
    s.press("/restart-loop\r\r")
    s.wait(["restarts a service again", "5 records, 1 incident"])
    s.press("qq")
    s.end()


def an_expression_filters(program, size):
    s = fed(program, size)
    s.press("wmodel=veo\r")
    s.wait("veo-no-video-data", absent="translation-unavailable")
    s.press("wmodl=veo\r")
    s.wait(["modl=veo_   no field", "did you mean `model`"[:0 if size[0] < 100 else None]])
    s.press("\x7f" * 5 + "el in (veo, x) and not has tier")
    s.wait("model in (veo, x) and not has tier_")
    s.press("\r")
    s.wait("veo-no-video-data", absent="translation-unavailable")
    s.end()


def what_is_typed_outlasts_what_comes(program, size):
    s = fed(program, size)
    s.press("wmodel=")
    s.say(records("tail-small.json")[0])
    s.wait(["74 records", "model=_"])
    s.press("veo\r")
    s.wait("veo-no-video-data", absent="translation-unavailable")
    s.end()


def one_enter_opens_the_first_record(program, size):
    s = fed(program, size)
    s.press("/outer fail\r\r")
    s.wait(["outer failure", "1 record, "], absent="1 users")
    s.press("\r")
    s.wait('"wallTime"')
    s.press("qt")
    s.wait("RECORDS   Enter")
    s.end()


def the_foot_names_keys_that_do_something(program, size):
    s = fed(program, size)
    s.press("/veo-no\r\r")
    s.wait("Enter open  t request  Esc back  ? help" if size[1] > 14 else "impact", absent="y draft")
    s.press("\r")
    s.wait('"wallTime"', absent="Enter open")
    s.press("qq/outer fail\r\r")
    s.wait("t request  y draft" if size[1] > 14 else "outer failure")
    s.end()
    s = Session(program, size, "-i", str(FIXTURES / "tail-small.json"), stdin=None)
    s.wait("Enter open", absent="space pause")
    s.press("s")
    s.wait("last seen first")
    s.press("s")
    s.wait("newest first")
    s.press("q")
    s.end()


def expected_rows_stand_below_their_heading(program, size):
    s = fed(program, size)
    s.press("jG")
    s.wait(["EXPECTED  ", "404 not found"] + ["more above"] * (size[1] < 40), absent=" | ")
    lines = s.screen.lines()
    head = next(n for n, line in enumerate(lines) if line.startswith("EXPECTED"))
    rows = "\n".join(lines[head + 1:])
    assert "404 not found" in rows and ("more above" in lines[head]) == (size[1] < 40), s.screen.text()
    assert any(line.startswith("UNKNOWN") for line in lines[:head]), s.screen.text()
    s.end()


def rows_that_are_hidden_are_not_denied(program, size):
    s = fed(program, size)
    s.press("123")
    s.wait(["(hidden)", "No row passes"], absent=["Nothing to investigate"])
    s.press("1")
    s.wait(["INVESTIGATE"])
    s.press("q")
    s.end()


def an_expression_knows_what_is_extracted(program, size):
    s = fed(program, size, "--extract", r"after (?<took>\d+)ms")
    s.press("wcap.took>1000\r")
    s.wait("abort-timeout", absent="translation-unavailable")
    s.end()


def a_draft_is_shown(program, size):
    s = fed(program, size)
    s.press("/outer fail\r\r")
    s.wait("LAST RECORDS")
    s.press("y")
    s.wait(["- id:", "match:"])
    s.press("q")
    s.end()


def q_ends_with_the_report(program, size):
    s = fed(program, size)
    s.press("q")
    s.end()
    assert "INPUT" in s.screen.text(), s.screen.text()


def ctrl_c_ends_with_the_report(program, size):
    s = fed(program, size)
    s.press("\x03")
    s.end()
    assert "INPUT" in s.screen.text(), s.screen.text()


def ctrl_c_ends_with_the_report_when_a_subshell_feeds_it(program):
    """Which takes the terminal away from it as it ends."""
    s = Session("bash", SIZES[0], "--norc", "-i")
    log = FIXTURES / "tail-small.json"
    s.say(f"(while :; do cat {log}; sleep 0.1; done) | {os.path.abspath(program)}\n".encode())
    s.wait("INVESTIGATE")
    s.press("\x03")
    s.wait("INPUT", absent="Stopped")
    s.say(b"exit 0\n")
    s.end()


def a_pause_holds_the_screen_only(program, size):
    s = fed(program, size)
    s.press(" ")
    s.wait("PAUSED")
    s.say(records("tail-small.json")[0])
    s.wait("73 records")
    s.press(" ")
    s.wait("74 records")
    s.end()


def a_resize_is_followed(program, size):
    s = fed(program, size)
    s.resize(60, 12)
    s.process.send_signal(signal.SIGWINCH)
    s.wait(["73 records", "INVESTIGATE", "UNKNOWN"])
    s.end()


def ctrl_z_gives_the_terminal_back(program, size):
    s = fed(program, size)
    s.press("\x1a")
    s.wait_until_stopped()
    while s.read(0):
        pass
    assert s.screen.alternate is None and s.screen.cursor
    s.process.send_signal(signal.SIGCONT)
    s.wait("73 records")
    s.end()


def times_are_of_the_zone_that_was_asked_for(program, size):
    s = fed(program, size, "--tz", "+05:30")
    s.wait(["14:51:25", "+05:30  unknown"])
    s.press("/azure-content-safety\r\r")
    s.wait(["first 14:50:35", "14:51:25"])
    s.press("G")
    s.wait(["LAST RECORDS", "14:51:25.544"])
    s.end()


def silence_shows_the_age(program, size):
    s = fed(program, size)
    s.wait(re.compile(r"last ([2-9]|1\d) s ago"))
    s.end()


def before_the_first_record_it_says_what_it_waits_for(program, size):
    s = Session(program, size)
    s.wait("Waiting for records.")
    assert "/min" not in s.screen.text(), s.screen.text()
    s.end()
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.log")
        s = Session(program, (120, 24), "-F", path)
        s.wait(f"Waiting for records. There is no file {path} yet.")
        pathlib.Path(path).write_text("2026-03-15T09:20:00Z ERROR the moon fell down\n")
        s.wait("the moon fell down", absent="There is no file")
        s.press("q")
        s.end()
        other = os.path.join(folder, "b.log")
        s = Session(program, (120, 24), "-F", other, os.path.join(folder, "c.log"))
        s.wait(f"There is no file {other} yet.")
        pathlib.Path(other).write_text("")
        s.wait("c.log yet.")
        s.press("q")
        s.end()


def a_command_of_the_fix_is_not_parted(program):
    s = Session(program, (80, 24), "-i", str(FIXTURES / "journal-short.txt"), stdin=None)
    s.wait("azure-content-safety-dns")
    s.press("\r")
    s.wait("\n          nslookup <new-resource>.cognitiveservices.azure.com")
    s.press("qq")
    s.end()


def what_a_journal_left_out_is_counted_as_messages(program, size):
    s = Session(program, size)
    s.say(b"Mar 15 10:00:00 h app[1]: ERROR the moon fell down\n"
          b"Mar 15 10:00:01 h systemd-journald[2]: Suppressed 340 messages from app.service\n")
    s.wait("340 messages lost" if size[0] > 60 else "the moon fell down")
    s.end()


def what_is_too_old_leaves_the_screen(program, size):
    s = Session(program, size, "--last", "3s")
    s.wait("Waiting for records.")
    now = int(time.time() * 1000)
    s.say(b'{"outcome":"exception","eventTimestamp":%d,"logs":[],"exceptions":[{"name":"Error","message":'
          b'"the moon fell down","timestamp":%d}]}\n' % (now, now))
    s.wait(["the moon fell down", "1 unknown"])
    s.wait(["1 left out"] + ["window 3.0s"] * (size[0] > 60), absent="UNKNOWN")
    s.end()


def a_bell_is_rung_when_asked(program, size):
    s = fed(program, size, "--bell")
    s.end()
    assert s.screen.bells > 0
    s = fed(program, size)
    s.end()
    assert s.screen.bells == 0


def no_colour_and_ascii(program, size):
    s = fed(program, size, "--ascii", env={"NO_COLOR": "1", "LC_ALL": "C"})
    assert s.screen.text().isascii(), s.screen.text()
    s.press("j")
    s.wait(">")
    s.end()


def a_saved_log_is_looked_at(program, size):
    s = Session(program, size, "-i", str(FIXTURES / "tail-small.json"), stdin=None)
    s.wait(["73 records", "azure-content-safety-dns", "UNKNOWN"])
    s.press("j\r")
    s.wait("backend failed", absent="UNKNOWN")
    s.press("\r")
    s.wait('"wallTime"')
    s.press("q")
    s.wait("LAST RECORDS")
    s.press("qq")
    s.end()


def idle_costs_nothing(program):
    s = fed(program, (80, 24))
    s.wait(re.compile(r"last \d+ s ago"))

    def used_ms():
        return int(pathlib.Path(f"/proc/{s.process.pid}/schedstat").read_text().split()[0]) / 1e6

    def silence():
        start, end = used_ms(), time.monotonic() + 3
        while time.monotonic() < end:
            s.read(0.1)
        return used_ms() - start

    least = min(silence() for _ in range(2))
    assert least <= 15, f"{least} ms in 3 s of silence"  # tests/bench/run flood: 1 ms
    s.end()


def a_long_report_is_paged(program):
    log, pager = str(FIXTURES / "tail-small.json"), {"PAGER": "tail -n 2"}
    s = Session(program, (80, 24), log, env=pager, stdin=None)
    s.end()
    assert len([line for line in s.screen.lines() if line]) == 2 and "counts are a floor" in s.screen.text(), s.screen.text()
    for options, env in ((["--no-pager"], pager), ([], {"PAGER": ""}), ([], {"PAGER": "no-such-pager-anywhere 2>/dev/null"})):
        s = Session(program, (80, 24), *options, log, env=env, stdin=None)
        s.end()
        assert len([line for line in s.screen.lines() if line]) > 10, s.screen.text()
    for command in (["mine", log], ["fields", log], ["list"], ["merge", str(FIXTURES / "reports" / "before.json")],
                    ["explain", "500", "503", "azure-content-safety-dns", "veo-no-video-data"]):
        s = Session(program, (80, 24), *command, env=pager, stdin=None)
        s.end()
        assert len([line for line in s.screen.lines() if line]) == 2, s.screen.text()
    s = Session(program, (200, 250), log, env=pager, stdin=None)
    s.end()
    assert "INVESTIGATE" in s.screen.text(), s.screen.text()


def grep_fits_its_lines(program):
    """One line a record on any terminal, with the match in it; whole elsewhere."""
    log = str(FIXTURES / "tail-small.json")
    for width, height in SIZES:
        for options in (["-e", "getaddrinfo"], ["-e", "getaddrinfo", "--columns", "time,status,message"],
                        ["-n", "-e", "getaddrinfo", "--format", "{message}"]):
            s = Session(program, (width, height), "grep", *options, log, stdin=None)
            s.end()
            lines = [line for line in s.screen.lines() if line]
            assert len(lines) == 3 and all("getaddrinfo" in line for line in lines[:3]), (width, options, s.screen.text())
    whole = subprocess.run([program, "grep", "-e", "getaddrinfo", log], capture_output=True, text=True,
                           env={"COLUMNS": "60"}).stdout
    assert whole.count("gptimagemain1-resource.cognitiveservices.azure.com") == 3, whole


def next_commands(text):
    return [line.strip() for line in text.splitlines() if re.match(r"  (\.\.\. \| )?sigtail ", line)]


def a_report_names_the_next_commands(program):
    """Under each section one command, which is typed as it stands and finds something."""
    log = str(FIXTURES / "tail-small.json")
    for options, sections in (([log], 6), (["-w", "status>=400", log], 5), (["-b", "model,status,message", log], 2)):
        s = Session(program, (120, 400), *options, stdin=None)
        s.end()
        commands = next_commands(s.screen.text())
        assert len(commands) == sections, s.screen.text()
        for command in commands:
            done = subprocess.run(command.replace("sigtail", program, 1), shell=True, capture_output=True,
                                  env={"PATH": os.environ["PATH"], "TZ": "UTC"})
            assert (done.returncode, done.stderr) == (0, b"") and done.stdout.count(b"\n") > 0, (command, done)
    s = fed(program, (120, 400))
    s.press("q")
    s.end()
    assert "  ... | sigtail grep -s azure-content-safety-dns" in s.screen.lines(), s.screen.text()
    piped = subprocess.run([program, log], capture_output=True, text=True).stdout
    assert next_commands(piped) == [], piped


CASES = [both_sections_are_shown, what_matters_is_seen_at_80x24, a_new_error_is_seen_at_once,
         enter_leads_to_a_record_and_back, a_request_is_told_whole, in_a_flood_a_rare_error_is_kept, with_a_state_only_what_it_does_not_know_is_new, an_incident_is_the_first_row, an_expression_filters, what_is_typed_outlasts_what_comes, one_enter_opens_the_first_record,
         the_foot_names_keys_that_do_something, expected_rows_stand_below_their_heading, rows_that_are_hidden_are_not_denied, an_expression_knows_what_is_extracted, a_draft_is_shown, q_ends_with_the_report,
         ctrl_c_ends_with_the_report, a_pause_holds_the_screen_only, a_resize_is_followed,
         ctrl_z_gives_the_terminal_back, silence_shows_the_age, before_the_first_record_it_says_what_it_waits_for,
         a_command_of_the_fix_is_not_parted, times_are_of_the_zone_that_was_asked_for, what_is_too_old_leaves_the_screen, what_a_journal_left_out_is_counted_as_messages,
         a_bell_is_rung_when_asked, no_colour_and_ascii,
         a_saved_log_is_looked_at, a_long_report_is_paged, a_report_names_the_next_commands, grep_fits_its_lines]
if sys.platform == "linux":
    CASES.append(idle_costs_nothing)
if shutil.which("bash"):
    CASES.append(ctrl_c_ends_with_the_report_when_a_subshell_feeds_it)


def runs():
    """Each case, at each size if it takes one."""
    for case in CASES:
        sizes = SIZES if "size" in inspect.signature(case).parameters else [None]
        for size in sizes:
            name = case.__name__.replace("_", " ") + (" at %dx%d" % size if size else "")
            yield name, case, [size] if size else []


def main():
    calls = [(lambda _, case=case, size=size: case(sys.argv[1], *size), tap.same, name) for name, case, size in runs()]
    return tap.tell(tap.waiting(calls), len(calls))


if __name__ == "__main__":
    sys.exit(main())
