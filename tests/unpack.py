#!/usr/bin/env python3
"""Compressed logs give the report of the plain one, from files and pipes; damaged ones give what stands before the
damage, and an error.

usage: unpack.py SIGTAIL [KIND...]        prints TAP; of all kinds, or of those named (gz bz2 xz zst)
"""
import bz2
import gzip
import json
import lzma
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tarfile
import tempfile

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

os.environ["TZ"] = "UTC"  # stamps without a zone

TOP = pathlib.Path(__file__).resolve().parent.parent
LOG = (TOP / "fixtures" / "tail-compact.jsonl").read_bytes()
PROGRAM = sys.argv[1]
SANITIZED = any(word in pathlib.Path(PROGRAM).read_bytes() for word in (b"__asan_init", b"__tsan_init"))
# Bytes in a bomb, and what may be used of memory, with room for the stacks of threads.
BOMB, BOMB_MEMORY = 320 << 20, 300 << 20
NOW = "--now=2026-11-30T00:00:00Z"


def zstd(data):
    return subprocess.run(["zstd", "-qc"], input=data, stdout=subprocess.PIPE, check=True).stdout


def packers():
    found = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}
    if shutil.which("zstd"):
        found["zst"] = zstd
    return found


def sigtail(*args, data=None):
    return subprocess.run([PROGRAM, "-o", "json", NOW, *args], input=data, capture_output=True, timeout=120)


def plain(data):
    """The report of `data`, as of a pipe."""
    return sigtail(data=data).stdout


def check_file(packed, folder):
    path = folder / "log"
    path.write_bytes(packed)
    done = sigtail(str(path))
    return done.returncode == 0 and done.stdout.replace(str(path).encode(), b"-") == plain(LOG)


def check_pipe(packed, _):
    return all(sigtail(*size, data=packed).stdout == plain(LOG) for size in ([], ["--read-size=1"], ["--read-size=7"]))


def check_several(packed, _):
    return sigtail(data=packed + packed).stdout == plain(LOG + LOG)


def check_cut(packed, folder):
    path = folder / "log"
    path.write_bytes(packed[:len(packed) * 2 // 3])
    done = sigtail(str(path))
    counted = b'"bytes": ' in done.stdout
    return done.returncode == 2 and b"log: damaged " in done.stderr and counted != (b"(0 bytes were unpacked" in done.stderr)


def check_many(packed, folder):
    """Files that several threads unpack, an empty one, a plain one and a large one among them, in their order."""
    for number in range(12):
        (folder / f"{number:02}").write_bytes(packed)
    (folder / "03").write_bytes(b"")
    (folder / "05").write_bytes(LOG)
    (folder / "07").write_bytes(packed * 300)
    return sigtail("-j4", str(folder)).stdout == sigtail("-j1", str(folder)).stdout != b""


def check_many_damaged(packed, folder):
    """What comes before a damaged file is counted, and it is named."""
    for number in range(6):
        (folder / f"{number}").write_bytes(packed)
    (folder / "3").write_bytes(packed[:len(packed) // 2])
    alone, many = (sigtail(jobs, str(folder)) for jobs in ("-j1", "-j4"))
    return (many.stdout, many.stderr, many.returncode) == (alone.stdout, alone.stderr, 2) and b"3: damaged" in many.stderr


def check_bomb(pack, folder):
    """A thousand times as large when unpacked, one and two at once: memory has its bound."""
    packed = pack(bytes(BOMB))
    logs = [folder / name for name in "12"]
    for log in logs:
        log.write_bytes(packed)
    for some in (logs[:1], logs):
        done = subprocess.run([PROGRAM, "-j4", *some], capture_output=True, timeout=120, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_DATA, (BOMB_MEMORY, BOMB_MEMORY)) if not SANITIZED else None)
        if done.returncode or done.stderr:
            print(f"# {len(some)} files: status {done.returncode}, {done.stderr}")
            return False
    return True


def tar_of(folder):
    """As tar of POSIX and as GNU's writes it."""
    (folder / "log").write_bytes(LOG)
    for name, form in (("pax", tarfile.PAX_FORMAT), ("gnu", tarfile.GNU_FORMAT)):
        with tarfile.open(folder / name, "w", format=form) as tar:
            tar.add(folder / "log", "log")
        yield (folder / name).read_bytes()


def check_archive(pack, folder):
    """An archive in it is told, with the way to read it; in a file, on pipes in any pieces, among others."""
    told = True
    for tar in tar_of(folder):
        packed = pack(tar)
        logs = folder / "logs"
        logs.mkdir(exist_ok=True)
        (logs / "a").write_bytes(packed)
        (logs / "b").write_bytes(pack(LOG))
        for done in (sigtail(str(logs / "a")), sigtail(data=packed), sigtail("--read-size=1", data=packed), sigtail(str(logs))):
            told = told and done.returncode == 2 and b"holds a tar archive" in done.stderr and b"bsdtar" in done.stderr
            told = told and (str(logs) in done.args or done.stdout == b"")  # nothing was read, which is no empty log
        told = told and json.loads(done.stdout)["classes"] == json.loads(plain(LOG))["classes"]
    return told


def check_not_packed(_, folder):
    """Text that begins as bzip2's magic bytes do."""
    text = b"BZh9 is no bzip2\n" + LOG
    return b'"bytes": %d' % len(text) in sigtail(data=text).stdout


def check_without_library(packed, folder):
    """Where libarchive does not load, the command that unpacks it is named."""
    for name in ("libarchive.so.13", "libarchive.so"):
        (folder / name).write_bytes(b"")
    (folder / "log").write_bytes(packed)
    done = subprocess.run([PROGRAM, folder / "log"], capture_output=True, timeout=120,
                          env={**os.environ, "LD_LIBRARY_PATH": str(folder)})
    cat = {b"BZ": b"bzcat", b"\xfd7": b"xzcat"}.get(packed[:2])  # the others are read by what is linked
    return done.returncode == 0 if not cat else done.returncode == 2 and b"in a pipe: %s FILE | sigtail\n" % cat in done.stderr


CHECKS = [check_file, check_pipe, check_several, check_cut, check_many, check_many_damaged, check_not_packed,
          check_without_library]
PACKING_CHECKS = [check_archive, check_bomb]  # are given what packs, not what is packed


def results(found):
    for name, pack in found.items():
        packed = pack(LOG)
        for check in CHECKS + PACKING_CHECKS:
            with tempfile.TemporaryDirectory() as folder:
                ok = check(pack if check in PACKING_CHECKS else packed, pathlib.Path(folder))
            yield f"{name}: {check.__name__}", "" if ok else "it does not hold"


found = {k: v for k, v in packers().items() if k in sys.argv[2:] or not sys.argv[2:]}
sys.exit(tap.tell(results(found), len(found) * (len(CHECKS) + len(PACKING_CHECKS))))
