"""Cases that are functions, each run with a folder of its own, and told as TAP (testanything.org). A case fails by an
exception or by returning False; it is passed over by raising Skipped.
"""
import pathlib
import tempfile


class Skipped(Exception):
    """Why a case cannot run here."""


def perform(case, begin):
    """The line of `case` without its number, and what is to be said of it."""
    name = case.__name__.replace("_", " ")
    with tempfile.TemporaryDirectory() as folder:
        try:
            fails = case(begin(pathlib.Path(folder))) is False
        except Skipped as why:
            return "ok", f"{name} # SKIP {why}", ""
        except Exception as error:
            return "not ok", name, f"{type(error).__name__}: {error}"
    return "not ok" if fails else "ok", name, "it does not hold" if fails else ""


def run(cases, begin=lambda folder: folder, wanted=()):
    """Run `cases` with what `begin` makes of a folder, or those of them whose names are `wanted`; the exit status."""
    cases = [case for case in cases if not wanted or case.__name__ in wanted]
    print(f"1..{len(cases)}", flush=True)
    failed = False
    for number, case in enumerate(cases, 1):
        ok, name, why = perform(case, begin)
        failed |= ok != "ok"
        print(f"{ok} {number} - {name}", flush=True)
        for line in why.splitlines():
            print(f"# {line}", flush=True)
    return int(failed)
