from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from kit.testbed import serverproc
from kit.testbed.serverproc import House, ServerFailed, free_port, running

LOG = """The kit is running.
GET /run/1 failed at page.py:3
Traceback (most recent call last):
  File "page.py", line 3, in get
    look()

  File "look.py", line 9, in look
KeyError: 'decision'
the event loop was held up for 600 ms; everybody waited
"""


def test_the_last_line_of_a_traceback_is_a_complaint(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(LOG, "utf-8")
    assert House("http://127.0.0.1:1", "k", 1, log).complaints() == ["KeyError: 'decision'"]


def test_a_house_that_is_not_ours_has_no_log() -> None:
    assert House("http://127.0.0.1:1", "k").complaints() == []


async def test_a_server_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('Port 80 cannot be used.')"]
    with pytest.raises(ServerFailed, match=r"(?s)ended with 1.*Port 80 cannot be used"):
        async with running(command, tmp_path, f"http://127.0.0.1:{free_port()}", "/health"):
            pass


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has more than one address of its own")
def test_a_port_is_given_to_one_only_until_somebody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    first = free_port()
    monkeypatch.setattr(serverproc, "PORTS", range(first, first + 1))
    with pytest.raises(ServerFailed, match=f"from {first} to {first} on"):
        free_port()


LEAVES_A_CHILD = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
open("child", "w").write(str(child.pid))
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="there are no groups of processes here")
async def test_what_a_server_started_and_left_behind_ends_with_it(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", LEAVES_A_CHILD, str(port)]
    async with running(command, tmp_path, f"http://127.0.0.1:{port}", "/"):
        child = int((tmp_path / "child").read_text())
        assert psutil.pid_exists(child)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(child).wait(60)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE
