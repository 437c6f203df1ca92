"""Links between two hosts that this machine plays, see Benchmarks/network/two-hosts.sh."""
import os

import process
from command_line import ROOT

SCRIPT = os.path.join(ROOT, "Benchmarks", "network", "two-hosts.sh")
# The script's rates; the last one is the bare cost of TCP.
LINKS = ("1gbit", "10gbit", "none")
NAMES = {"memory": "shared memory", "1gbit": "1 Gbit/s", "10gbit": "10 Gbit/s", "none": "TCP without a limit"}


def available(context):
    """The links that can be measured here; says so once where there are none."""
    reason = " ".join(line for _, line in process.require([SCRIPT, "--missing"], "two-hosts.sh").lines)
    if reason:
        context.skip("network", reason)
        return ()
    return LINKS


def start(link):
    """The beginning of a command that starts a rank on each of two hosts."""
    return [SCRIPT, link]


def name(link):
    return NAMES[link]


def seconds_per_byte(link):
    """Of the wire alone; 0 where nothing limits it."""
    return {"1gbit": 8e-9, "10gbit": 8e-10}.get(link, 0.0)
