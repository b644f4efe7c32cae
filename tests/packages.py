#!/usr/bin/env python3
"""The packages of packaging/build.sh install and run where nothing else is: the static program alone in a root of its
own, npm's from their tarballs, Debian's unpacked, those for arm64 under qemu; the recipes of others are filled in and
parse. setup.sh and packaging/train.sh do what they say, with other programs in place of those that they call.

usage: packages.py [arm64]    builds them into dist/, and prints TAP; arm64: those for it too, which take some minutes
"""
import fcntl
import hashlib
import json
import lzma
import os
import pathlib
import platform
import pty
import re
import resource
import select
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import termios
import time

import simd
import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
LOG = TOP / "fixtures" / "tail-compact.jsonl"
MOST_BYTES = 4 << 20  # of the static program
NPM_ARCH = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())


def run(*command, **more):
    return subprocess.run([str(c) for c in command], capture_output=True, timeout=300, **more)


def only(pattern):
    found = sorted((TOP / "dist").glob(pattern))
    assert len(found) == 1, f"{pattern}: {[p.name for p in found]}"
    return found[0]


def reports(program, *before):
    """Does it say of a capture what everyone says of it?"""
    done = run(*before, program, "-o", "json", stdin=LOG.open("rb"))
    return done.returncode == 0 and b'"investigate": 22' in done.stdout


# --- static ---


def unpacked_static(folder, machine=platform.machine()):
    with tarfile.open(only(f"sigtail-*-linux-{machine}.tar.gz")) as tar:
        tar.extractall(folder)
    return next(folder.glob("sigtail-*/bin/sigtail"))


def static_in_bare_root(folder):
    """Nothing but the program is in its root; without the right to change the root, it is run as it is."""
    program = unpacked_static(folder)
    bare = folder / "bare"
    bare.mkdir()
    shutil.copy(program, bare / "sigtail")
    if os.geteuid() != 0:
        return reports(bare / "sigtail")
    return reports("/sigtail", "chroot", bare)


def static_needs_no_library(folder):
    text = run("readelf", "-d", unpacked_static(folder)).stdout
    return b"NEEDED" not in text


def static_is_small(folder):
    return unpacked_static(folder).stat().st_size <= MOST_BYTES


def static_reads_gz_and_zst(folder):
    return run(sys.executable, TOP / "tests" / "unpack.py", unpacked_static(folder), "gz", "zst").returncode == 0


NAMES = ["PCRE2", "yajl", "libyaml", "zlib", "zstd", "GNU C library", "GNU Lesser General Public License"]


def has_notices(folder):
    """Of the libraries that are in the program; ours is beside them."""
    text = (folder / "THIRD-PARTY").read_text(errors="replace")
    missing = [n for n in NAMES if not re.search(rf"\n\n{n}.*\n=+\n\n.*\n", text)]
    assert not missing, missing
    return "sigtail" in (folder / "LICENSE").read_text()


def static_has_notices(folder):
    return has_notices(unpacked_static(folder).parent.parent / "share" / "doc" / "sigtail")


# --- npm ---


def npm_install(folder, *options):
    prefix = folder / "prefix"
    done = run("npm", "install", "--global", "--offline", "--no-audit", "--no-fund", "--prefix", prefix, *options,
               only(f"sigtail-linux-{NPM_ARCH}-*.tgz"), cwd=folder)
    assert done.returncode == 0, done.stderr.decode()
    done = run("npm", "install", "--global", "--offline", "--no-audit", "--no-fund", "--omit=optional", "--prefix",
               prefix, *options, only("sigtail-[0-9]*.tgz"), cwd=folder,
               env={**os.environ, "NODE_PATH": str(prefix / "lib" / "node_modules")})
    assert done.returncode == 0, done.stderr.decode()
    return prefix / "bin" / "sigtail"


def npm_puts_the_program_there(folder):
    program = npm_install(folder, f"--allow-scripts={only('sigtail-[0-9]*.tgz')}")
    return program.resolve().read_bytes()[:4] == b"\x7fELF" and reports(program)


def launcher(folder):
    program = folder / "prefix" / "bin" / "sigtail"
    if not program.exists():
        npm_install(folder, "--ignore-scripts")
    assert program.resolve().read_bytes()[:2] == b"#!"
    return program, {**os.environ, "NODE_PATH": str(folder / "prefix" / "lib" / "node_modules")}


def npm_launcher_gives_the_exit_status(folder):
    program, env = launcher(folder)
    asked = [["--version"], ["--nonsense"], ["grep", "-e", "no such word", LOG]]
    return [run(program, *args, env=env).returncode for args in asked] == [0, 2, 1]


