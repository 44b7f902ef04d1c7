"""Sound, pictures and captions agree to the millisecond."""

from __future__ import annotations

import re
from dataclasses import replace

from kit.video.captions import chapters, lines, stamp, webvtt
from kit.video.timeline import FRAME, timeline
from tests.video.small import Steady, short_board

LENGTHS = (0.41, 1.0, 0.2, 0.77, 2.03)


def test_each_sentence_is_a_cue_that_starts_with_its_sound() -> None:
    voice, made = Steady(LENGTHS), short_board()
    found = timeline(made, voice)
    assert [cue.text for cue in found.cues] == [line.text for line in made.said] == voice.asked
    for cue, seconds in zip(found.cues, LENGTHS, strict=True):
        first = cue.start * voice.rate // 1000 * 2
        sound = found.sound[first : first + int(seconds * voice.rate) * 2]
        assert set(sound) == {0x00, 0x10}, "its sound begins where its cue begins"
        assert found.sound[first - 2 : first] == b"\0\0"


def test_pictures_and_sound_last_equally_long_and_leave_no_gap() -> None:
    found = timeline(short_board(), Steady(LENGTHS))
    assert len(found.sound) == found.length * found.rate // 1000 * 2
    assert found.views[0].start == 0
    assert all(a.end == b.start for a, b in zip(found.views, found.views[1:], strict=False))
    assert all(time % FRAME == 0 for view in found.views for time in (view.start, view.end))


def test_captions_follow_each_other_and_end_inside_the_video() -> None:
    found = timeline(short_board(), Steady(LENGTHS))
    pairs = list(zip(found.cues, found.cues[1:], strict=False))
    assert all(cue.start < cue.end <= following.start for cue, following in pairs)
    assert all(cue.end == following.start for cue, following in pairs), "a short pause leaves the caption on"
    assert found.cues[-1].end < found.length, "but the long one, to discuss, does not"


def test_the_caption_file_says_what_the_timeline_says() -> None:
    made = short_board()
    found = timeline(made, Steady(LENGTHS))
    text = webvtt(made, found)
    assert text.startswith("WEBVTT\n")
    cues = re.findall(r"(\S+) --> (\S+)\n((?:.+\n?)+)", text)
    expected = [(stamp(c.start), stamp(c.end), c.text) for c in found.cues]
    assert [(a, b, " ".join(c.split())) for a, b, c in cues] == expected
    marked = replace(made, shots=(replace(made.shots[0], title="<i> & --> x"), *made.shots[1:]))
    assert "&lt;i&gt; &amp; --&gt; x" in chapters(marked, found)


def test_a_long_caption_is_two_or_three_lines_about_equally_long() -> None:
    text = "Once a man told us that the regulation says 48 hours too, but leaves out weekends and holidays."
    found = lines(text)
    assert " ".join(found) == text
    assert len(found) == 3
    assert max(map(len, found)) - min(map(len, found)) < 14
