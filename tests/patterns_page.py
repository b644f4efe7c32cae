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

import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this


def examples(page):
    """The blocks between .nf and .fi, as man prints them."""
    for block in re.findall(r"^\.nf\n(.*?)^\.fi$", page, re.S | re.M):
        yield block.replace(r"\-", "-").replace(r"\e", "\\")


def wrong(exe, example):
    with tempfile.NamedTemporaryFile(suffix=".yaml") as file:
        pathlib.Path(file.name).write_text(example, encoding="utf-8")
        done = subprocess.run([exe, "check", file.name], capture_output=True, text=True)
    return (done.stderr or "it fails") if done.returncode else ""


def main():
    exe, page = sys.argv[1], pathlib.Path(sys.argv[2]).read_text(encoding="utf-8")
    results = [(example.split("\n")[1].strip(), wrong(exe, example)) for example in examples(page)]
    return tap.tell(results) or len(results) < 8


if __name__ == "__main__":
    sys.exit(main())
