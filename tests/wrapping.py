#!/usr/bin/env python3
"""Whatever the width of a terminal, what is to be typed or opened stands in one line.

usage: wrapping.py SIGTAIL        prints TAP

What a command is, is told here by names of programs and by words that are known to be arguments of theirs; the
program itself tells it by the words of prose that follow a command.
"""
import json
import os
import pathlib
import re
import subprocess
import sys

import tap

os.environ.update(SIGTAIL_CONFIG="", TZ="UTC")  # not the settings of who runs this
PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
WIDTHS = 40, 60, 80, 120

PROGRAMS = """apt-get aws az certbot cloudflared coredumpctl curl cut df dig dmesg docker du echo fsck gcloud grep iostat
    journalctl kafka-topics kubectl ls mongosh mysqladmin nats nc nginx node npm npx nslookup nvidia-smi openssl pip pnpm
    ps psql rabbitmq-diagnostics rabbitmqctl redis-cli resolvectl sigtail smartctl socat sort sqlite3 ss supervisorctl
    sysctl systemctl systemd-cgtop tail tb timedatectl tr ufw wc wrangler bun caddy cat cp dotnet free git head kill nice
    ping python ruby runuser sudo uv vercel wget yarn PUT""".split()
ARGUMENTS = """account ai allow apply auth bgsave catalog chains check ci cat clean client cognitiveservices compose config
    consumers context d1 daemon-reload datasource delete deployment deployments df dev edit explain fields get grep image
    info insights install inspect join key kill lambda list lastsave logs ls maxclients maxmemory memory messages migrations
    models modules name node open peers ping pods ps processlist prune ps put query-user r2 rebuild recover redis reload
    report reset-failed restart r2 replication run s3 s_client scale secret select server set show slowlog start stats
    status stderr stop system tail trace tunnel update-function-configuration user users volume whoami wrangler x509
    activate-service-account bucket imagemagick ollama kafka mysql postgresql mongod cloudflared nginx caddy docker
    describe endpoints""".split()
WORD = r"""(?:[^\s"'<]|"[^"]*"|'[^']*'|<[\w ]*>|<)+"""
ARGUMENT = re.compile(r"""[-<|/"'$.~_{]|[\w.+-]*[=/@:_<*|][^\s]|\d+$|[A-Z]{2,}$""")


def run(*arguments, width):
    return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, check=True,
                          env={**os.environ, "COLUMNS": str(width)}).stdout.decode()


def is_argument(word):
    return word in ARGUMENTS or ARGUMENT.match(word)


def command_at(text):
    """The command that `text` begins with, without a mark of the sentence that it stands in."""
    end = 0
    for match in re.finditer(rf"{WORD}(?= |\n|$)", text):
        word = match[0].rstrip(",;:.)`")
        if end and (text[end:match.start()] != " " or not is_argument(word)):
            break
        end = match.start() + len(word)
        if word != match[0]:
            break
    return text[:end]


def commands_in(text):
    names = "|".join(re.escape(name) for name in PROGRAMS)
    for match in re.finditer(rf"(?<![^\s(`])(?:{names})(?= )", text):
        command = command_at(text[match.start():])
        if " " in command:
            yield command


def addresses_in(text):
    yield from re.findall(r"https?://[^\s<>(),;\"]+|\b[A-Z_]{2,}=(?:\"[^\"]*\"|[^\s,;)]+)", text)


def check_whole(pieces, told, what):
    broken = [piece for piece in pieces if piece not in told]
    if broken:
        raise AssertionError(f"{what}: in no line as a whole stand {broken}")


def fixes_of_all_signatures(_):
    known = {row["id"]: row["fix"] for row in json.loads(run("list", "-o", "json", width=80))}
    pieces = {name: [*commands_in(fix), *addresses_in(fix)] for name, fix in known.items()}
    found = sum(map(len, pieces.values()))
    if found < 250:
        raise AssertionError(f"only {found} commands and addresses were found")
    for width in WIDTHS:
        _, *told = re.split(r"^([\w-]+)  (?:investigate|expected)$", run("explain", *known, width=width), flags=re.MULTILINE)
        for name, text in zip(told[::2], told[1::2], strict=True):
            check_whole(pieces.pop(name) if width == WIDTHS[-1] else pieces[name], text, f"{name} in {width} columns")
    if pieces:
        raise AssertionError(f"not explained: {[*pieces]}")


OWN = [
    'Run curl -sS -H "X-Foo: bar baz" https://example.com/a/very/long/path?x=1 and look',
    'Set GREETING="good day to you all" in its unit and restart it, then look at it once more',
    'Run MODE="quick and dirty" ownprogram --mend "this and that" /var/lib/own and wait for it to end',
]
PIECES = [
    ['curl -sS -H "X-Foo: bar baz" https://example.com/a/very/long/path?x=1'],
    ['GREETING="good day to you all"'],
    ['MODE="quick and dirty" ownprogram --mend "this and that" /var/lib/own'],
]


def fixes_of_own_signatures(folder):
    patterns, log = folder / "own.yaml", folder / "log"
    row = {"class": "investigate", "title": "t", "cause": "c", "impact": "i"}
    patterns.write_text(json.dumps({"signatures": [
        {"id": f"own-{i}", "match": f"own trouble number {i}", "examples": [f"own trouble number {i}"], "fix": fix, **row}
        for i, fix in enumerate(OWN)]}))
    log.write_text("".join(f"ERROR own trouble number {i}\n" for i in range(len(OWN))))
    for width in WIDTHS:
        for i, pieces in enumerate(PIECES):
            check_whole(pieces, run("explain", "-p", patterns, f"own-{i}", width=width), f"own-{i} in {width} columns")
            check_whole(pieces, run("-p", patterns, log, width=width), f"a report in {width} columns")


def addresses_of_a_request(folder):
    log, request = folder / "log", "7c1e09ab-52f4-4d0e-9a6b-0f2d8c3b71e5"
    pieces = ["/prompt/a%20lighthouse%20in%20a%20storm%20at%20night?model=veo&seed=41&width=1024&height=1024",
              "ffmpeg -loglevel error -i /srv/media/incoming/clip.mp4 -vf scale=1280:720 out.mp4"]
    log.write_text("".join(json.dumps({"time": "2026-03-15T09:00:00Z", "request_id": request, "msg": f"this one was \"{piece}\" here"})
                           + "\n" for piece in pieces))
    for width in WIDTHS:
        check_whole(pieces, run("trace", request, log, width=width), f"a trace in {width} columns")


def captured_commands(folder):
    patterns, log = folder / "own.yaml", folder / "log"
    command = "docker run --rm -e MODE=quick --name worker registry.example.com/worker:12"
    patterns.write_text(json.dumps({"signatures": [{
        "id": "own", "class": "investigate", "title": "t", "cause": "c", "impact": "i", "fix": "f", "group": ["command"],
        "match": "could not run `(?<command>[^`]+)`", "examples": ["could not run `a`"]}]}))
    log.write_text(f"ERROR could not run `{command}`\n")
    for width in WIDTHS:
        check_whole([command], run("-p", patterns, log, width=width), f"a report in {width} columns")


CASES = [fixes_of_all_signatures, fixes_of_own_signatures, addresses_of_a_request, captured_commands]

if __name__ == "__main__":
    sys.exit(tap.run(CASES, wanted=sys.argv[2:]))
