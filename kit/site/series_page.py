"""A series: its agenda, with a link to each of its modules."""

from __future__ import annotations

from kit.briefing.series import Series, agenda, minutes_of
from kit.site.counts import counted
from kit.site.files import Files
from kit.site.frame import Sheet
from kit.site.module_page import form_title
from kit.site.texts import Texts, facts_of, name_of


def sheet(series: Series, texts: Texts, files: Files) -> Sheet:
    """The page of a series."""
    modules, making = texts.briefings.by_key, texts.making
    rows = []
    for row in agenda(series, modules):
        cut = texts.cut_of(row.entry)
        module = modules[cut.module]
        rows.append(
            {
                "start": row.start,
                "minutes": row.minutes,
                "title": module.title,
                "whom": form_title(cut, module, making),
                "name": f"briefings/{name_of(cut)}",
            }
        )
    ids = {id for entry in series.entries for id in facts_of(modules[entry.module])}
    return Sheet(
        path=f"series/{series.name}.html",
        kind="series",
        title=series.title,
        parts={
            "series": series,
            "rows": rows,
            "minutes": minutes_of(series, modules),
            "where": "at roll call" if series.setting == "roll_call" else "in class",
            "may_vary": making.frame.may_vary,
            "counts": counted(ids, making),
            "files": files.of(f"series-{series.name}"),
        },
    )
