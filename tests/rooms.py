#!/usr/bin/env python3
"""Each room of src/ includes only itself and the rooms before it.

usage: rooms.py SRC
"""
import pathlib
import re
import sys

ROOMS = ["base", "input", "record", "match", "tally", "run", "report", "cli"]


def main():
    src = pathlib.Path(sys.argv[1])
    wrong = [str(p) for p in src.iterdir() if p.is_dir() and p.name not in ROOMS]
    for path in sorted(src.glob("*/*.[ch]")):
        room = ROOMS.index(path.parent.name)
        for number, line in enumerate(path.read_text().splitlines(), 1):
            included = re.match(r'\s*#\s*include\s+"(?:(\w+)/)?', line)
            if included and (included[1] not in ROOMS or ROOMS.index(included[1]) > room):
                wrong.append(f"{path}:{number}: {line.strip()}: a room after {path.parent.name}, or none")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
