from __future__ import annotations

import pytest

from kit.room.pace import Bucket
from kit.server.pace import Guesses, Paces, neighbours


def test_tries_are_free_until_the_bucket_is_empty_and_then_wait_their_turn() -> None:
    bucket = Bucket(size=3, rate=0.5)
    assert [bucket.take(0.0) for _ in range(5)] == [0, 0, 0, 2, 4]


def test_the_bucket_fills_by_itself_and_never_over_its_size() -> None:
    bucket = Bucket(size=2, rate=1)
    for _ in range(2):
        bucket.take(0.0)
    assert bucket.take(1.0) == 0
    assert [bucket.take(1000.0) for _ in range(3)] == [0, 0, 1]


def test_spending_never_makes_the_wait_longer() -> None:
    bucket = Bucket(size=2, rate=1)
    assert [bucket.spend(0.0) for _ in range(4)] == [True, True, False, False]
    assert bucket.empty(0.5)
    assert bucket.spend(1.0)


def test_a_clock_that_goes_backwards_takes_no_tries_away() -> None:
    bucket = Bucket(size=2, rate=1)
    bucket.take(100.0)
    assert bucket.take(0.0) == 0


def test_one_address_guesses_for_itself_until_all_together_guess_too_often() -> None:
    guesses = Guesses()
    assert not any(guesses.wrong("192.0.2.1", 0.0) for _ in range(60))
    assert guesses.wrong("192.0.2.1", 0.0)
    assert guesses.too_many("192.0.2.1", 0.0)
    assert not guesses.too_many("192.0.2.2", 0.0)
    for number in range(180):
        guesses.wrong(f"192.0.2.{number}", 0.0)
    assert guesses.too_many("198.51.100.1", 0.0)
    assert not guesses.too_many("198.51.100.1", 1.0)


def evening(*addresses: str) -> int:
    """How many wrong codes somebody gets rid of unnoticed in four hours, trying ten times a second."""
    guesses, free = Guesses(), 0
    for tenth in range(10 * 4 * 3600):
        free += not guesses.wrong(addresses[tenth % len(addresses)], tenth / 10)
    return free


def test_an_evening_of_guessing_finds_a_code_as_seldom_as_the_documentation_says() -> None:
    alone, many = evening("192.0.2.1"), evening(*(f"192.0.2.{n}" for n in range(250)))
    assert 7_200 < alone < 7_270
    assert 14_600 < many < 14_650
    said = Guesses.__doc__ or ""
    assert f"one chance in {900_000 // 7_260 + 1}" in said or f"one chance in {900_000 // 7_260}" in said
    assert f"one chance in {900_000 // 14_640}" in said


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("", "", True),
        ("not an address", "192.0.2.1", False),
    ],
)
def test_what_one_person_may_have_all_of_is_one_address(one: str, other: str, same: bool) -> None:
    assert (neighbours(one) == neighbours(other)) is same


def test_a_flood_of_addresses_fills_no_memory() -> None:
    paces = Paces(size=1, rate=0.001)
    for number in range(2 * Paces.MOST):
        paces.of(str(number), 0.0).take(0.0)
    assert len(paces._buckets) <= Paces.MOST


def test_each_address_has_its_own_bucket() -> None:
    paces = Paces(size=1, rate=0.1)
    assert paces.of("a", 0.0).take(0.0) == 0
    assert paces.of("a", 0.0).take(0.0) > 0
    assert paces.of("b", 0.0).take(0.0) == 0


def test_buckets_that_are_full_again_are_forgotten() -> None:
    paces = Paces(size=1, rate=1)
    empty = paces.of("0", 0.0)
    empty.take(0.0)
    for number in range(1, Paces.FEW):
        paces.of(str(number), 0.0)
    paces.of("one more", 0.5)
    assert paces.of("0", 0.5) is empty
    assert len(paces._buckets) == 2


def test_a_day_of_people_who_left_leaves_no_more_buckets_than_an_hour_of_them() -> None:
    paces = Paces(size=60, rate=1)
    for second in range(3000):
        paces.of(f"ticket {second}", float(second)).take(float(second))
    assert len(paces._buckets) <= Paces.FEW