class Launched:
    """The launcher with a log on its standard input, which stays open."""

    def __init__(self, folder, *args, **how):
        program, env = launcher(folder)
        how = {"stdin": subprocess.PIPE, "preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_CORE, (0, 0)), **how}
        self.p = subprocess.Popen([program, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, **how)
        self.said = b""

    def has_read(self):
        """When the program runs, and has read the log."""
        self.p.stdin.write(LOG.read_bytes())
        self.p.stdin.flush()
        child = pathlib.Path(f"/proc/{self.p.pid}/task/{self.p.pid}/children")
        end = time.monotonic() + 30
        while not child.read_text():
            assert time.monotonic() < end, "the launcher starts nothing"
            time.sleep(0.05)
        time.sleep(1)
        return self

    def end(self):
        """Its status, and what it printed."""
        end = time.monotonic() + 30
        while self.p.poll() is None and time.monotonic() < end:
            ready, _, _ = select.select([self.p.stdout], [], [], 0.1)
            self.said += os.read(self.p.stdout.fileno(), 65536) if ready else b""
        if self.p.poll() is None:
            self.p.stdin.close()
            raise AssertionError("it does not end")
        self.said += self.p.stdout.read()
        for stream in (self.p.stdin, self.p.stdout, self.p.stderr):
            if stream:
                stream.close()
        return self.p.wait(1), self.said


def npm_launcher_passes_signals_on(folder):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        launched = Launched(folder).has_read()
        launched.p.send_signal(number)
        status, text = launched.end()
        wanted = (-number, b"") if number == signal.SIGQUIT else (0, b"investigate")
        assert status == wanted[0] and wanted[1] in text, (number, status, text[:200])
    return True


def npm_launcher_and_program_are_signalled(folder):
    """As systemd does it, and a terminal: the report comes nevertheless, each time."""
    for number in [signal.SIGTERM] * 5 + [signal.SIGINT] * 2:
        launched = Launched(folder, start_new_session=True).has_read()
        os.killpg(launched.p.pid, number)
        status, text = launched.end()
        assert status == 0 and b"investigate" in text, (number, status, text[:200])
    return True


def npm_launcher_asks_for_a_report(folder):
    """SIGUSR1 opens no debugger."""
    launched = Launched(folder).has_read()
    launched.p.send_signal(signal.SIGUSR1)
    assert select.select([launched.p.stdout], [], [], 30)[0], "no report comes"
    launched.p.stdin.close()
    errors = launched.p.stderr.read()
    status, text = launched.end()
    return status == 0 and text.count(b"INVESTIGATE") == 2 and b"ebugger" not in errors


def npm_launcher_ends_at_once(folder):
    """By Ctrl-C twice, while it prints what nobody reads."""
    log = folder / "log"
    log.write_bytes(LOG.read_bytes() * 200)
    main, side = pty.openpty()
    launched = Launched(folder, "grep", "-e", ".", log, stdin=side, start_new_session=True,
                        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    assert select.select([launched.p.stdout], [], [], 30)[0]
    time.sleep(1)
    os.write(main, b"\x03")
    time.sleep(0.4)
    assert launched.p.poll() is None, launched.p.returncode  # once: it goes on, and tries to print what it has
    os.write(main, b"\x03")
    status = launched.p.wait(10)
    launched.end()
    os.close(main)
    os.close(side)
    return status == -signal.SIGINT


def npm_has_notices(folder):
    with tarfile.open(only(f"sigtail-linux-{NPM_ARCH}-*.tgz")) as tar:
        tar.extractall(folder)
    return has_notices(folder / "package")


# --- deb ---


def deb_unpacks(folder, arch, *before):
    assert run("dpkg-deb", "-x", only(f"*_{arch}.deb"), folder).returncode == 0
    program, share = folder / "usr" / "bin" / "sigtail", folder / "usr" / "share"
    packed = folder / "log.xz"
    packed.write_bytes(lzma.compress(LOG.read_bytes()))
    done = run(*before, program, packed)
    assert done.returncode == 0 and b"22 investigate" in done.stdout, done.stderr.decode()
    assert (share / "zsh" / "vendor-completions" / "_sigtail").exists() and (share / "man/man1/sigtail.1.gz").exists()
    return reports(program, *before)


def lints(deb):
    if not shutil.which("lintian"):
        return None
    done = run("lintian", "--allow-root", "--fail-on", "error,warning", deb)
    assert done.returncode == 0, done.stdout.decode()
    return True


def own_deb():
    """The architecture of this machine, as dpkg calls it."""
    return run("dpkg", "--print-architecture").stdout.decode().strip()


def deb_runs(folder):
    return deb_unpacks(folder, own_deb())


def deb_lints(_):
    return lints(only(f"*_{own_deb()}.deb"))


# --- arm64, made on x86-64 ---

QEMU = "qemu-aarch64-static"


def under_qemu(folder, program):
    """A program of this machine that runs it: the tests start it by its name."""
    wrapper = folder / "under-qemu"
    wrapper.write_text(f'#!/bin/sh\nexec {QEMU} "{program}" "$@"\n')
    wrapper.chmod(0o755)
    return wrapper


def arm64_static_runs_alone(folder):
    program = unpacked_static(folder, "aarch64")
    return reports(program, QEMU) and b"NEEDED" not in run("readelf", "-d", program).stdout


def arm64_static_is_small(folder):
    return unpacked_static(folder, "aarch64").stat().st_size <= MOST_BYTES


def arm64_static_reads_gz_and_zst(folder):
    program = under_qemu(folder, unpacked_static(folder, "aarch64"))
    return run(sys.executable, TOP / "tests" / "unpack.py", program, "gz", "zst").returncode == 0


def arm64_static_counts_as_here(folder):
    """Of each capture it says what this machine's program says, with NEON and without."""
    here, there = folder / "here", folder / "there"
    own = unpacked_static(here)
    program = under_qemu(folder, unpacked_static(there, "aarch64"))
    assert simd.sets(program) == ["portable", "neon"]
    for capture in sorted((TOP / "fixtures").glob("*.json*")):
        wanted = run(own, "-o", "json", capture).stdout
        for name in simd.sets(program):
            done = run(program, "-o", "json", capture, env={**os.environ, "SIGTAIL_SIMD": name})
            assert wanted and done.stdout == wanted, f"{capture.name}, {name}"
    return True


def arm64_npm_holds_the_program(folder):
    """For npm it is a package of that processor alone; the launcher names it."""
    with tarfile.open(only("sigtail-linux-arm64-*.tgz")) as tar:
        tar.extractall(folder)
    told = json.loads((folder / "package" / "package.json").read_text())
    named = json.loads((TOP / "packaging" / "npm" / "package.json").read_text())["optionalDependencies"]
    assert has_notices(folder / "package")
    return told["cpu"] == ["arm64"] and told["name"] in named and reports(folder / "package" / "bin" / "sigtail", QEMU)


def arm64_deb_runs(folder):
    return deb_unpacks(folder, "arm64", QEMU)


def arm64_deb_lints(_):
    return lints(only("*_arm64.deb"))


# --- recipes ---


def recipe(name):
    text = (TOP / "dist" / name).read_text()
    assert "@" not in re.sub(r"python@3|[\w.]+@[\w.]+|[$]@", "", text), f"{name} has a place that was not filled"
    return TOP / "dist" / name


def recipes_are_filled(_):
    done = hashlib.sha256(only("sigtail-[0-9]*.[0-9].tar.gz").read_bytes()).hexdigest()
    return all(done in recipe(name).read_text() for name in ("sigtail.rb", "PKGBUILD", "RELEASE.md"))


def formula_parses(_):
    return run("ruby", "-c", recipe("sigtail.rb")).returncode == 0 if shutil.which("ruby") else None


def pkgbuild_parses(_):
    """And its functions are there; makepkg itself is Arch's."""
    words = run("bash", "-ec", f". {recipe('PKGBUILD')}; declare -F build package; echo $pkgname-$pkgver; echo ${{source[0]}}").stdout
    return words.split()[:3] == [b"build", b"package", b"sigtail-0.1.0"] and b"https://" in words


def sources_are_whole(folder):
    """What is built of them is this program: they have all that meson reads."""
    with tarfile.open(only("sigtail-[0-9]*.[0-9].tar.gz")) as tar:
        tar.extractall(folder)
    done = run("meson", "setup", "build", "-Dtests=false", cwd=next(folder.iterdir()))
    assert done.returncode == 0, done.stdout.decode()[-500:]
    return True


# --- the scripts that build ---


def stub(folder, name, text):
    path = folder / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return {**os.environ, "PATH": f"{path.parent}:{os.environ['PATH']}"}


def setup_refuses_32_bits(folder):
    """Before it changes anything."""
    for tool in ("meson", "ninja", "sudo", "apt-get", "dpkg"):
        stub(folder, tool, f"touch {folder}/called")
    env = stub(folder, "getconf", "echo 32")
    for word in ("build", "install", "tools"):
        done = run(TOP / "setup.sh", word, env=env)
        assert done.returncode == 1 and b"64-bit" in done.stderr and done.stdout == b"", done
    return not (folder / "called").exists()


def setup_installs_for_arm64_what_is_missing(folder):
    """Nothing where nothing is: the system is changed by dpkg and apt-get."""
    log, here = folder / "called", not lacks_tools("arm64")
    for tool in ("dpkg", "apt-get"):
        stub(folder, tool, f'echo {tool} "$@" >>{log}')
    stub(folder, "sudo", 'exec "$@"')
    env = stub(folder, "pkg-config", f"""case "$PKG_CONFIG_LIBDIR $*" in
        *aarch64*libarchive) exit 1 ;; esac; exec {shutil.which("pkg-config")} "$@" """)
    done = run(TOP / "setup.sh", "arm64", env=env)
    called = log.read_text()
    assert "dpkg --add-architecture arm64\n" in called and "libarchive-dev:arm64" in called, called
    assert done.returncode == 1 and b"still missing" in done.stderr, done
    log.unlink()
    (folder / "bin" / "pkg-config").unlink()
    done = run(TOP / "setup.sh", "arm64", env=env)
    return not here or done.returncode == 0 and not log.exists()


def train_takes_what_is_of_these_sources(folder):
    """Another folder's profile, unless it is an older one, or that of the folder itself, which is taken anew."""
    for tool in ("meson", "ninja"):
        stub(folder, tool, "exit 0")
    env = stub(folder, "cc", 'case $1 in -v) echo "gcc version 12" ;; *) exit 1 ;; esac')
    own, other = folder / "own", folder / "other"
    for build in (own, other):
        build.mkdir()
    profile = other / "main.gcda"

    def train(build, text):
        (other / "trained").write_text(text)
        profile.write_bytes(b"profile")
        (own / "trained").unlink(missing_ok=True)
        done = run(TOP / "packaging" / "train.sh", build, env={**env, "PROFILE": str(other)})
        assert done.returncode == 0, done.stderr.decode()
        return (build / "trained").read_text()

    now = train(own, "older\n")
    assert not (own / profile.name).exists()
    train(own, now)
    assert (own / profile.name).exists()
    train(other, "older\n")
    return not profile.exists()


CHECKS = {
    "scripts": [setup_refuses_32_bits, setup_installs_for_arm64_what_is_missing, train_takes_what_is_of_these_sources],
    "static": [static_in_bare_root, static_needs_no_library, static_is_small, static_reads_gz_and_zst,
               static_has_notices],
    "npm": [npm_puts_the_program_there, npm_launcher_gives_the_exit_status, npm_launcher_passes_signals_on,
            npm_launcher_and_program_are_signalled, npm_launcher_asks_for_a_report, npm_launcher_ends_at_once,
            npm_has_notices],
    "deb": [deb_runs, deb_lints],
    "arm64": [arm64_static_runs_alone, arm64_static_is_small, arm64_static_reads_gz_and_zst, arm64_static_counts_as_here,
              arm64_npm_holds_the_program, arm64_deb_runs, arm64_deb_lints],
    "recipes": [recipes_are_filled, formula_parses, pkgbuild_parses, sources_are_whole],
}
NEEDS = {"scripts": ["pkg-config"], "static": [], "npm": ["npm"], "deb": ["dpkg-shlibdeps"], "recipes": ["git"],
         "arm64": ["npm", "dpkg-shlibdeps", "aarch64-linux-gnu-gcc", QEMU]}
NEEDS_LIBRARIES = {"static": ["zlib", "libzstd"], "npm": ["zlib", "libzstd"],
                   "deb": ["libarchive"],
                   "arm64": ["yajl", "libpcre2-8", "yaml-0.1", "zlib", "libzstd", "libdeflate", "libarchive"]}
ARM64_LIBRARIES = "/usr/lib/aarch64-linux-gnu/pkgconfig"


def lacks_tools(kind):
    tools = [t for t in NEEDS[kind] if not shutil.which(t)]
    env = {**os.environ, "PKG_CONFIG_LIBDIR": ARM64_LIBRARIES} if kind == "arm64" else None
    return tools + [f"{x} of {kind}" for x in NEEDS_LIBRARIES.get(kind, ())
                    if run("pkg-config", "--exists", x, env=env).returncode != 0]


def lacks(kind):
    """What is not here to make packages of that kind, or to be a part of it."""
    if kind == "arm64" and (kind not in sys.argv[1:] or platform.machine() != "x86_64"):
        return ["the word arm64, or x86-64,"]
    return lacks_tools(kind)


def results(kinds):
    for kind, checks in CHECKS.items():
        why = f"{' '.join(lacks(kind)) or 'the tool'} is not here"
        for check in checks:
            yield tap.perform(check) if kind in kinds else (f"{check.__name__} # SKIP {why}", "")


def main():
    kinds = [k for k in CHECKS if not lacks(k)]
    shutil.rmtree(TOP / "dist", ignore_errors=True)
    built = [k for k in kinds if k not in ("scripts", "arm64")]
    if built:  # without an argument it builds all
        here = built if "arm64" in kinds else ["native", *built]
        subprocess.run([TOP / "packaging" / "build.sh", *here], check=True, stdout=subprocess.DEVNULL)
    return tap.tell(results(kinds), sum(len(v) for v in CHECKS.values()))


if __name__ == "__main__":
    sys.exit(main())
