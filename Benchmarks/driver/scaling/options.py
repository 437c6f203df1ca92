"""The options of Benchmarks/scaling."""
import argparse
import os

from command_line import ROOT, existing_file, group_names, positive

RECORDED = os.path.join(ROOT, "Benchmarks", "scaling-measurements.json")
GROUPS = {
    "kernels": "micro-shards by size, the exact sum, Adam: on one core, and micro-shards on two at once",
    "exchange": "what two ranks tell each other in a step, in shared memory",
    "steps": "whole steps over ranks x threads and batch sizes",
    "network": "exchanges and whole steps between two hosts that this machine plays, over links of 1 and 10 Gbit/s",
}
MODES = """
  Benchmarks/scaling                           measure, write the figures, print fit and prediction
  Benchmarks/scaling --model-only              fit and prediction from recorded figures
  Benchmarks/scaling --model-only --page       the same into docs/scaling.md and its images
  Benchmarks/scaling --model-only --check      whether these are what the recorded figures give
"""


def parse():
    parser = argparse.ArgumentParser(
        prog="Benchmarks/scaling",
        description="Measures training steps of hqnn on this machine, fits a cost model to them, and predicts steps "
        "on more ranks than there are here. Some ten minutes; nothing else should run meanwhile.",
        epilog="modes:%s\ngroups:\n%s" % (MODES, "\n".join("  %-10s %s" % group for group in GROUPS.items())),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model-only", action="store_true", help="measure nothing")
    parser.add_argument(
        "--measurements", metavar="FILE", default=RECORDED,
        help="figures: read by --model-only, written otherwise (default: Benchmarks/scaling-measurements.json)")
    parser.add_argument(
        "--page", action="store_true", help="write the tables into docs/scaling.md, and the images that it shows")
    parser.add_argument(
        "--check", action="store_true", help="end with exit code 1 if docs/scaling.md or its images differ")
    parser.add_argument(
        "--only", metavar="GROUP", action="append", type=group_names(GROUPS),
        help="measure these groups, separated by commas, and keep the other figures of the file (default: all)")
    parser.add_argument(
        "--data", metavar="FILE", type=existing_file,
        help="a data set from `hqnn convert` (default: converted from ../shared/gdsc if that is there, else synthetic)")
    parser.add_argument("--rounds", metavar="N", type=positive, default=3, help="runs of each kind (default: 3)")
    parser.add_argument("--core", metavar="N", type=int, help="the core for what runs on one (default: the last)")
    parser.add_argument(
        "--oversubscribe", action="store_true",
        help="measure 4 x 1 in shared memory too, on fewer cores than that: no prediction is made from it")
    parser.add_argument("--no-build", action="store_true", help="measure what is built already")
    options = parser.parse_args()
    if (options.page or options.check) and not options.model_only:
        parser.error("--page and --check go with --model-only")
    options.only = [name for names in options.only or [list(GROUPS)] for name in names]
    return options
