#!/usr/bin/env python3
"""The examples of the manual page sigtail-patterns(5) hold: each is a signature file that proves itself.

usage: patterns_page.py SIGTAIL PAGE       prints TAP, one line an example
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this


def examples(page):
    """The blocks between .nf and .fi, as man prints them."""
    for block in re.findall(r"^\.nf\n(.*?)^\.fi$", page, re.S | re.M):
        yield block.replace(r"\-", "-").replace(r"\e", "\\")


def main():
    exe, page = sys.argv[1], pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    number = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, example in enumerate(examples(page), 1):
            file = pathlib.Path(folder) / f"{number}.yaml"
            file.write_text(example, encoding="utf-8")
            done = subprocess.run([exe, "check", str(file)], capture_output=True, text=True)
            good = done.returncode == 0
            failed += not good
            print(f"{'ok' if good else 'not ok'} {number} - {example.split(chr(10))[1].strip()}")
            for line in done.stderr.splitlines() if not good else []:
                print(f"# {line}")
    print(f"1..{number}")
    return failed or number < 8


if __name__ == "__main__":
    sys.exit(main())
