#!/usr/bin/env python3
"""sigtail on live pipes and terminals: what appears when, signals, readers that go away, writes that fail.

usage: live.py SIGTAIL        prints TAP, one line a case
"""
import fcntl
import json
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
PIPE = subprocess.PIPE
# Slow builds (sanitizers, a busy machine) get this long for what takes milliseconds.
PATIENCE = 20


def record(outcome="ok", status=200, text="fine", at=1773566400000):
    return json.dumps({"outcome": outcome, "scriptName": "gateway", "exceptions": [],
                       "logs": [{"message": [text], "level": "log", "timestamp": at}], "eventTimestamp": at,
                       "event": {"request": {"url": "https://example.org/", "method": "GET", "headers": {}},
                                 "response": {"status": status}}}, indent=4).encode() + b"\n"


BAD = record(status=500, text="No video data in response")
JOURNAL = b"Mar 15 10:00:00 host node[7]: No video data in response\n"


def start(program, *options, **how):
    how = {"stdin": PIPE, "stdout": PIPE, "stderr": PIPE, **how}
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR")}
    return subprocess.Popen([program, *options], env={**env, "TERM": "xterm", "LC_ALL": "C.UTF-8", "TZ": "UTC"}, **how)


def read_until(fd, wanted):
    """What comes from `fd` until `wanted` is in it."""
    got, end = b"", time.monotonic() + PATIENCE
    while wanted not in got:
        ready, _, _ = select.select([fd], [], [], max(0, end - time.monotonic()))
        if not ready:
            raise AssertionError(f"{wanted!r} did not come; got {got!r}")
        try:
            more = os.read(fd, 65536)
        except OSError:  # a terminal whose other side is closed
            more = b""
        if not more:
            raise AssertionError(f"ended before {wanted!r}; got {got!r}")
        got += more
    return got


def say(p, what):
    p.stdin.write(what)
    p.stdin.flush()


def end(p, status=0, errors=b""):
    """Close its input; it must end by itself, like this."""
    out, err = p.communicate(timeout=PATIENCE)
    assert p.returncode == status, f"exit {p.returncode}, stderr {err!r}"
    assert err == errors, f"stderr {err!r}"
    return out


def grep_prints_at_once(program):
    for what in (BAD, JOURNAL):
        p = start(program, "grep")
        say(p, what)
        read_until(p.stdout.fileno(), b"veo-no-video-data")
        say(p, what)
        read_until(p.stdout.fileno(), b"veo-no-video-data")
        end(p)


def grep_ends_when_it_has_enough(program):
    for options in (["-m1"], ["-q"]):
        p = start(program, "grep", *options)
        say(p, BAD)
        assert p.wait(PATIENCE) == 0
        p.communicate()


def grep_ends_when_its_reader_is_gone(program):
    p = start(program, "grep")
    say(p, BAD)
    read_until(p.stdout.fileno(), b"veo")
    p.stdout.close()
    assert p.wait(PATIENCE) == 0, p.returncode
    assert p.stderr.read() == b""


def interrupt_gives_the_report(program):
    for number in (signal.SIGINT, signal.SIGTERM):
        p = start(program, "-o", "json")
        say(p, record() + BAD)
        time.sleep(0.3)
        p.send_signal(number)
        out = p.stdout.read()
        assert p.wait(PATIENCE) == 0
        assert json.loads(out)["input"]["records"] == 2, out
        p.communicate()


def second_interrupt_ends_at_once(program):
    p = start(program)
    say(p, BAD)
    time.sleep(0.3)
    deadline = time.monotonic() + PATIENCE
    while p.poll() is None and time.monotonic() < deadline:
        p.send_signal(signal.SIGINT)
    assert p.returncode in (0, -signal.SIGINT), p.returncode
    p.communicate()


def blocked(program, folder, **how):
    """It prints more than is read: until then only a signal ends it."""
    log = pathlib.Path(folder) / "log"
    log.write_bytes(BAD * 3000)
    p = start(program, "grep", log, **how)
    select.select([p.stdout], [], [], PATIENCE)
    time.sleep(0.3)
    return p


def signal_that_is_passed_on_is_one(program):
    """Who ends a group of processes sends it to each of them, and one of these may pass it on; later it is another."""
    for number in (signal.SIGINT, signal.SIGTERM):
        for pause, status in ((0.1, 0), (1.2, -number)):
            with tempfile.TemporaryDirectory() as folder:
                p = blocked(program, folder, stdin=subprocess.DEVNULL)
                p.send_signal(number)
                time.sleep(pause)
                p.send_signal(number)
                time.sleep(0.1)
                p.communicate(timeout=PATIENCE)
                assert p.returncode == status, (number, pause, p.returncode)


