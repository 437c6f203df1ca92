"""The result as a file, for comparing with later ones."""
import datetime
import hashlib
import json
import os

from command_line import ROOT
from failure import Failure


def path(options):
    """Where the result goes: checked before anything is measured."""
    if options.output:
        output = os.path.abspath(options.output)
    else:
        stamp = datetime.datetime.now().strftime("%Y-%m-%d-%H%M%S")
        output = os.path.join(ROOT, "Benchmarks", "results", stamp + ".json")
        os.makedirs(os.path.dirname(output), exist_ok=True)
    if not os.access(os.path.dirname(output), os.W_OK):
        raise Failure("%s cannot be written to" % os.path.dirname(output), code=73)
    return output


def write(output, lines, context):
    options = context.options
    result = {
        "date": datetime.datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": context.machine,
        "peers": context.peers.versions,
        "options": {
            "groups": options.only, "quick": options.quick, "rounds": options.rounds, "epochs": options.epochs,
            "seconds": options.seconds, "seed": options.seed, "core": context.core,
        },
        "data": {"origin": context.data_origin, "sha256": context.data_digest},
        "skipped": context.skipped,
        "rows": [line.as_json() for line in lines],
        "hqnn": context.ours,
        "peer_figures": context.theirs,
    }
    try:
        with open(output, "w", encoding="utf-8") as file:
            json.dump(result, file, indent=1)
            file.write("\n")
    except OSError as error:
        raise Failure("%s cannot be written: %s" % (output, error.strerror), code=74) from error
    context.say("result: %s" % os.path.relpath(output))


def digest(file):
    checksum = hashlib.sha256()
    with open(file, "rb") as content:
        for block in iter(lambda: content.read(1 << 20), b""):
            checksum.update(block)
    return checksum.hexdigest()
