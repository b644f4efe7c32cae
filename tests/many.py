#!/usr/bin/env python3
"""Many files, and many reports: the report does not depend on how a log is cut. One file, 500 and 10,000 tell the
same; so do reports of the parts, added up in one step or in several, given as files, as a list or as a stream.

usage: many.py SIGTAIL        prints TAP
"""
import collections
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import tarfile
import zipfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
NOW = "--now=2026-11-30T00:00:00Z"
RECORDS = 20000
MERGE_MOST_KB = 64 << 10  # of 10,000 reports
SANITIZED = b"__asan_init" in PROGRAM.read_bytes() or b"__tsan_init" in PROGRAM.read_bytes()

MESSAGES = [
    "connect ECONNREFUSED 10.0.0.{few}:8080",
    "No video data in response",
    "getaddrinfo ENOTFOUND host{few}.cognitiveservices.azure.com",
    "queue of worker {few} holds 17 jobs",
    "request done",
    "request done",
    "quota of key {few} exceeded",
]


def record(number, rng):
    message = rng.choice(MESSAGES).format(few=number % 7)
    good = message == "request done"
    fields = {
        "time": f"2026-03-15T{9 + number // 3600 % 8:02}:{number // 60 % 60:02}:{number % 60:02}Z",
        "level": "info" if good else "error",
        "status": rng.choice([200, 200, 404, 429] if good else [500, 502, 504]),
        "model": rng.choice(["veo", "flux", "claude"]),
        "user": f"user-{rng.randrange(300)}",
        "requestId": f"{rng.getrandbits(64):016x}",
        "duration": rng.randrange(1, 5000),
        "msg": message,
    }
    return json.dumps(fields).encode() + b"\n"


def log_lines():
    rng = random.Random(15)
    return [record(i, rng) for i in range(RECORDS)]


LINES = log_lines()


