"""The images of docs/scaling.md, as SVG."""
import math

from scaling import network

WIDTH, HEIGHT, MARGIN, FOOT = 440, 310, 68, 50
# Told apart by people who see fewer colours, too (Okabe and Ito).
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
STYLE = "<style>text{font:12px sans-serif}.axis{stroke:#555;fill:none}.grid{stroke:#ddd}</style>"


class Panel:
    """A plot with two logarithmic axes."""

    def __init__(self, left, title, across, up, x_range, y_range):
        self.left = left
        self.x_range, self.y_range = x_range, y_range
        right, bottom = left + WIDTH - 16, HEIGHT - FOOT
        self.parts = [
            '<rect x="%d" y="30" width="%d" height="%d" class="axis"/>' % (
                left + MARGIN, WIDTH - MARGIN - 16, bottom - 30),
            text((left + MARGIN + right) / 2, 20, title), text((left + MARGIN + right) / 2, HEIGHT - 12, across),
            '<text transform="translate(%d %d) rotate(-90)" text-anchor="middle">%s</text>' % (
                left + 12, (30 + bottom) / 2, up)]
        for value in ticks(*x_range):
            x = self.x(value)
            self.parts.append('<path d="M%.1f 30V%d" class="grid"/>' % (x, bottom))
            self.parts.append(text(x, bottom + 18, label(value)))
        for value in ticks(*y_range):
            y = self.y(value)
            self.parts.append('<path d="M%d %.1fH%d" class="grid"/>' % (left + MARGIN, y, right))
            self.parts.append(text(left + MARGIN - 4, y + 4, label(value), "end"))

    def x(self, value):
        return self.left + MARGIN + (WIDTH - MARGIN - 16) * place(value, *self.x_range)

    def y(self, value):
        return HEIGHT - FOOT - (HEIGHT - FOOT - 30) * place(value, *self.y_range)

    def line(self, points, colour, dashes=""):
        path = "M" + "L".join("%.1f %.1f" % (self.x(x), self.y(y)) for x, y in points)
        self.parts.append('<path d="%s" fill="none" stroke="%s" stroke-width="2"%s/>' % (
            path, colour, ' stroke-dasharray="%s"' % dashes if dashes else ""))

    def dot(self, x, y, colour):
        self.parts.append('<circle cx="%.1f" cy="%.1f" r="4" fill="%s" fill-opacity="0.7"/>' % (
            self.x(x), self.y(y), colour))

    def legend(self, entries):
        for index, (name, colour) in enumerate(entries):
            x, y = self.left + MARGIN + 12, 48 + 16 * index
            self.parts.append('<circle cx="%d" cy="%d" r="4" fill="%s"/>' % (x, y - 4, colour))
            self.parts.append(text(x + 10, y, name, "start"))


def text(x, y, content, anchor="middle"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s">%s</text>' % (x, y, anchor, content)


def place(value, lower, upper):
    """0 at the lower end of a logarithmic axis, 1 at the upper."""
    return math.log(value / lower) / math.log(upper / lower)


def ticks(lower, upper):
    """Powers of ten, or of eight where the range begins at one."""
    base = 8 if lower == 1 else 10
    first, last = math.ceil(math.log(lower, base) - 1e-9), math.floor(math.log(upper, base) + 1e-9)
    return [base ** power for power in range(first, last + 1)]


def label(value):
    return "{:,}".format(value) if value >= 1 else str(value)


def image(panels, title):
    width = WIDTH * len(panels)
    body = "\n".join(part for panel in panels for part in panel.parts)
    return '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">\n%s\n' % (
        width, HEIGHT, title, STYLE) + '<rect width="100%%" height="100%%" fill="white"/>\n%s\n</svg>\n' % body


def check(fit):
    """Measured times across, modelled ones up."""
    steps = Panel(0, "Steps, ms", "measured", "model", (4, 2000), (4, 2000))
    exchanges = Panel(WIDTH, "Exchanges, ms", "measured", "model", (0.0001, 100), (0.0001, 100))
    links = dict(zip(fit.links, COLOURS))
    for panel, figures, modelled in (
            (steps, fit.steps, fit.step), (exchanges, fit.measurements.exchanges, fit.exchange)):
        panel.line([(end, end) for end in panel.x_range], "#999", "4 3")
        for figure in figures:
            panel.dot(figure["median"], modelled(figure) * 1e3, links[figure["link"]])
        panel.legend([(network.name(link), colour) for link, colour in links.items()])
    return image([steps, exchanges], "Measured times against the model")


def prediction(predicted):
    """Samples a second by ranks, a panel a batch size."""
    panels = []
    for index, batch in enumerate((128, 4096)):
        panel = Panel(
            WIDTH * index, "Samples a second, batch %d" % batch, "ranks, one a node", "", (1, 512), (100, 1000000))
        counts = [2 ** power for power in range(10)]
        alone = predicted.step(predicted.networks[0], 1, batch).rate
        panel.line([(count, alone * count) for count in counts if alone * count <= panel.y_range[1]], "#999", "4 3")
        for link, colour in zip(predicted.networks, COLOURS):
            panel.line([(count, predicted.step(link, count, batch).rate) for count in counts], colour)
        panel.legend([(link.name, colour) for link, colour in zip(predicted.networks, COLOURS)] + [
            ("without loss", "#999")])
        panels.append(panel)
    return image(panels, "Predicted samples a second by ranks and network")
