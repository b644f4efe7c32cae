#!/usr/bin/env python3
"""Golden cases: what sigtail prints, byte for byte, whatever the read size and the number of threads.

usage: golden.py SIGTAIL [CASE...]           run the cases (all of them, and the examples of README.md)
       golden.py SIGTAIL --update CASE...    write what the cases print now as what they must print; read the diff
       golden.py SIGTAIL --update README     the same for all examples of README.md

A case is a folder here: `cmd`, one shell line run in the top folder of the sources, in which `sigtail` is the
program under test; `stdout`, `stderr` (none: empty) and `exit` (none: 0), what must come out. In README.md a
block that begins with `$ sigtail ...` is a case: the rest of the block is what both outputs must hold, where a
line "..." stands for any lines.

Prints TAP: one line a case.
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import zlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import simd
import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
# (read size, threads); read size 0: the whole file, as it is read without the option. Only there can threads matter.
VARIANTS = [(1, 1), (2, 4), (3, 1), (7, 4), (31, 1), (4096, 4), (0, 1), (0, 4)]
# With GOLDEN_QUICK in the environment: two of them, for one who changes the program many times an hour.
QUICK = [(7, 4), (0, 1)]
# The whole one with each instruction set that the processor runs; with GOLDEN_SETS=one, or when it is quick, with another
# one for each case.
SETS = []
# A stamp without a year is completed to the latest before this, so that the expected output does not age.
NOW = "2026-11-30T00:00:00Z"

# Options for the commands that read logs; the others have no such options.
FUNCTION = """sigtail() {
  for word in "$@"; do
    case $word in
      list | explain | check | merge | diff | state | ack | unack | resolve | config | --help | --version) command "$SIGTAIL" "$@"; return ;;
      -*) ;;
      *) break ;;
    esac
  done
  command "$SIGTAIL" $VARIANT "$@"
}
"""


def variants(name=""):
    """Options, and the instruction set: the best one where there is no name."""
    quick = os.environ.get("GOLDEN_QUICK")
    one = quick or os.environ.get("GOLDEN_SETS") == "one"
    for size, threads in QUICK if quick else VARIANTS:
        whole = (size, threads) == (0, 1)
        options = f"--now {NOW} --threads {threads}" + (f" --read-size {size}" if size else "")
        if whole and one and SETS:
            yield options, SETS[zlib.crc32(name.encode()) % len(SETS)]
        elif whole:
            yield from ((options, instructions) for instructions in SETS or [""])
        else:
            yield options, ""


def perform(program, command, variant):
    options, instructions = variant
    env = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "LC_CTYPE", "LANG")}
    env.update(SIGTAIL=program, VARIANT=options, SIGTAIL_SIMD=instructions, LC_ALL="C.UTF-8", TERM="dumb", TZ="UTC")
    done = subprocess.run(["sh", "-c", FUNCTION + command], cwd=TOP, env=env, capture_output=True, timeout=300,
                          stdin=subprocess.DEVNULL)
    return {"stdout": done.stdout, "stderr": done.stderr, "exit": str(done.returncode).encode()}


def read(path, default):
    return path.read_bytes() if path.exists() else default


def folder_cases():
    for folder in sorted(p.parent for p in HERE.glob("*/cmd")):
        expected = {"stdout": read(folder / "stdout", b""), "stderr": read(folder / "stderr", b""),
                    "exit": read(folder / "exit", b"0").strip()}
        yield folder.name, (folder / "cmd").read_text(), expected


README = TOP / "README.md"
BLOCK = re.compile(r"^```\n\$ (sigtail[^\n]*)\n(.*?)^```", re.S | re.M)


def readme_cases():
    for number, (command, output) in enumerate(BLOCK.findall(README.read_text()), 1):
        yield f"README-{number}", f"{{ {command}; }} 2>&1", {"stdout": output.encode()}


def update_readme(program):
    def fill(block):
        got = perform(program, f"{{ {block[1]}; }} 2>&1", next(variants()) if reads_logs(block[1]) else ("", ""))
        lines, (head, dots, tail) = got["stdout"].decode().splitlines(True), block[2].partition("...\n")
        if dots:
            lines = lines[:head.count("\n")] + [dots] + lines[len(lines) - tail.count("\n"):]
        return f"```\n$ {block[1]}\n{''.join(lines)}```"

    README.write_text(BLOCK.sub(fill, README.read_text()))


def differs(expected, got):
    """The first difference, or None."""
    for what, bytes_expected in expected.items():
        if got[what] == bytes_expected or (what == "stdout" and elided(bytes_expected, got[what])):
            continue
        a, b = bytes_expected.decode(errors="replace"), got[what].decode(errors="replace")
        for number, (x, y) in enumerate(zip(a.split("\n") + [""], b.split("\n") + [""]), 1):
            if x != y:
                return f"{what}, line {number}:\n  expected: {x}\n  got:      {y}"
        return f"{what}: expected {len(a)} characters, got {len(b)}"
    return None


def elided(expected, got):
    if b"\n...\n" not in expected:
        return False
    pattern = b"(?s:.*)".join(re.escape(part) for part in expected.split(b"...\n"))
    return re.fullmatch(pattern, got) is not None


def run_case(program, case):
    name, command, expected = case
    for variant in variants(name) if reads_logs(command) else [("", "")]:
        difference = differs(expected, perform(program, command, variant))
        if difference:
            return f"{command.strip()}   [{' '.join(variant)}]\n{difference}"
    return None


def reads_logs(command):
    return not re.search(r"sigtail (list|explain|check|merge|diff|state|ack|unack|resolve)\b|--help|--version", command)


def update(program, name):
    folder = HERE / name
    got = perform(program, (folder / "cmd").read_text(), next(variants()))
    for what, nothing in (("stdout", b""), ("stderr", b""), ("exit", b"0")):
        path = folder / what
        if got[what] == nothing:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(got[what] + (b"\n" if what == "exit" else b""))


def main():
    program, *names = sys.argv[1:]
    program = str(pathlib.Path(program).resolve())
    SETS.extend(simd.sets(program))
    if names[:1] == ["--update"]:
        for name in names[1:]:
            update_readme(program) if name == "README" else update(program, name)
        return 0
    cases = [c for c in [*folder_cases(), *readme_cases()] if not names or c[0] in names]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = zip((name for name, *_ in cases), pool.map(lambda c: run_case(program, c), cases))
        return tap.tell(results, len(cases)) or not cases


if __name__ == "__main__":
    sys.exit(main())
