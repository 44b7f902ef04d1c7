"""A short module becomes real files, with a real voice, renderer and encoder."""

from __future__ import annotations

import json
import re
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.briefing.read import BRIEFINGS
from kit.briefing.shelf import read_briefings
from kit.video import encode, make, voice
from kit.video.board import board
from kit.video.captions import stamp
from kit.video.cli import main
from kit.video.encode import seen
from kit.video.files import ENDINGS, video_files
from kit.video.frame import frame
from kit.video.make import Order, jobs_for, make_all
from kit.video.typeface import typefaces
from kit.video.voice import Missing, Pico, Recording, save
from tests.video.small import DAY, Steady, making, module, on_disk, short_board

EVERY = {f"det-video{ending}" for ending in ENDINGS.values()}
WORDS = re.compile(r'<text x="([\d.]+)" y="([\d.]+)"[^>]*?size="([\d.]+)" font-weight="(\d+)"[^>]*>([^<]*)')
Told = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the video of the short module, in both formats."""
    folder = tmp_path_factory.mktemp("videos")
    on_disk(folder / "texts")
    assert run(folder, folder / "out") == 0
    return folder


def cues(text: str) -> list[tuple[str, str, str]]:
    found = re.findall(r"(\d\S+) --> (\S+)\n((?:.+\n?)+)", text)
    return [(start, end, " ".join(words.split())) for start, end, words in found]


def run(folder: Path, out: Path, *more: str) -> int:
    return main(["DET", "--out", str(out), "--date", DAY.isoformat(), *more], folder / "texts")


def test_it_is_a_real_video_with_sound_and_captions_as_long_as_the_captions_say(made: Path) -> None:
    out = made / "out"
    assert {path.name for path in out.iterdir()} == EVERY | {"videos.json"}
    files = video_files(out, "det-video")
    assert files is not None
    seconds, streams = seen(out / files.mp4)
    assert streams == {"Video": "h264", "Audio": "aac", "Subtitle": "mov_text"}
    assert seconds == pytest.approx(files.seconds, abs=0.1)
    assert 15 < seconds < 60
    other, streams = seen(out / files.webm)
    assert streams == {"Video": "vp9", "Audio": "opus"}
    assert other == pytest.approx(seconds, abs=0.1)


def test_pictures_last_as_long_as_the_sound(made: Path, tmp_path: Path) -> None:
    """The last still must not be lost: counted in the file itself."""
    path = made / "out" / "det-video.mp4"
    command = [
        encode.encoder(),
        "-hide_banner",
        "-i",
        str(path),
        "-map",
        "0:v",
        "-c",
        "copy",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, text=True).stderr
    frames = [int(count) for count in re.findall(r"frame= *(\d+)", said)]
    assert frames[-1] == pytest.approx(5 * seen(path)[0], abs=1)


def test_there_is_one_caption_for_each_sentence_inside_the_video(made: Path) -> None:
    found = cues((made / "out" / "det-video.vtt").read_text("utf-8"))
    said = [line.text for line in make._board(_job(made), _order(made)).said]
    assert [text for _, _, text in found] == said
    assert all(start < end for start, end, _ in found)
    assert found[-1][1] <= stamp(round(1000 * seen(made / "out" / "det-video.mp4")[0]) + 50)


def _order(made: Path) -> Order:
    return Order(made / "texts", DAY, made / "out")


def _job(made: Path) -> make.Job:
    (job,), problems = jobs_for(_order(made), [made / "texts" / "det" / "module.yaml"])
    assert problems == []
    return job


def test_the_same_again_is_not_made_again_and_a_changed_sentence_is(tmp_path: Path) -> None:
    out, texts = tmp_path / "out", on_disk(tmp_path / "texts")
    order = Order(texts, DAY, out, formats=())  # all but the encoding, which takes longest

    def fresh() -> list[bool]:
        return [outcome.fresh for outcome in make_all(order, _jobs(texts, out))]

    assert fresh() == [True]
    before = (out / "det-video-slides.html").read_bytes()
    assert fresh() == [False]
    on_disk(texts, title="Another title")
    assert fresh() == [True]
    assert (out / "det-video-slides.html").read_bytes() != before
    (out / "det-video.vtt").unlink()
    assert fresh() == [True]
    assert fresh() == [False]


def _jobs(texts: Path, out: Path) -> list[make.Job]:
    return jobs_for(Order(texts, DAY, out), [texts / "det" / "module.yaml"])[0]


@pytest.fixture
def no_encoder(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    encode.encoder.cache_clear()
    monkeypatch.setenv(encode.ENCODER, "no-such-program")
    yield
    encode.encoder.cache_clear()


def test_without_an_encoder_a_sentence_says_so_and_everything_else_is_made(
    made: Path, tmp_path: Path, no_encoder: None, capsys: Told
) -> None:
    assert run(made, tmp_path) == 1
    assert "KIT_FFMPEG names no-such-program, which is no program here." in capsys.readouterr().err
    left_out = {"det-video.mp4", "det-video.webm"}
    assert {path.name for path in tmp_path.iterdir()} == (EVERY - left_out) | {"videos.json"}
    assert video_files(tmp_path, "det-video") is None
    assert "<video" not in (tmp_path / "det-video-slides.html").read_text("utf-8")


def test_without_a_voice_captions_go_at_reading_pace_and_no_silent_video_is_made(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Told
) -> None:
    def nobody() -> None:
        raise Missing("nobody")

    monkeypatch.setattr(voice, "_pico", nobody)
    assert run(made, tmp_path) == 1
    assert "There is no voice on this computer" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} >= {"det-video.vtt", "det-video-poster.png"}
    assert not (tmp_path / "det-video.mp4").exists()
    assert len(cues((tmp_path / "det-video.vtt").read_text("utf-8"))) == 10


def test_an_unknown_briefing_a_missing_folder_and_a_language_are_told_in_a_sentence(
    made: Path, tmp_path: Path, capsys: Told
) -> None:
    assert main(["DTE"], made / "texts") == 2
    assert "There is no briefing DTE." in capsys.readouterr().err
    assert run(made, tmp_path, "--voice", str(tmp_path / "none")) == 2
    assert "is no folder" in capsys.readouterr().err
    assert run(made, tmp_path, "--language", "es") == 1
    assert "no reviewed translation" in capsys.readouterr().err
    (made / "broken" / "det").mkdir(parents=True, exist_ok=True)
    (made / "broken" / "det" / "module.yaml").write_text("format: 2\n", "utf-8")
    assert main(["DET", "--out", str(tmp_path)], made / "broken") == 1
    assert "module.yaml:1" in capsys.readouterr().err


def test_the_card_at_the_end_and_every_slide_carry_the_date() -> None:
    made = short_board(full=True)
    svgs = [frame(made, index, 9) for index in range(len(made.shots))]
    assert all("Status of facts on 1 July 2026" in svg for svg in svgs)
    end = svgs[-2]
    assert "from sources dated up to" in end
    assert "Training, not legal advice." in end


def test_points_show_when_they_are_said_and_not_before() -> None:
    made = short_board()
    early, late = frame(made, 0, 0), frame(made, 0, 1)
    assert "A form comes in." in early
    assert "It is Form" not in early
    assert "A form comes in." in late
    assert "I-247A." in late


def test_the_offline_voice_speaks_and_its_silence_is_cut() -> None:
    sound = Pico().say("Form I-247A asks for two things.")
    seconds = len(sound) / 2 / 16000
    assert 1.5 < seconds < 5
    assert (
        max(abs(int.from_bytes(sound[i : i + 2], "little", signed=True)) for i in (0, len(sound) - 2)) < 400
    )


def test_recordings_take_the_place_of_the_voice_sentence_by_sentence_or_scene_by_scene(
    tmp_path: Path,
) -> None:
    short = short_board()
    tone = b"\x00\x20" * 4000
    save(tone, 8000, tmp_path / "v1-2.wav")
    save(tone * 2, 8000, tmp_path / "v2.wav")
    save(tone, 8000, tmp_path / "v7-1.wav")
    found = Recording(tmp_path, Steady(), encode.decoded, encode.lifted)
    first, second = (found.shot(shot) for shot in short.shots[:2])
    assert len(first[1]) == pytest.approx(48000, rel=0.02)  # half a second
    assert len(first[0]) == pytest.approx(48000, rel=0.02)  # hummed instead, and lifted to the same rate
    assert [round(len(s) / len(b"".join(second)), 2) for s in second] == [0.69, 0.31]
    assert found.lacking(short) == ("v1-1", "v2-stop-1")
    assert found.strangers(short) == ("v7-1.wav",)
    assert found.by_shot(short) == ("v2",)
    (tmp_path / "v1-1.wav").write_text("no sound", "utf-8")
    with pytest.raises(ValueError, match=r"v1-1\.wav is no sound that can be read"):
        found.shot(short.shots[0])


def test_every_module_of_the_shelf_has_frames_whose_words_fit(tmp_path: Path) -> None:
    """No title, point or source runs over the edge or into the foot."""
    over = []
    for known in read_briefings(BRIEFINGS).modules:
        for audience, version in known.cuts:
            made = board(known, audience, version, making())
            for index, shot in enumerate(made.shots):
                text = frame(made, index, len(shot.said))
                slide = re.sub(r'<svg [^>]*class="drawing".*?</svg>', "", text)
                for x, y, size, weight, words in WORDS.findall(slide):
                    wide = float(x) + typefaces()[int(weight)].width(words, float(size))
                    most = 680 if shot.kind == "title" and shot.picture else 1230
                    if wide > most or (float(y) > 645 and float(size) != 20):
                        over.append((made.name, shot.id, words))
    assert over == []


def test_a_wav_is_what_was_saved(tmp_path: Path) -> None:
    save(b"\x01\x00" * 800, 8000, tmp_path / "a.wav")
    with wave.open(str(tmp_path / "a.wav")) as file:
        assert (file.getframerate(), file.getnframes(), file.getnchannels()) == (8000, 800, 1)


def test_the_manifest_holds_no_place_of_this_computer(made: Path) -> None:
    text = (made / "out" / "videos.json").read_text("utf-8")
    assert str(made) not in text
    assert json.loads(text)["det-video"]["seconds"] > 10
    assert module().title in (made / "out" / "det-video-transcript.txt").read_text("utf-8")
