from __future__ import annotations

from kit.server.pace import Bucket, Paces


def test_tries_are_free_until_the_bucket_is_empty_and_then_wait_their_turn() -> None:
    bucket = Bucket(size=3, rate=0.5)
    assert [bucket.take(0.0) for _ in range(5)] == [0, 0, 0, 2, 4]


def test_the_bucket_fills_by_itself_and_never_over_its_size() -> None:
    bucket = Bucket(size=2, rate=1)
    for _ in range(2):
        bucket.take(0.0)
    assert bucket.take(1.0) == 0
    assert [bucket.take(1000.0) for _ in range(3)] == [0, 0, 1]


def test_a_good_try_is_given_back() -> None:
    bucket = Bucket(size=1, rate=0.1)
    for _ in range(5):
        assert bucket.take(0.0) == 0
        bucket.give_back()


def test_each_address_has_its_own_bucket() -> None:
    paces = Paces(size=1, rate=0.1)
    assert paces.of("a", 0.0).take(0.0) == 0
    assert paces.of("a", 0.0).take(0.0) > 0
    assert paces.of("b", 0.0).take(0.0) == 0


def test_buckets_that_are_full_again_are_forgotten() -> None:
    paces = Paces(size=1, rate=1)
    for number in range(Paces.MOST):
        paces.of(str(number), 0.0)
    empty = paces.of("0", 0.0)
    empty.take(0.0)
    paces.of("one more", 0.5)
    assert paces.of("0", 0.5) is empty
    assert len(paces._buckets) == 2
