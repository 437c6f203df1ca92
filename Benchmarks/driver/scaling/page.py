"""docs/scaling.md: the tables between its marks, and its images."""
import os
import re

from command_line import ROOT
from failure import Failure
from scaling import plot, tables
from scaling.fit import Fit
from scaling.prediction import Prediction

PAGE = os.path.join(ROOT, "docs", "scaling.md")
IMAGES = os.path.join(ROOT, "docs", "images")
MARKED = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def parts(measurements):
    """Names of tables and images, and what they hold."""
    try:
        return made(Fit(measurements))
    except KeyError as error:
        raise Failure("the figures lack %s: measure all groups" % error, code=65) from error


def made(fit):
    prediction = Prediction(fit)
    return {
        "origin": tables.origin(fit), "measured": tables.measured(fit), "micro-shards": tables.micro_shards(fit),
        "errors": tables.errors(fit), "one-rank-a-node": tables.one_rank_a_node(prediction),
        "shared-links": tables.shared_links(prediction), "threads": tables.threads(prediction),
        "small-batches": tables.small_batches(prediction), "parts": tables.parts(prediction),
        "messages": tables.messages(), "constants": tables.constants(fit), "check": tables.check(fit),
        "check-exchanges": tables.check_exchanges(fit),
        "scaling-check.svg": plot.check(fit), "scaling-prediction.svg": plot.prediction(prediction),
    }


def text(parts):
    return "\n\n".join(
        "%s\n\n%s" % (name, content) for name, content in parts.items() if not name.endswith(".svg"))


def files(parts):
    """The page and its images as they should be: path -> content."""
    page = read(PAGE)
    marks = MARKED.findall(page)
    for _, name, _ in marks:
        if name not in parts:
            raise Failure("docs/scaling.md asks for a table %r, which there is not" % name, code=65)
    found = {PAGE: MARKED.sub(lambda mark: "%s\n%s\n\n%s" % (mark[1], parts[mark[2]], mark[3]), page)}
    found.update((os.path.join(IMAGES, name), content) for name, content in parts.items() if name.endswith(".svg"))
    return found


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise Failure("%s cannot be read: %s" % (path, error.strerror), code=66) from error


def write(parts):
    for path, content in files(parts).items():
        try:
            with open(path, "w", encoding="utf-8") as file:
                file.write(content)
        except OSError as error:
            raise Failure("%s cannot be written: %s" % (path, error.strerror), code=74) from error


def check(parts):
    """The exit code: 0 where page and images are what the figures give."""
    different = [os.path.relpath(path, ROOT) for path, content in files(parts).items() if read(path) != content]
    for path in different:
        print("%s is not what the recorded figures give: Benchmarks/scaling --model-only --page" % path)
    return 1 if different else 0
