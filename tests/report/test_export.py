from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from plotly.offline import get_plotlyjs_version

from kit.report.aar import AfterActionReport
from kit.report.export import HERE, Assets, to_html, to_json
from tests.report.evening import Evening, report_from

MB = 1_000_000


@pytest.fixture(scope="module")
def page(report: AfterActionReport) -> str:
    return to_html(report).decode()


def without_plotly(page: str) -> str:
    return re.sub(r"<script>/\*\*\n\* plotly.*?</script>", "", page, count=1, flags=re.DOTALL)


def test_the_page_is_one_small_file_with_its_charts(page: str) -> None:
    assert len(page.encode()) < 2.5 * MB
    assert page.count("plotly.js (basic - minified)") == 1


def test_the_page_names_no_outside_address(page: str) -> None:
    ours = without_plotly(page)
    assert len(ours) < len(page) / 2
    assert not re.search(r"https?://", ours)
    assert not re.search(r"url\((?!\"data:)", ours)
    assert not re.search(r"<(link|iframe|object|embed|base|form)\b", ours)
    assert not re.search(r'\b(src|href)="(?!#)', ours)
    for service in ("cdn.plot.ly", "cloud.plotly.com", "https://plotly.com"):
        assert service not in page.replace("https://plotly.com/javascript", "")


def test_every_link_of_the_page_has_its_anchor(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_every_finding_and_rating_leads_to_an_entry(report: AfterActionReport, page: str) -> None:
    entries = {entry.id for entry in report.timeline}
    anchors = set(re.findall(r'"anchor":\s*"([^"]+)"', to_json(report).decode()))
    in_evidence = {anchor for anchor in anchors if re.fullmatch(r"e\d+(-\d+)?", anchor)}
    assert len(in_evidence) > 40
    assert in_evidence <= entries
    assert all(f'id="{id}"' in page for id in entries)


def test_the_page_allows_its_own_scripts_and_no_others(page: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    allowed = re.findall(r"sha256-([^&]+)&#39;", policy[1])
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.DOTALL)
    made = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert allowed == made
    assert "default-src &#39;none&#39;" in policy[1]


def test_a_script_someone_wrote_is_text_on_the_page(page: str) -> None:
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_same_report_gives_the_same_bytes(played: Evening, page: str) -> None:
    assert to_html(report_from(played.exercise, played.records)).decode() == page


def test_the_status_and_limits_head_and_foot_every_printed_page(page: str) -> None:
    rule = page.split("@page { @top-left")[1].split("</style>")[0]
    assert 'content: "DRAFT"' in rule
    assert "Training, not legal advice" in rule
    assert page.count('class="draft">DRAFT<') == page.count("<article")


def test_a_title_cannot_break_out_of_the_styles(report: AfterActionReport) -> None:
    wild = replace(report, title='"; } </style><b> \\ \n')
    head = to_html(wild).decode().split("</head>")[0]
    assert head.count("</style>") == 1
    assert "<b>" not in head


def test_the_pinned_script_is_the_one_in_the_lock_and_fits_plotly() -> None:
    lock = json.loads((HERE / "static" / "assets.lock").read_text("utf-8"))["plotly-basic.min.js"]
    data = (HERE / "static" / "plotly-basic.min.js").read_bytes()
    assert hashlib.sha256(data).hexdigest() == lock["sha256"]
    assert lock["version"] == get_plotlyjs_version()
    assert lock["licence"] == "MIT"


def test_a_script_that_would_end_its_element_is_refused(report: AfterActionReport, tmp_path: Path) -> None:
    bad = tmp_path / "bad.js"
    bad.write_text('const x = "</script>";')
    with pytest.raises(ValueError, match=r"bad\.js holds"):
        to_html(report, replace(Assets(), scripts=(bad,)))


def test_a_missing_style_is_named(report: AfterActionReport, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"gone\.css"):
        to_html(report, replace(Assets(), styles=(tmp_path / "gone.css",)))


def test_the_data_is_the_report_field_by_field(report: AfterActionReport) -> None:
    data = json.loads(to_json(report))
    assert data["title"] == report.title
    assert len(data["timeline"]) == len(report.timeline)
    assert data["plan"][0]["issue"]["key"] == report.plan[0].issue.key
