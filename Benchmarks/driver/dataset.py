"""The data set that is measured on."""
import os
import shlex

import process
from command_line import SHARED
from failure import Failure

FILES = {
    "--responses": "IC50_v17.csv.gz", "--features": "genomic_features_v17.csv.gz", "--drugs": "drug_smiles.csv",
    "--drug-list": "drug_list.csv", "--cell-lines": "cell_lines.csv",
}
# As many cell lines and features as GDSC's release 6 has, and as many drugs as there are structures to draw from.
SYNTHETIC = ["--cell-lines", "988", "--features", "735", "--drugs", "72"]


def prepare(context):
    """The path of a data set, and where it is from."""
    if context.options.data:
        return context.options.data, "given"
    gdsc = os.path.join(SHARED, "gdsc")
    output = context.path("data.h5")
    hqnn = context.programs.hqnn
    if os.path.isdir(gdsc):
        arguments = [part for option, name in FILES.items() for part in (option, os.path.join(gdsc, name))]
        process.require([hqnn, "convert", *arguments, "--output", output], "hqnn convert of GDSC's files")
        return output, "GDSC release 6, converted"
    made = process.require([hqnn, "synthesize", *SYNTHETIC, "--output", context.path("synthetic")], "hqnn synthesize")
    # The last line that it prints is the command that reads its files.
    words = shlex.split(made.lines[-1][1]) if made.lines else []
    if "convert" not in words or "--output" not in words:
        raise Failure("hqnn synthesize did not end with the convert command that reads its files")
    arguments = words[words.index("convert"):]
    arguments[arguments.index("--output") + 1] = output
    process.require([hqnn, *arguments], "hqnn convert of the synthetic files", directory=context.work)
    return output, "synthetic"
