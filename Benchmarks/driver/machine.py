"""What the figures were measured on, and with what. Nothing that would say whose machine it is or where things lie."""
import glob
import os
import platform
import subprocess

from command_line import ROOT

# What a figure depends on.
MEASURED = ("Sources", "Package.swift", "Benchmarks")


def describe(programs):
    return {
        "processor": cpu_field("model name") or platform.machine(),
        "processor_family": " ".join(filter(None, (
            cpu_field("vendor_id"), "family", cpu_field("cpu family"), "model", cpu_field("model")))),
        "cores": len(os.sched_getaffinity(0)),
        "caches": caches(),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": "%s %s" % (platform.system(), platform.release()),
        "compiler": first_line(["swift", "--version"]),
        "program": first_line([programs.hqnn, "--version"]),
        "mpi": first_line(["mpirun", "--version"]),
        "revision": revision(),
        "architecture_option": os.environ.get("HQNN_ARCH", "native"),
    }


def cpu_field(name):
    with open("/proc/cpuinfo", encoding="utf-8") as fields:
        for line in fields:
            key, _, value = line.partition(":")
            if key.strip() == name:
                return value.strip()
    return ""


def caches():
    """Such as "L1 Data 32K", of the first core."""
    found = []
    for index in sorted(glob.glob("/sys/devices/system/cpu/cpu0/cache/index*")):
        level, kind, size = (read(os.path.join(index, name)) for name in ("level", "type", "size"))
        if kind != "Instruction":
            found.append("L%s %s %s" % (level, kind, size))
    return found


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


def revision(*paths):
    """The commit that was measured, or the last one that changed any of `paths`; "+" behind it where the files differ
    from it; "" outside a git checkout."""
    try:
        commit = subprocess.run(
            ["git", "-C", ROOT, "log", "-1", "--format=%h", "--", *paths], capture_output=True, text=True, check=True)
        status = subprocess.run(
            ["git", "-C", ROOT, "status", "--porcelain", "--", *(paths or MEASURED)],
            capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return commit.stdout.strip() + ("+" if status.stdout.strip() else "")


def first_line(command):
    """The first line that a program prints; "" without the program."""
    try:
        finished = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    except OSError:
        return ""
    return (finished.stdout.splitlines() or [""])[0]
