"""Who gets a visit when; the browser is not here."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from kit.measurement import visits as m
from kit.measurement.browsing import DESK, OLD_PHONE, Device, Door, Recipe, Visit
from kit.measurement.sizes import QUICK
from kit.measurement.visits import Site, measure_visits

SIZE = replace(QUICK, visits=3, phones={"": 1, "c": 0})
Went = list[tuple[str, Device]]


@pytest.fixture
def went(monkeypatch: pytest.MonkeyPatch) -> Went:
    """Every visit: the path of its address and the device; "b" fails from its third one on."""
    seen: Went = []

    async def visits(_: Any, __: Recipe, doors: Sequence[Door], device: Device = DESK) -> list[Visit]:
        seen.extend((urlsplit(door.url).path, device) for door in doors)
        if any(path == "/b/3" for path, _ in seen[-len(doors) :]):
            raise ConnectionError("b fell")
        times = {DESK: 100.0, OLD_PHONE: 3000.0}
        return [Visit(interactive=times[device] + len(seen)) for _ in doors]

    monkeypatch.setattr(m, "visits", visits)
    monkeypatch.setattr(m, "SETTLE", 0.0)
    return seen


def opens(name: str) -> m.Opens:
    @asynccontextmanager
    async def site(doors: int) -> AsyncIterator[Site]:
        made = [Door(f"http://127.0.0.1:9/{name}/{n}") for n in range(doors)]
        yield Site(os.getpid(), Recipe((), "true"), made)

    return site


async def measured(names: str) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    missing: dict[str, str] = {}
    return await measure_visits(None, {n: opens(n) for n in names}, SIZE, missing), missing  # type: ignore[arg-type]


async def test_everybody_gets_a_pair_in_turn_and_every_other_round_goes_backwards(went: Went) -> None:
    await measured("ac")
    usual = [path for path, device in went if device is DESK]
    assert usual[:2] == ["/a/0", "/c/0"]  # what is made once is made now, and counts nowhere
    assert [path[1] for path in usual[2::2]] == ["a", "c", "c", "a", "a", "c"]


async def test_nobody_comes_through_the_same_door_twice(went: Went) -> None:
    await measured("ac")
    paths = [path for path, _ in went]
    assert len(set(paths)) == len(paths)


async def test_the_old_phone_comes_last_and_only_to_whom_it_is_meant_for(went: Went) -> None:
    found, _ = await measured("ac")
    assert [path[1] for path, device in went if device is OLD_PHONE] == ["a", "a"]
    assert found["a"]["phone_ms"] > 3000
    assert found["a"]["phone_visits"] == 1
    assert found["c"]["phone_ms"] is None


async def test_one_that_fails_is_left_out_and_the_others_go_on(went: Went) -> None:
    found, missing = await measured("abc")
    assert set(found) == {"a", "c"}
    assert missing == {"b": "ConnectionError: b fell"}
    assert found["a"]["visits"] == found["c"]["visits"] == 3
    assert [path for path, _ in went if path.startswith("/b")][-1] == "/b/4"  # and never again


async def test_a_server_that_does_not_start_is_left_out(went: Went) -> None:
    def dead(doors: int) -> Any:
        raise OSError(f"no program for {doors} doors")

    missing: dict[str, str] = {}
    found = await measure_visits(None, {"a": opens("a"), "x": dead}, SIZE, missing)  # type: ignore[arg-type]
    assert set(found) == {"a"}
    assert missing == {"x": "OSError: no program for 9 doors"}
