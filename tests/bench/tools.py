"""What the benchmarks share: logs and signature files made to measure, commands run under a meter, tables."""
import functools
import json
import os
import pathlib
import random
import shlex
import statistics
import subprocess
import sys

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this


class Bench:
    def __init__(self, build, options):
        self.build = pathlib.Path(build).resolve()
        self.options = options
        self.sigtail = str(self.build / "sigtail")
        self.cache = self.build / "bench-logs"
        self.cache.mkdir(exist_ok=True)

    def program(self, name):
        return str(self.build / "tests" / "bench" / name)

    def log(self, kind, size, distinct=False):
        """The path of a log of `size` ("400M") of seed 3, made when it is not there."""
        path = self.cache / f"{kind}{'-distinct' if distinct else ''}-{size}"
        if not path.exists():
            part = path.with_suffix(".part")
            subprocess.run([self.program("gen"), "--seed", "3", "--format", kind, "--size", size, "--distinct",
                            "yes" if distinct else "no", "-o", part, "--truth", f"{path}.truth.json"], check=True)
            part.rename(path)
        with open(path, "rb") as f:  # into the page cache
            while f.read(1 << 24):
                pass
        return str(path)

    def records(self, log):
        return json.loads(pathlib.Path(f"{log}.truth.json").read_text())["records"]

    def signatures(self, n):
        """A file of `n` more signatures, each with a literal of 8 or more bytes that no log holds."""
        path = self.cache / f"signatures-{n}.yaml"
        path.write_text("signatures:\n" + "".join(signature(random.Random(i), i) for i in range(n)))
        return str(path)

    def meter(self, command):
        out = self.cache / "meter.json"
        words = ["sh", "-c", command] if isinstance(command, str) else command
        subprocess.run([self.program("meter"), out, *words], stdout=subprocess.DEVNULL, check=True)
        took = json.loads(out.read_text())
        if took["exit"] not in (0, 1):
            sys.exit(f"{command}: exit {took['exit']}")
        return took

    def rounds(self, commands, rounds=None):
        """Each of {name: command} in turn, several times over: {name: {what: median}}."""
        taken = {name: [] for name in commands}
        for _ in range(rounds or self.options.rounds):
            for name, command in commands.items():
                taken[name].append(self.meter(command))
        return {name: {what: statistics.median(t[what] for t in all_) for what in all_[0]}
                for name, all_ in taken.items()}


WORDS = ("bucket queue tenant shard replica ledger invoice cursor lease token packet mirror volume worker region "
         "schema vector broker digest cookie router socket quorum parser beacon").split()
FORMS = ("{a} {x} refused the {b}", "failed to (?:open|lock) {a} {x}: {b}", "{x} {a} timed out after \\d+ ms",
         "no {a} left for {x}", "(?:lost|stale) {b} {x} in {a}", "{a}Error: {x} (?<code>\\d+)")


def signature(draw, number):
    x = "".join(draw.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(draw.randint(8, 12)))
    match = draw.choice(FORMS).format(a=draw.choice(WORDS), b=draw.choice(WORDS), x=x)
    return (f"  - id: made-{number}\n    title: Made {number}\n    class: investigate\n    match: '{match}'\n"
            f"    cause: none\n    impact: none\n    fix: none\n")


def table(head, rows):
    """Print columns: the first to the left, numbers to the right."""
    cells = [head, *rows]
    widths = [max(len(str(row[i])) for row in cells) for i in range(len(head))]
    for row in cells:
        print("  ".join(str(c).ljust(w) if i == 0 else str(c).rjust(w)
                        for i, (c, w) in enumerate(zip(row, widths))).rstrip())
    print(flush=True)


def quoted(*words):
    return " ".join(shlex.quote(str(w)) for w in words)


def mib(kib):
    return f"{kib / 1024:.1f}"


@functools.cache
def has(program):
    return subprocess.run(["sh", "-c", f"command -v {program}"], stdout=subprocess.DEVNULL).returncode == 0


def megabytes(size):
    return int(size[:-1]) * {"K": 1 / 1024, "M": 1, "G": 1024}[size[-1]]


def cpu_clock(pid):
    """Processor seconds of `pid`, and how often it gave the processor up."""
    fields = pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()
    return int(fields[0]) / 1e9, int(fields[2])


def percentile(values, p):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * p / 100))]

