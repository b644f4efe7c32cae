#!/usr/bin/env python3
"""Each room of src/ includes only itself and the rooms before it; only the table of formats and the file of each
format know which formats there are; bytes of logs are added, not printed; no struct, union or enum tag is
defined twice.

usage: rooms.py SRC
"""
import pathlib
import re
import sys

ROOMS = ["base", "input", "record", "match", "tally", "run", "report", "cli"]

# What says which format a record has, or which kind of frame it came in; everything else asks the row of its format.
OF_A_FORMAT = re.compile(r"\b(?:FORMAT_[A-Z]\w*|FRAME_(?:JSON|ENTRY|LINE|ROW|EXPORT|VERBOSE|PRETTY|BLOCK))\b")
FORMATS = re.compile(r"record/format(?:_\w+)?\.[ch]|input/\w+\.[ch]")


def out_of_table(path, line):
    return not FORMATS.search(str(path)) and OF_A_FORMAT.search(line)


# "%.*s" ends at a NUL, and its length is an int: what holds bytes of a log is not printed so.
MESSAGE = re.compile(r"\bwrong\(|err_set|err_mend")
OF_A_LOG = {"input", "record", "tally", "run", "report"}


def cut_at_nul(path, line, before):
    return path.parent.name in OF_A_LOG and "STR_FMT" in line and not MESSAGE.search(before + line)


COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TAG = re.compile(r"\b(?:struct|union|enum)\s+(\w+)\s*\{")


def tags_twice(src):
    """A tag means one thing in the whole tree. (In one file several can only be variants under #if.)"""
    files = {}
    for path in sorted(src.glob("*/*.[ch]")):
        for tag in set(TAG.findall(COMMENT.sub("", path.read_text()))):
            files.setdefault(tag, []).append(str(path))
    return [f"{', '.join(where)}: {tag}: a tag that is defined twice" for tag, where in files.items() if len(where) > 1]


def main():
    src = pathlib.Path(sys.argv[1])
    wrong = [str(p) for p in src.iterdir() if p.is_dir() and p.name not in ROOMS]
    wrong += tags_twice(src)
    for path in sorted(src.glob("*/*.[ch]")):
        room = ROOMS.index(path.parent.name)
        lines = path.read_text().splitlines()
        for number, line in enumerate(lines, 1):
            included = re.match(r'\s*#\s*include\s+"(?:(\w+)/)?', line)
            if included and (included[1] not in ROOMS or ROOMS.index(included[1]) > room):
                wrong.append(f"{path}:{number}: {line.strip()}: a room after {path.parent.name}, or none")
            if cut_at_nul(path, line, lines[number - 2]):
                wrong.append(f"{path}:{number}: {line.strip()}: bytes of a log may hold NULs: buf_add()")
            if out_of_table(path, line):
                wrong.append(f"{path}:{number}: {line.strip()}: asks for a format that its table should tell about")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
