"""The video of a module, or its slides with captions where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from kit.briefing.model import Module
from kit.briefing.series import Entry
from kit.packet.making import Making
from kit.video.board import board, video_name
from kit.video.files import VideoFiles, video_files
from kit.video.show import storyboard_html

FOLDER = "videos"


def watch_html(module: Module, entry: Entry, making: Making, videos: Path | None) -> Markup:
    """The player, for a page in a folder of the site; ``videos``: where made videos are, if anywhere."""
    files = video_files(videos, video_name(module, entry.audience, entry.version)) if videos else None
    captions = (videos / files.vtt).read_text("utf-8") if videos and files and files.vtt else ""
    shown = board(module, entry.audience, entry.version, making)
    return Markup(storyboard_html(shown, files=files, base=f"../{FOLDER}/", captions=captions, level=3))


def found_videos(modules: Mapping[str, Module], videos: Path | None) -> dict[str, VideoFiles]:
    """The videos that are there for any form of any module, by name."""
    found = {}
    for module in modules.values():
        for audience, version in module.cuts:
            name = video_name(module, audience, version)
            files = video_files(videos, name) if videos else None
            if files:
                found[name] = files
    return found
