"""One plot for each scenario: its main quantity, a bar for each subject."""

from pathlib import Path

from .measurements import Measurements
from .scenario import Scenario

OURS, OTHERS = "#0b7285", "#adb5bd"


def draw(scenario: Scenario, measurements: Measurements, file: Path) -> None:
    """Writes an SVG; equal figures give equal files."""
    import matplotlib  # here, because it takes as long to import as some rounds

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "webhookgen", "svg.fonttype": "none"})
    from matplotlib import pyplot

    quantity, _ = scenario.COMPARED
    bars = {
        subject: sample
        for subject in reversed(measurements.values)
        if (sample := measurements.find(subject, quantity))
    }
    medians = [sample.median for sample in bars.values()]
    spread = [
        [sample.median - sample.low for sample in bars.values()],
        [sample.high - sample.median for sample in bars.values()],
    ]
    colours = [OURS if name.startswith("webhookgen") else OTHERS for name in bars]
    figure, axes = pyplot.subplots(figsize=(8, 0.6 + 0.35 * len(bars)))
    drawn = axes.barh(list(bars), medians, xerr=spread, color=colours, ecolor="#495057")
    axes.bar_label(drawn, [f"{value:,.4g}" for value in medians], padding=4)
    axes.set_title(f"{scenario.TITLE}: {quantity}", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.15)
    figure.savefig(file, bbox_inches="tight", metadata={"Date": None})
    pyplot.close(figure)
