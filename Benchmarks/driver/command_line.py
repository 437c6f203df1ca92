"""The options of Benchmarks/run."""
import argparse
import math
import os

import peers

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SHARED = os.path.join(os.path.dirname(ROOT), "shared")

GROUPS = {
    "peaks": "what the core can do at most: sgemm, fused multiply-adds, additions, memory",
    "circuit": "the QDI layer, forward and adjoint backward, beside the simulators",
    "classical": "both branches, forward and backward, beside PyTorch",
    "step": "the exact sum of gradients, Adam, and setting the parameters",
    "exchange": "what two ranks tell each other in a step: gradients, parameters, three integers",
    "train": "an epoch of the whole program on one and two cores, its memory, and its time to the first step",
    "predict": "predict --pairs all",
    "startup": "hqnn --help",
}


def parse():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run",
        description="Builds hqnn, measures it beside what else there is for the same work, and prints one table. All "
        "figures are from this run, on this machine. Whatever is optional and missing (peers, a second core, mpirun) "
        "is left out and named below the table.",
        epilog="groups:\n" + "\n".join("  %-10s %s" % group for group in GROUPS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--only", metavar="GROUP", action="append", type=group_names(GROUPS),
        help="measure these groups, separated by commas; may be repeated (default: all)")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, and without the slow peers")
    parser.add_argument(
        "--data", metavar="FILE", type=existing_file,
        help="a data set from `hqnn convert` (default: converted from ../shared/gdsc if that is there, else synthetic)")
    parser.add_argument(
        "--peers", metavar="DIR", type=existing_directory,
        help="the peers' programs (default: ../shared/peers if that is there)")
    parser.add_argument(
        "--peers-python", metavar="PYTHON", default="python3",
        help="a Python that has the peers' packages (default: python3)")
    parser.add_argument(
        "--peer", metavar="NAME", action="append", choices=[program.name for program in peers.PROGRAMS],
        help="run this peer's program only, such as torch_qdi; may be repeated (default: all)")
    parser.add_argument("--no-peers", action="store_true", help="leave out all peers")
    parser.add_argument(
        "--rounds", metavar="N", type=positive,
        help="rounds of training runs, and of predict (default: 3, with --quick 1)")
    parser.add_argument("--epochs", metavar="N", type=epochs, default=4, help="epochs of each training run (default: 4)")
    parser.add_argument(
        "--seconds", metavar="S", type=seconds, help="to time each kernel for, each time (default: 0.5, with --quick 0.2)")
    parser.add_argument("--core", metavar="N", type=int, help="the core for what runs on one (default: the last)")
    parser.add_argument("--seed", metavar="N", type=int, default=1, help="of the random inputs (default: 1)")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    parser.add_argument(
        "--output", metavar="FILE", help="the result as JSON (default: Benchmarks/results/DATE-TIME.json)")
    options = parser.parse_args()
    options.only = [name for names in options.only or [list(GROUPS)] for name in names]
    options.rounds = options.rounds or (1 if options.quick else 3)
    options.seconds = options.seconds or (0.2 if options.quick else 0.5)
    default_peers = os.path.join(SHARED, "peers")
    if options.peers is None and os.path.isdir(default_peers):
        options.peers = default_peers
    return options


def group_names(groups):
    """What takes names of these groups, separated by commas, apart."""
    def names(text):
        chosen = text.split(",")
        for name in chosen:
            if name not in groups:
                raise argparse.ArgumentTypeError("no group is called %r; there are %s" % (name, ", ".join(groups)))
        return chosen
    return names


def existing_file(text):
    if not os.path.isfile(text):
        raise argparse.ArgumentTypeError("%s: no such file" % text)
    return os.path.abspath(text)


def existing_directory(text):
    if not os.path.isdir(text):
        raise argparse.ArgumentTypeError("%s: no such directory" % text)
    return os.path.abspath(text)


def positive(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("%s: expected a whole number from 1" % text)
    return int(text)


def seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError("%s: expected a number of seconds above 0" % text)
    return value


def epochs(text):
    if positive(text) < 2:
        raise argparse.ArgumentTypeError("at least 2 epochs are needed: the first one is not timed")
    return int(text)
