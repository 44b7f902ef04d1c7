from __future__ import annotations

from hypothesis import given, strategies as st

from kit.engine.grown import Grown

STEPS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from("abcdefgh"), st.integers(0, 9)), min_size=1, max_size=30
)


@given(begin=st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)), steps=STEPS)
def test_every_mapping_stays_what_it_was_whoever_goes_on_from_it(
    begin: dict[str, int], steps: list[tuple[int, str, int]]
) -> None:
    made = [(Grown(begin), begin)]
    for where, key, value in steps:  # from any of those made so far, not only from the newest
        before, plain = made[where % len(made)]
        made.append((before.plus(key, value), {**plain, key: value}))
    for grown, plain in made:
        assert list(grown.items()) == list(plain.items())
        assert [grown.get(key) for key in "abcdefgh"] == [plain.get(key) for key in "abcdefgh"]
        assert len(grown) == len(plain)


def test_a_thousand_in_a_row_share_their_entries() -> None:
    made: list[Grown[int]] = [Grown()]
    for number in range(1000):
        made.append(made[-1].plus(f"c{number}", number))
    assert len({id(one._shared) for one in made}) == 1
