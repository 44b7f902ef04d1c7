from __future__ import annotations

import pytest

from kit.rehearsal.forms import forms_in

PAGE = """
<form method="post" action="/join"><input type="hidden" name="step" value="position">
<input type="radio" name="position" value="GB1" checked><input type="radio" name="position" value="GB2">
<select name="language"><option value="en" selected>English<option value="es">Español</select>
<input name="name" value="before"><input type="checkbox" name="news" value="yes">
<textarea name="note"></textarea><button name="go" value="on">Go</button></form>
<form action="/other"><input name="code"></form>
"""


def test_a_form_is_sent_as_it_stands_but_for_what_was_filled_in() -> None:
    form = forms_in(PAGE)[0]
    assert (form.action, form.method) == ("/join", "post")
    sent = form.filled({"position": "GB2", "name": "after", "code": "not asked for"})
    assert sent == {
        "step": "position",
        "position": "GB2",
        "language": "en",
        "name": "after",
        "note": "",
        "go": "on",
    }


def test_forms_do_not_run_into_each_other() -> None:
    assert [form.typed for form in forms_in(PAGE)] == [["name", "note"], ["code"]]


def test_a_choice_that_is_not_offered_is_said() -> None:
    with pytest.raises(LookupError, match="offers GB1, GB2"):
        forms_in(PAGE)[0].filled({"position": "CB9"})
