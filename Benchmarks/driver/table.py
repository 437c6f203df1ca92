"""The table, in Markdown."""
import math

HEADER = ["what", "peer", "its figure", "ours: median (min - max)", "peer / ours", "to reach", "of the core's peak"]


def markdown(lines, context):
    machine = context.machine
    table = [row_text(HEADER), row_text(["---", "---", "---:", "---:", "---:", "---:", "---"])]
    for line in lines:
        ours, unit = line.ours, line.ours["unit"]
        figure = "%s %s (%s - %s)" % (
            number(ours["median"]), unit, number(ours["minimum"]), number(ours["maximum"]))
        cells = [line.what, "", "", figure, "", target(line), line.of_peak or ""]
        for index, (name, value) in enumerate(line.peers or [("", None)]):
            if value is not None:
                cells[1:3] = [name, "%s %s" % (number(value), unit)]
                cells[4] = number(value / ours["median"], 2)
            table.append(row_text(cells if index == 0 else ["", *cells[1:3], "", cells[4], "", ""]))
    notes = [
        "%s; cores: %d; %s; %s" % (
            machine["processor"], machine["cores"], ", ".join(machine["caches"]), machine["program"]),
        "data: %s" % (context.data_origin or "none"),
    ]
    return "\n".join(table + [""] + ["- %s" % note for note in notes + context.skipped])


def target(line):
    if line.target is None:
        return ""
    is_reached = line.ours["median"] <= line.target if line.target_is_lower else line.ours["median"] >= line.target
    bound = "at most" if line.target_is_lower else "at least"
    return "%s %s %s: %s" % (bound, number(line.target), line.ours["unit"], "yes" if is_reached else "no")


def row_text(cells):
    return "| %s |" % " | ".join(cells)


def number(value, digits=3):
    """Rounded to so many significant digits, without an exponent."""
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    return "%.*f" % (max(0, places), round(value, places))
