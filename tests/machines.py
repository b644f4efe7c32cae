#!/usr/bin/env python3
"""What README says of several machines, as it stands there: each of its lines gives the report of one run over all. The
machines are this one under two names, by ssh where there is an sshd; Slurm's tasks run one after the other.

usage: machines.py SIGTAIL        prints TAP
"""
import contextlib
import gzip
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import time

import many
import tap

os.environ["SIGTAIL_CONFIG"] = ""  # not the settings of who runs this

TOP = pathlib.Path(__file__).resolve().parent.parent
README = (TOP / "README.md").read_text()
PARTS = 90


def command(begins):
    """The line of README that begins so."""
    lines = [line for line in README.splitlines() if line.startswith(begins)]
    assert len(lines) == 1, f"README has {len(lines)} lines that begin with {begins}"
    return lines[0]


def shell(folder, text, env=None, **more):
    bin_folder = folder / "bin"
    bin_folder.mkdir(exist_ok=True)
    with contextlib.suppress(FileExistsError):
        (bin_folder / "sigtail").symlink_to(many.PROGRAM)
    path = f"{bin_folder}:{os.environ['PATH']}"
    done = subprocess.run(["sh", "-c", text], cwd=folder, capture_output=True, timeout=300,
                          env={**os.environ, "PATH": path, **(env or {})}, **more)
    assert done.returncode == 0, f"{text}: {done.stderr.decode()[:800]}"
    return done.stdout


def write_logs(folder):
    logs = folder / "logs"
    logs.mkdir()
    for number, part in enumerate(many.parts(PARTS)):
        (logs / f"part {number:03}.gz").write_bytes(gzip.compress(part, 1))


def is_whole(report):
    return many.placeless(report) == many.placeless(many.WHOLE)


# --- ssh to this machine ---


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def answers(port):
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


@contextlib.contextmanager
def ssh_server(folder):
    """An sshd of our own, which knows one key; yields the command that reaches it."""
    for name in ("host", "user"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    port = free_port()
    os.makedirs("/run/sshd", exist_ok=True)
    options = {"Port": port, "ListenAddress": "127.0.0.1", "HostKey": folder / "host", "PidFile": "none",
               "AuthorizedKeysFile": folder / "user.pub", "StrictModes": "no", "UsePAM": "no", "MaxStartups": 100}
    (folder / "sshd_config").write_text("".join(f"{k} {v}\n" for k, v in options.items()))
    server = subprocess.Popen([shutil.which("sshd", path="/usr/sbin:/usr/bin"), "-D", "-e", "-f", folder / "sshd_config"],
                              stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if answers(port):
                break
            time.sleep(0.05)
        yield f"ssh -p {port} -i {folder}/user -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    finally:
        server.terminate()
        server.wait(10)


def can_ssh():
    return os.geteuid() == 0 and shutil.which("ssh") and shutil.which("sshd", path="/usr/sbin:/usr/bin")


def on_machines(folder, text):
    """`text` with the machines that README names replaced by this one, and the program named in full."""
    text = text.replace("sigtail -o", f"{many.PROGRAM} -o").replace("/mnt/logs", f"'{folder}/logs'")
    text = text.replace("| sigtail merge", "| sigtail merge -o json")
    if not can_ssh():
        return shell(folder, text.replace("-S web1,web2,web3", "-S :"), {"HOME": str(folder)})
    with ssh_server(folder) as ssh:
        return shell(folder, text.replace("-S web1,web2,web3", "-S 127.0.0.1,localhost"),
                     {"HOME": str(folder), "PARALLEL_SSH": ssh})


# --- the lines of README ---


def needs_parallel():
    if not shutil.which("parallel"):
        raise tap.Skipped("GNU parallel is not here")


def each_reads_its_own(folder):
    """Both machines are this one: each record comes as often as there are machines."""
    needs_parallel()
    (folder / "logs").mkdir()
    (folder / "logs" / "gateway").write_bytes(b"".join(many.LINES))
    text = on_machines(folder, command("parallel -j0").replace("/var/log/gateway", f"{folder}/logs/gateway"))
    times = 2 if can_ssh() else 1
    sums = f'"records": {many.RECORDS * times},'.encode()
    return sums in text


def files_spread_over_machines(folder):
    needs_parallel()
    write_logs(folder)
    return is_whole(on_machines(folder, command("find /mnt/logs -name '*.gz' | sort | parallel")))


def xargs(folder):
    write_logs(folder)
    (folder / "reports").mkdir()
    shell(folder, command("find /mnt/logs -name '*.gz' -print0 | sort -z | xargs").replace("/mnt/logs", "logs")
          .replace("-n 200", "-n 7"))
    reports = list((folder / "reports").iterdir())
    return len(reports) == -(-PARTS // 7) and is_whole(shell(folder, "sigtail merge -o json reports"))


def slurm_array(folder):
    write_logs(folder)
    words = command("sbatch ").split()
    first, last = map(int, re.search(r"--array=(\d+)-(\d+)", " ".join(words)).groups())
    assert (TOP / words[2]).exists()
    for task in range(first, last + 1):
        shell(folder, f"{TOP}/{words[2]} logs reports",
              {"SLURM_ARRAY_TASK_ID": str(task), "SLURM_ARRAY_TASK_COUNT": str(last - first + 1)})
    return (len(list((folder / "reports").iterdir())) == last - first + 1
            and is_whole(shell(folder, "sigtail merge -o json reports")))


def objects_of_a_store(folder):
    """What the clients print is what cat does: the objects' bytes."""
    write_logs(folder)
    pipes = [command("rclone cat"), command("aws s3 cp")]
    assert all(line.endswith(" | sigtail") for line in pipes)
    return shell(folder, "cat logs/*.gz | sigtail -o json") == many.WHOLE


CHECKS = [each_reads_its_own, files_spread_over_machines, xargs, slurm_array, objects_of_a_store]


if __name__ == "__main__":
    sys.exit(tap.run(CHECKS, wanted=sys.argv[2:]))
