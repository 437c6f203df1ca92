"""Release builds of the program and of the kernel benchmarks."""
import os
import shutil
import subprocess
import sys

from command_line import ROOT
from failure import Failure

# launch.sh finds the toolchain in the same places.
PLACES = [os.environ.get("SWIFTLY_BIN_DIR", os.path.expanduser("~/.local/share/swiftly/bin")), "/opt/swift/usr/bin",
          "/usr/local/swift/usr/bin"]


class Programs:
    """Where the built programs are."""

    hqnn = os.path.join(ROOT, ".build", "release", "hqnn")
    kernels = os.path.join(ROOT, "Benchmarks", ".build", "release", "KernelBenchmarks")


def build(options):
    if not options.no_build:
        find_swift()
        # Converting data takes the library that holds RDKit, too.
        for product in ("hqnn", "HQNNChemistry"):
            swift_build(ROOT, "--product", product)
        swift_build(os.path.join(ROOT, "Benchmarks"))
    for program in (Programs.hqnn, Programs.kernels):
        if not os.access(program, os.X_OK):
            raise Failure("%s is not built" % os.path.relpath(program, ROOT))
    return Programs


def find_swift():
    """Puts the toolchain on PATH."""
    os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", os.defpath), *PLACES])
    if shutil.which("swift") is None:
        raise Failure("no Swift toolchain: put its usr/bin on PATH (https://www.swift.org/install/linux)")


def swift_build(package, *arguments):
    # To standard error: standard output belongs to the table.
    code = subprocess.run(
        ["swift", "build", "--package-path", package, "-c", "release", *arguments], stdin=subprocess.DEVNULL,
        stdout=sys.stderr).returncode
    if code != 0:
        raise Failure("the build of %s failed; its messages are above" % os.path.basename(package))