def parts(count):
    """The log in `count` parts that follow each other, the last ones empty when there are fewer lines."""
    size = -(-len(LINES) // count)
    return [b"".join(LINES[i * size:(i + 1) * size]) for i in range(count)]


def sigtail(*args, data=None, cwd=None):
    done = subprocess.run([PROGRAM, *args], input=data, capture_output=True, timeout=600, cwd=cwd)
    assert done.returncode == 0, done.stderr.decode()[:500]
    return done.stdout


WHOLE = sigtail("-o", "json", NOW, data=b"".join(LINES))


def placeless(report):
    """A report without what tells files apart."""
    value = json.loads(report)
    del value["input"]["sources"]

    def strip(node):
        if isinstance(node, dict):
            node.pop("example_at", None)
            node.pop("sources", None)
        for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
            strip(inner)

    strip(value)
    return json.dumps(value)


# --- files ---


def write_files(folder, count, pack):
    suffix = ".gz" if pack is not bytes else ""
    for number, part in enumerate(parts(count)):
        (folder / f"part-{number:05}{suffix}").write_bytes(pack(part))


def files_agree(folder, count, pack=bytes):
    write_files(folder, count, pack)
    report = sigtail("-o", "json", NOW, folder)
    return placeless(report) == placeless(WHOLE) and len(json.loads(report)["input"]["sources"]) == count


def one_file(folder):
    return files_agree(folder, 1)


def five_hundred_files(folder):
    return files_agree(folder, 500)


def ten_thousand_files(folder):
    return files_agree(folder, 10000)


def five_hundred_gz(folder):
    return files_agree(folder, 500, lambda part: gzip.compress(part, 1))


def ten_thousand_gz(folder):
    return files_agree(folder, 10000, lambda part: gzip.compress(part, 1))


def mixed_files(folder):
    """Plain and compressed, empty, small ones and one that is too large to be read ahead: in their order."""
    for number, part in enumerate(parts(40)):
        packed = number % 3 == 0
        (folder / f"part-{number:05}{'.gz' * packed}").write_bytes(gzip.compress(part) if packed else part)
    (folder / "part-00007").write_bytes(parts(40)[7] + b" " * (9 << 20))
    (folder / "part-00020b").write_bytes(b"")
    one = sigtail("-o", "json", "-j1", NOW, folder)
    return (all(sigtail("-o", "json", f"-j{n}", NOW, folder) == one for n in (2, 4))
            and sum(json.loads(one)["classes"].values()) == RECORDS)


def records_come_in_their_order(folder):
    write_files(folder, 300, lambda part: gzip.compress(part, 1))
    one = sigtail("grep", "-c", "investigate,unknown", "-j1", NOW, folder)
    return one.count(b"\n") > RECORDS / 3 and sigtail("grep", "-c", "investigate,unknown", "-j4", NOW, folder) == one


def damaged_one_is_told_and_the_others_are_read(folder):
    write_files(folder, 20, gzip.compress)
    (folder / "part-00000.gz").write_bytes((folder / "part-00000.gz").read_bytes()[:-100])
    (folder / "part-00009.gz").write_bytes(b"\x1f\x8b\x08 no gzip data")
    done = subprocess.run([PROGRAM, NOW, "-o", "json", folder], capture_output=True, timeout=600)
    told = [line for line in done.stderr.splitlines() if b"damaged gzip data" in line]
    report = json.loads(done.stdout)
    records = sum(report["classes"].values())
    lost = [gap["source"] for gap in report["input"]["gaps"] if gap["what"] == "rest of a file that cannot be read"]
    return done.returncode == 2 and len(told) == len(lost) == 2 and RECORDS * 18 / 20 <= records < RECORDS * 19 / 20


def archives_are_told_and_the_others_are_read(folder):
    (folder / "a.log").write_bytes(LINES[0])
    with tarfile.open(folder / "b.tar", "w") as tar:
        tar.add(folder / "a.log")
    with zipfile.ZipFile(folder / "c.zip", "w") as packed:
        packed.write(folder / "a.log")
    done = subprocess.run([PROGRAM, NOW, "-o", "json", folder], capture_output=True, timeout=60)
    told = [b"b.tar: a tar archive" in done.stderr, b"c.zip: a zip archive" in done.stderr, b"bsdtar" in done.stderr]
    return done.returncode == 2 and all(told) and sum(json.loads(done.stdout)["classes"].values()) == 1


def archives_on_pipes_are_told(folder):
    """In any pieces; a log that is no longer than a tar's header, with no line end or the word in its place, is read."""
    (folder / "a.log").write_bytes(LINES[0])
    with tarfile.open(folder / "b.tar", "w") as tar:
        tar.add(folder / "a.log")
    for size in ("1", "100", "100000"):
        done = subprocess.run([PROGRAM, NOW, "--read-size", size], input=(folder / "b.tar").read_bytes(), capture_output=True, timeout=60)
        if done.returncode != 2 or b"a tar archive" not in done.stderr or b"bsdtar" not in done.stderr:
            return False
    text = b"2026-03-15 10:00:00 ERROR " + b"x" * 231 + b"ustar is not known here"
    asked = [subprocess.run([PROGRAM, NOW, "-o", "json", "--read-size", size], input=text, capture_output=True, timeout=60)
             for size in ("1", "100000")]
    return asked[0].stdout == asked[1].stdout and sum(json.loads(asked[0].stdout)["classes"].values()) == 1


def what_is_no_log_is_told_and_the_others_are_read(folder):
    (folder / "a.log").write_bytes(LINES[0])
    heads = {"system.journal": b"LPKSHHRH\0\0\0\0", "app.db": b"SQLite format 3\0", "prog": b"\x7fELF\2\1\1",
             "shot.png": b"\x89PNG\r\n\x1a\n\0\0", "cut.png": b"\x89PNG"}
    for name, head in heads.items():
        (folder / name).write_bytes(head + b"x" * 300 * (name != "cut.png"))
    done = subprocess.run([PROGRAM, NOW, "-o", "json", folder], capture_output=True, timeout=60)
    wanted = [b"system.journal: a journal as systemd stores it, which is no log; journalctl -o json --file '%s/system.journal'"
              b" | sigtail reads it" % os.fsencode(folder), b"app.db: a SQLite database", b"prog: a program, which is no log",
              b"shot.png: a PNG picture, which is no log"]
    told = [line for line in done.stderr.splitlines() if b"which is no log" in line]
    names = [source["name"] for source in json.loads(done.stdout)["input"]["sources"]]
    return (done.returncode == 2 and len(told) == 4 and all(text in done.stderr for text in wanted)
            and [os.path.basename(name) for name in names] == ["a.log", "cut.png"])


def links_to_a_file_count_once(folder):
    """As Kubernetes links its pods' logs, and a program its newest."""
    (folder / "pods").mkdir()
    (folder / "containers").mkdir()
    for number, part in enumerate(parts(3)):
        (folder / "pods" / f"{number}.log").write_bytes(part)
        (folder / "containers" / f"{number}.log").symlink_to(f"../pods/{number}.log")
    (folder / "pods" / "current").symlink_to("2.log")
    alone = folder / "alone"
    alone.mkdir()
    (alone / "a").symlink_to(folder / "pods" / "0.log")
    (alone / "b").symlink_to("a")
    report = json.loads(sigtail("-o", "json", NOW, alone))
    return (placeless(sigtail("-o", "json", NOW, folder / "containers", folder / "pods")) == placeless(WHOLE)
            and len(report["input"]["sources"]) == 1)


def folders_without_files_are_refused(folder):
    done = subprocess.run([PROGRAM, folder], capture_output=True, timeout=60)
    return done.returncode == 2 and not done.stdout and b"there is no file below; name another folder" in done.stderr


def one_large_gz(folder):
    (folder / "large.gz").write_bytes(gzip.compress(b"".join(LINES) * 8))
    report = sigtail("-o", "json", "-j2", NOW, folder / "large.gz")
    return report == sigtail("-o", "json", "-j1", NOW, folder / "large.gz") and b'"records": %d' % (RECORDS * 8) in report


# --- reports ---


def report_parts(folder, count):
    """A report of each part, as a host would make it of its own standard input."""
    paths = []
    for number, part in enumerate(parts(count)):
        paths.append(folder / f"{number:05}.json")
        paths[-1].write_bytes(sigtail("-o", "json", NOW, data=part))
    return paths


def reports_as_files(folder):
    return sigtail("merge", "-o", "json", *report_parts(folder, 100)) == WHOLE


def reports_as_folder(folder):
    report_parts(folder, 100)
    (folder / "notes.txt").write_text("no report\n")
    return sigtail("merge", "-o", "json", "--include", "*.json", folder) == WHOLE


def reports_as_list(folder):
    names = "".join(f"{path.name}\n" for path in report_parts(folder, 100)).encode()
    nulls = names.replace(b"\n", b"\0")
    return (sigtail("merge", "-o", "json", "--files-from", "-", data=names, cwd=folder) == WHOLE
            and sigtail("merge", "-o", "json", "-0", "--files-from", "-", data=nulls, cwd=folder) == WHOLE)


def reports_as_stream(folder):
    stream = b"".join(path.read_bytes() for path in report_parts(folder, 100))
    glued = stream.replace(b"\n", b"")
    return all(sigtail("merge", "-o", "json", *dash, data=data) == WHOLE
               for data in (stream, glued) for dash in ([], ["-"]))


def merge_of_merges(folder):
    paths = report_parts(folder, 100)
    for round_number, step in enumerate((7, 4, 100)):
        sums = []
        for i in range(0, len(paths), step):
            sums.append(folder / f"sum-{round_number}-{i}")
            sums[-1].write_bytes(sigtail("merge", "-o", "json", *paths[i:i + step]))
        paths = sums
    return len(paths) == 1 and paths[0].read_bytes() == WHOLE


def wrong_one_of_a_stream(folder):
    """The error tells the line of the stream, not of the report."""
    good = report_parts(folder, 1)[0].read_bytes()
    wrong = good.replace(b'"schema": 1', b'"schema": 9')
    done = subprocess.run([PROGRAM, "merge"], input=good + wrong, capture_output=True, timeout=60)
    line = good.count(b"\n") + 1
    return done.returncode == 2 and b"-:%d:" % line in done.stderr and b"schema" in done.stderr


def other_names(folder, copies):
    """Reports of hosts that are all different: 10,000 need no 10,000 runs to be made."""
    bodies = [path.read_bytes() for path in report_parts(folder, 50)]
    for number in range(copies):
        text = bodies[number % len(bodies)].replace(b'"name": "-"', b'"name": "host-%05d"' % number, 1)
        (folder / f"host-{number:05}").write_bytes(text)


def peak_kb(*args):
    """Of a child that does nothing else: what it took at most, and what it printed."""
    reader = f"import resource,subprocess,sys; p=subprocess.run({[str(a) for a in args]!r},capture_output=True);" \
        "sys.stdout.write(p.stdout.decode()); sys.stderr.write(p.stderr.decode());" \
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", reader], capture_output=True, timeout=600)
    return int(done.stderr.split()[-1]), done.stdout


def ten_thousand_reports_are_small(folder):
    other_names(folder, 10000)
    peak, text = peak_kb(PROGRAM, "merge", "--include", "host-*", folder)
    assert SANITIZED or peak < MERGE_MOST_KB, f"{peak} kB"
    return f"{RECORDS * 200:,} records".encode() in text


# --- values of many kinds ---


def wildcard_values(report):
    """Of the unknown error's address: each value with its count, and how far that may be off."""
    row = next(u for u in json.loads(report)["unknown"] if "ECONNREFUSED" in u["template"])
    wild = next(w for w in row["wildcards"] if w["name"] == "ip")
    total = sum(v["records"] for v in wild["values"]) + wild["other"]
    return {v["value"]: v["records"] for v in wild["values"]}, wild["error"], total


def many_values_stay_within_their_error(folder):
    rng = random.Random(16)
    values = [f"10.1.{n // 250}.{n % 250}" for n in [0] * 900 + [1] * 500 + [2] * 300 + list(range(3, 400))]
    rng.shuffle(values)
    true = collections.Counter(values)
    sums = []
    for i in range(0, len(values), 100):
        data = b"".join(b'{"level":"error","msg":"connect ECONNREFUSED %s:80"}\n' % v.encode()
                        for v in values[i:i + 100])
        sums.append(sigtail("-o", "json", NOW, data=data))
    while len(sums) > 1:
        sums = [sigtail("merge", "-o", "json", data=b"".join(sums[i:i + 3])) for i in range(0, len(sums), 3)]
        found, error, total = wildcard_values(sums[0])
    assert total == len(values), f"{total} of {len(values)}"
    assert {"10.1.0.0", "10.1.0.1", "10.1.0.2"} <= set(found), found
    return all(abs(n - true[v]) <= error for v, n in found.items())


CHECKS = [
    one_file, five_hundred_files, ten_thousand_files, five_hundred_gz, ten_thousand_gz, mixed_files,
    records_come_in_their_order, archives_are_told_and_the_others_are_read, archives_on_pipes_are_told, what_is_no_log_is_told_and_the_others_are_read,
    links_to_a_file_count_once, folders_without_files_are_refused,
    damaged_one_is_told_and_the_others_are_read, one_large_gz, reports_as_files, reports_as_folder, reports_as_list, reports_as_stream, merge_of_merges, wrong_one_of_a_stream,
    ten_thousand_reports_are_small, many_values_stay_within_their_error,
]


if __name__ == "__main__":
    sys.exit(tap.run(CHECKS, wanted=sys.argv[2:]))
