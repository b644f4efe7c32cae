"""The instruction sets that a program can be told to use (SIGTAIL_SIMD), of those that this processor runs."""
import os
import subprocess

NAMES = ["portable", "sse2", "neon", "base", "avx2", "avx512"]


def sets(program):
    """Their names, the best one last."""
    return [name for name in NAMES if subprocess.run([program, "--version"], env={**os.environ, "SIGTAIL_SIMD": name},
                                                     capture_output=True, check=False).returncode == 0]
