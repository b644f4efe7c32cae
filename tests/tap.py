"""Cases that are functions, each run with a folder of its own, and told as TAP (testanything.org). A case fails by an
exception or by returning False; it is passed over by raising Skipped.
"""
import multiprocessing
import pathlib
import tempfile

WORKERS = 4  # that wait side by side


class Skipped(Exception):
    """Why a case cannot run here."""


def tell(results, count=None):
    """Print each of `results` as it comes: a name and what is wrong, one text or lines, or nothing where it holds.
    `count` is how many there are, where that is known before. The exit status.
    """
    number = failed = 0
    if count is not None:
        print(f"1..{count}", flush=True)
    for number, (name, wrong) in enumerate(results, 1):
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}", flush=True)
        for line in (wrong if isinstance(wrong, str) else "\n".join(wrong or ())).splitlines():
            print(f"# {line}", flush=True)
    if count is None:
        print(f"1..{number}")
    return int(failed > 0)


def same(folder):
    return folder


def perform(case, begin=same, name=None):
    """`case` by its name, and what is wrong with it."""
    name = name or case.__name__.replace("_", " ")
    with tempfile.TemporaryDirectory() as folder:
        try:
            return name, "it does not hold" if case(begin(pathlib.Path(folder))) is False else ""
        except Skipped as why:
            return f"{name} # SKIP {why}", ""
        except Exception as error:
            return name, f"{type(error).__name__}: {error}"


calls_of_workers = []


def perform_number(number):
    return perform(*calls_of_workers[number])


def waiting(calls):
    """What perform() gives for the arguments in each of `calls`, in their order; several at once, for what mostly waits,
    each in a process of its own.
    """
    calls_of_workers[:] = calls
    with multiprocessing.get_context("fork").Pool(WORKERS) as pool:
        yield from pool.imap(perform_number, range(len(calls)))


def run(cases, begin=same, wanted=(), waits=False):
    """Run `cases` with what `begin` makes of a folder, or those of them whose names are `wanted`; the exit status.
    `waits`: they mostly wait.
    """
    calls = [(case, begin) for case in cases if not wanted or case.__name__ in wanted]
    return tell(waiting(calls) if waits else (perform(*call) for call in calls), len(calls))
