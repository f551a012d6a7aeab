"""A report as rows of a table that can be opened in a spreadsheet without running anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from amends.core.fairness.figures import Figures, Kind, Scale
from amends.core.money import Money

TABLE_HEAD = (
    "measure",
    "words",
    "about",
    "value",
    "low",
    "high",
    "unit",
    "n",
    "counted",
    "minimum",
    "verdict",
)

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text


def table_rows(
    figures: Figures, names: Mapping[str, str], words: Mapping[Kind, str]
) -> Iterator[tuple[str, ...]]:
    """One row a figure; amounts in major units. `names` of colleagues by actor, `words` for each measure."""
    for figure in figures.figures:
        yield (
            figure.kind.value,
            safe(words[figure.kind]),
            safe(names.get(figure.subject, figure.subject)),
            *(
                _number(value, figure.scale, figures.currency)
                for value in (figure.value, figure.low, figure.high)
            ),
            figures.currency if figure.scale is Scale.MONEY else figure.scale.value,
            str(figure.n),
            figure.counted,
            str(figure.minimum),
            figure.verdict.value,
        )


def _number(value: float | None, scale: Scale, currency: str) -> str:
    if value is None:
        return ""
    return str(Money(round(value), currency).decimal) if scale is Scale.MONEY else f"{value:.6g}"