def second_key_ends_at_once(program):
    """Of a terminal: whatever passes the first one on."""
    with tempfile.TemporaryDirectory() as folder:
        main, side = pty.openpty()
        p = blocked(program, folder, stdin=side, start_new_session=True,
                    preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        os.write(main, b"\x03")
        time.sleep(0.1)
        p.send_signal(signal.SIGINT)
        time.sleep(0.1)
        assert p.poll() is None, p.returncode
        os.write(main, b"\x03")
        assert p.wait(PATIENCE) == -signal.SIGINT, p.returncode
        p.communicate()
        os.close(main)
        os.close(side)


def report_on_demand(program):
    p = start(program)
    say(p, BAD)
    time.sleep(0.3)
    p.send_signal(signal.SIGUSR1)
    read_until(p.stdout.fileno(), b"veo-no-video-data")
    say(p, BAD)
    assert re.search(rb"veo-no-video-data +2", end(p))


def report_every(program):
    p = start(program, "--every", "100ms")
    say(p, BAD)
    read_until(p.stdout.fileno(), b"veo-no-video-data")
    read_until(p.stdout.fileno(), b"veo-no-video-data")
    end(p)


def idle_costs_nothing(program):
    p = start(program)
    say(p, BAD)
    time.sleep(0.5)
    ticks = lambda: sum(map(int, pathlib.Path(f"/proc/{p.pid}/stat").read_text().rsplit(")")[-1].split()[11:13]))
    before = ticks()
    time.sleep(1)
    assert ticks() == before, f"{ticks() - before} ticks"
    end(p)


def slow_bytes_count_the_same(program):
    """A writer that pauses after each line, as a shell's loop or ssh does."""
    for name, most in (("tail-pretty-format.txt", 200), ("journal-verbose.txt", 300)):
        log = b"".join((TOP / "fixtures" / name).read_bytes().splitlines(keepends=True)[:most])
        for options, status in (["-o", "json"], 0), (["grep", "--count", "-c", "investigate"], 0):
            p, whole = start(program, *options), start(program, *options)
            say(whole, log)
            for line in log.splitlines(keepends=True):
                say(p, line)
                time.sleep(0.001)
            assert end(p, status) == end(whole, status), (name, options)


def blocks_are_shown_when_they_are_whole(program):
    """A record of many lines whose form tells that it goes on is not shown by its first lines: what it is may stand in
    its last. Of a writer that pauses for longer than it should (a busy machine) one of three tries must hold."""
    for name, most in (("tail-pretty-format.txt", 200), ("journal-verbose.txt", 300), ("wrangler-dev.txt", 300)):
        log = b"".join((TOP / "fixtures" / name).read_bytes().splitlines(keepends=True)[:most])
        for options in ["grep"], ["grep", "--raw", "-c", "investigate,unknown,expected"]:
            for tries in range(3, 0, -1):
                p, whole = start(program, *options), start(program, *options)
                say(whole, log)
                for line in log.splitlines(keepends=True):
                    say(p, line)
                    time.sleep(0.001)
                slow, at_once = end(p), end(whole)
                if slow == at_once:
                    break
                assert tries > 1, (name, options, slow)


def lone_block_is_shown(program):
    """And one behind which nothing comes is shown after a fifth of a second."""
    p = start(program, "grep", "-c", "investigate,unknown,expected,clean")
    say(p, b"Sun 2026-03-15 10:00:52.167779 UTC [s=4cae4e29e5d74da8b740ce3faf5b8cac;i=11;b=8f1d4b0c5a7e4f2b9c3d6e8f01234567;"
        b"m=940057;t=64d0d2d6ec429;x=4569eceb3e]\n    PRIORITY=3\n")
    time.sleep(0.01)
    say(p, b"    MESSAGE=No video data in response\n")
    assert b"veo-no-video-data" in read_until(p.stdout.fileno(), b"\n")
    end(p)


def grep_shows_what_may_go_on(program):
    p = start(program, "grep", "--raw")
    say(p, JOURNAL)
    read_until(p.stdout.fileno(), JOURNAL)
    more = b" " * len("Mar 15 10:00:00 host node[7]: ") + b"more of it\n"
    say(p, more)
    assert read_until(p.stdout.fileno(), b"it\n") == more
    say(p, JOURNAL)
    assert end(p) == JOURNAL


def a_repeat_is_shown_as_its_error(program):
    """Also where the error may go on, so that both are read ahead."""
    p = start(program, "grep", "-c", "clean,unknown", "--format", "{class} {message}")
    say(p, b"Mar 15 10:00:10 b app[77]: Error: again\nMar 15 10:00:11 b last message repeated 5 times\n")
    read_until(p.stdout.fileno(), b"unknown Error: again\nunknown Error: again\n")
    say(p, b"Mar 15 10:00:12 b last message repeated 6 times\n")
    read_until(p.stdout.fileno(), b"unknown Error: again\n")
    assert end(p) == b""


def full_disk_is_an_error(program):
    for options in ([], ["grep"], ["list"]):
        with open("/dev/full", "wb") as full:
            p = start(program, *options, stdout=full)
            if options != ["list"]:  # which reads nothing, and may have ended already
                say(p, BAD)
            end(p, 2, b"sigtail: write error: No space left on device\n")


def gone_reader_is_quiet(program):
    for options in (["fixtures/tail-small.json"], ["grep", "fixtures/tail-small.json"], ["list"]):
        p = start(program, *options, cwd=TOP, stdin=subprocess.DEVNULL)
        p.stdout.close()
        assert p.wait(PATIENCE) in (0, 1), p.returncode
        assert p.stderr.read() == b""


def closed_output_is_an_error(program):
    p = subprocess.run(["sh", "-c", f"'{program}' list >&-"], stderr=PIPE, timeout=PATIENCE)
    assert p.returncode == 2 and b"write error" in p.stderr, p


def closed_streams_are_not_files(program):
    """The log that is opened takes the number of a closed stream: what is printed would go there."""
    for options in ("", "grep", "-o json"):
        for closed in ("<&- >&-", ">&-"):
            p = subprocess.run(["sh", "-c", f"'{program}' {options} fixtures/tail-small.json {closed}"], stderr=PIPE, cwd=TOP,
                               timeout=PATIENCE)
            assert p.returncode == 2 and b"write error" in p.stderr, (options, closed, p)


def fifo_without_a_writer_ends(program):
    for number in (signal.SIGINT, signal.SIGTERM):
        with tempfile.TemporaryDirectory() as folder:
            os.mkfifo(f"{folder}/fifo")
            p = start(program, f"{folder}/fifo", stdin=subprocess.DEVNULL)
            time.sleep(0.5)
            p.send_signal(number)
            out, err = p.communicate(timeout=PATIENCE)
            assert p.returncode == 0 and b"No records" in out, (p.returncode, out, err)


def fifo_is_read_to_its_end(program):
    with tempfile.TemporaryDirectory() as folder:
        os.mkfifo(f"{folder}/fifo")
        p = start(program, f"{folder}/fifo", stdin=subprocess.DEVNULL)
        time.sleep(0.2)
        with open(f"{folder}/fifo", "wb") as fifo:
            fifo.write(BAD)
            fifo.flush()
            time.sleep(0.2)
            fifo.write(BAD * 1000)
        assert re.search(rb"veo-no-video-data +1,?001", end(p))


def file_truncated_before_it_is_read(program):
    """Its size is known before what is read first, a FIFO, has ended; then half of it is gone."""
    line = b'{"level":"error","message":"the provider failed"}\n'
    for options in (["-j1"], ["-j2", "--segment-bytes", "4096"]):
        with tempfile.TemporaryDirectory() as folder:
            log = pathlib.Path(folder) / "log"
            log.write_bytes(line * 100000)
            os.mkfifo(f"{folder}/fifo")
            p = start(program, "-o", "json", *options, f"{folder}/fifo", log, stdin=subprocess.DEVNULL)
            time.sleep(0.5)
            os.truncate(log, len(line) * 50000)
            open(f"{folder}/fifo", "wb").close()
            out, err = p.communicate(timeout=PATIENCE)
            assert p.returncode == 2 and json.loads(out)["input"]["records"] == 50000, (options, p.returncode, out[:200], err)
            assert err == f"sigtail: {log}: was truncated to {len(line) * 50000} bytes while it was read\n".encode(), err


def file_of_less_than_its_size_is_whole(program):
    """Those of /sys have 4096 bytes, they say."""
    path = pathlib.Path("/sys/devices/system/cpu/online")
    if not path.exists() or path.stat().st_size == len(path.read_bytes()):
        return
    p = subprocess.run([program, path], capture_output=True, timeout=PATIENCE)
    assert p.returncode == 0 and p.stderr == b"", p


def closed_input_is_an_error(program):
    p = subprocess.run(["sh", "-c", f"'{program}' <&-"], capture_output=True, timeout=PATIENCE)
    assert p.returncode == 2 and b"-: cannot read" in p.stderr, p


def in_terminal(program, *options, **how):
    """`program` with a terminal of 80x24 as its output: (process, descriptor to read)."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    p = start(program, *options, stdout=theirs, **how)
    os.close(theirs)
    return p, ours


def terminal_is_redrawn(program):
    p, screen = in_terminal(program)
    read_until(screen, b"Waiting for records")
    say(p, BAD)
    drawn = read_until(screen, b"veo-no-video-data")
    assert b"\x1b[1A" in drawn, drawn
    say(p, BAD)
    read_until(screen, b"veo-no-video-data")
    p.stdin.close()
    read_until(screen, b"INPUT")
    assert p.wait(PATIENCE) == 0
    os.close(screen)


def terminal_without_input_gets_usage(program):
    ours, theirs = pty.openpty()
    p = start(program, stdin=theirs)
    out, err = p.communicate(timeout=PATIENCE)
    os.close(ours), os.close(theirs)
    assert p.returncode == 2 and b"usage: sigtail" in err and out == b"", (p.returncode, err)


def reports_replace_a_file(program):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "report.json"
        p = start(program, "--every", "100ms", "--write", str(path), "-o", "json")
        say(p, BAD)
        end_at = time.monotonic() + PATIENCE
        while not path.exists() or json.loads(path.read_text())["input"]["records"] != 1:
            assert time.monotonic() < end_at, "no report of one record was written"
            time.sleep(0.02)
        say(p, BAD)
        assert end(p) == b""
        assert json.loads(path.read_text())["input"]["records"] == 2
        assert [f.name for f in pathlib.Path(folder).iterdir()] == ["report.json"]
        page = pathlib.Path(folder) / "report.html"
        p = start(program, "--every", "60s", "--write", str(page), "-o", "html")
        say(p, BAD)
        end(p)
        assert b'http-equiv="refresh" content="60"' in page.read_bytes()


def a_file_that_cannot_be_replaced_is_told(program):
    p = start(program, "--write", "/nonexistent/report", str(TOP / "fixtures/tail-small.json"), stdin=subprocess.DEVNULL)
    out, err = p.communicate(timeout=PATIENCE)
    assert (p.returncode, out) == (2, b"") and b"/nonexistent/report: cannot write" in err, (p.returncode, err)
    with tempfile.TemporaryDirectory() as folder:
        pipe = pathlib.Path(folder) / "pipe"
        os.mkfifo(pipe)
        p = start(program, "--write", str(pipe), str(TOP / "fixtures/tail-small.json"), stdin=subprocess.DEVNULL)
        out, err = p.communicate(timeout=PATIENCE)
        assert (p.returncode, out) == (2, b"") and b"cannot replace what is no regular file" in err, (p.returncode, err)
        assert pipe.is_fifo()


def reports_on_the_way_have_their_time(program):
    p = start(program, "--every", "100ms")
    say(p, BAD)
    got = read_until(p.stdout.fileno(), b"1 record")
    assert re.match(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n", got), got
    end(p)


def the_last_minute_slides(program):
    """--last on a pipe: what was counted is left out again when it has become too old."""
    now = lambda: int(time.time() * 1000)
    p = start(program, "--last", "2s", "--every", "200ms", "-o", "json")
    say(p, record(status=500, text="No video data in response", at=now()))
    blocks, buffer, end_at = [], b"", time.monotonic() + PATIENCE
    decoder = json.JSONDecoder()
    while time.monotonic() < end_at:
        buffer += os.read(p.stdout.fileno(), 65536)
        try:
            report, used = decoder.raw_decode(buffer.decode())
        except ValueError:
            continue
        buffer = buffer[used:].lstrip()
        blocks.append(report["classes"]["investigate"])
        if 1 in blocks and blocks[-1] == 0:
            break
    assert 1 in blocks and blocks[-1] == 0, blocks
    say(p, record(status=500, text="No video data in response", at=now()))
    p.stdin.close()
    last = (buffer + p.stdout.read()).decode().strip()
    while last:
        report, used = decoder.raw_decode(last)
        last = last[used:].strip()
    assert p.wait(PATIENCE) == 0 and report["classes"]["investigate"] == 1 and report["input"]["records"] == 2, report


CASES = [grep_prints_at_once, grep_ends_when_it_has_enough, grep_ends_when_its_reader_is_gone,
         interrupt_gives_the_report, second_interrupt_ends_at_once,
         signal_that_is_passed_on_is_one, second_key_ends_at_once, report_on_demand, report_every,
         idle_costs_nothing, slow_bytes_count_the_same, blocks_are_shown_when_they_are_whole, lone_block_is_shown,
         grep_shows_what_may_go_on, a_repeat_is_shown_as_its_error, full_disk_is_an_error, gone_reader_is_quiet, closed_output_is_an_error,
         closed_streams_are_not_files, fifo_without_a_writer_ends, fifo_is_read_to_its_end,
         file_truncated_before_it_is_read, file_of_less_than_its_size_is_whole, closed_input_is_an_error, terminal_is_redrawn, terminal_without_input_gets_usage, reports_replace_a_file,
         a_file_that_cannot_be_replaced_is_told, the_last_minute_slides, reports_on_the_way_have_their_time]


if __name__ == "__main__":
    sys.exit(tap.run(CASES, lambda folder: str(pathlib.Path(sys.argv[1]).resolve()), sys.argv[2:]))
