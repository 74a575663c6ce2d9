"""What a clause promises in figures: quantities, dates, thresholds, absolutes."""

from policydiff.figures.reading import Context, Reading, read_targets

__all__ = ["Context", "Reading", "read_targets"]
