from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import Any

import ipywidgets
import pytest
from ipywidgets.widgets import widget as ipywidgets_widget

from kit.server.client import VirtualClient
from kit.server.comms import CONTROL, install, welcome
from kit.server.kernel import Message, VirtualKernel
from kit.server.shell import CellOutput
from kit.server.whose import current_kernel


@pytest.fixture(autouse=True)
def _installed() -> None:
    install()


class Visitor:
    """A kernel, everything it sends, and a way to run cells in it."""

    def __init__(self) -> None:
        self.kernel = VirtualKernel(os.urandom(4).hex(), "tests.ipynb")
        welcome(self.kernel)
        self.heard: list[Message] = []
        self.kernel.listen(self.heard.append)

    async def run(self, code: str) -> dict[str, Any]:
        """Run a cell as nbclient does; returns the reply's content."""
        client = VirtualClient(self.kernel)
        client.start_channels()
        client.execute(code)
        reply = await client.shell_channel.get_msg()
        client.stop_channels()
        content: dict[str, Any] = reply["content"]
        return content

    def send(self, kind: str, **content: Any) -> None:
        header = {"msg_id": "1", "msg_type": kind}
        self.kernel.handle({"header": header, "metadata": {"quiet": True}, "content": content, "buffers": []})

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [message["content"] for message in self.heard if message["msg_type"] == kind]


async def test_a_cell_shows_its_last_value_and_may_await() -> None:
    visitor = Visitor()
    reply = await visitor.run("import asyncio\nawait asyncio.sleep(0)\n6 * 7")
    assert reply == {"status": "ok", "execution_count": 1}
    assert visitor.told("execute_result")[0]["data"] == {"text/plain": "42"}


async def test_each_visitor_has_a_namespace_of_its_own() -> None:
    one, other = Visitor(), Visitor()
    await one.run("name = 'one'")
    assert (await other.run("name"))["ename"] == "NameError"
    assert (await one.run("name"))["status"] == "ok"


async def test_a_failing_cell_says_which_line_of_which_notebook() -> None:
    reply = await Visitor().run("fine = 1\nraise ValueError('no shelter')")
    assert (reply["ename"], reply["evalue"]) == ("ValueError", "no shelter")
    trace = "\n".join(reply["traceback"])
    assert 'File "tests.ipynb, cell' in trace
    assert "line 2" in trace
    assert "raise ValueError('no shelter')" in trace


async def test_what_a_cell_prints_goes_to_its_page_and_what_others_print_does_not(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdout", CellOutput(sys.stdout))
    visitor = Visitor()
    await visitor.run("print('to the page')")
    sys.stdout.write("to the terminal\n")
    assert "".join(stream["text"] for stream in visitor.told("stream")) == "to the page\n"
    assert capsys.readouterr().out == "to the terminal\n"


async def test_a_page_cannot_run_code(caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor()
    visitor.send("execute_request", code="stolen = open('/etc/passwd').read()", silent=False)
    await asyncio.sleep(0)
    assert "stolen" not in visitor.kernel.namespace
    assert "execute_request" in caplog.text


async def test_a_page_cannot_create_widgets() -> None:
    visitor = Visitor()
    state = {"_model_name": "TextModel", "_model_module": "@jupyter-widgets/controls"}
    before = set(ipywidgets_widget._instances)
    visitor.send("comm_open", comm_id="mine", target_name="jupyter.widget", data={"state": state})
    assert visitor.kernel.widgets == {}
    assert set(ipywidgets_widget._instances) == before
    assert "mine" not in visitor.kernel.comms.comms


async def test_a_page_that_asks_for_all_widgets_gets_its_own_only() -> None:
    one, other = Visitor(), Visitor()
    await one.run("import ipywidgets\nmine = ipywidgets.Text('mine')")
    await other.run("import ipywidgets\nsecret = ipywidgets.Text('not yours')")
    one.send("comm_open", comm_id="control", target_name=CONTROL, data={})
    one.send("comm_msg", comm_id="control", data={"method": "request_states"})
    answer = one.told("comm_msg")[-1]["data"]
    values = {state["state"].get("value") for state in answer["states"].values()}
    assert "mine" in values
    assert "not yours" not in values


async def test_a_push_from_another_visitors_callback_reaches_the_owner_only() -> None:
    one, other = Visitor(), Visitor()
    await one.run("import ipywidgets\ntext = ipywidgets.Text()")
    other.kernel.namespace["theirs"] = one.kernel.namespace["text"]
    before = len(other.told("comm_msg"))
    await other.run("theirs.value = 'hello from next door'")
    assert one.told("comm_msg")[-1]["data"]["state"] == {"value": "hello from next door"}
    assert one.heard[-1]["parent_header"] == {}
    assert len(other.told("comm_msg")) == before


async def test_a_widget_closed_by_somebody_else_leaves_its_own_kernel() -> None:
    one, other = Visitor(), Visitor()
    await one.run("import ipywidgets\ntext = ipywidgets.Text()")
    comm = one.kernel.namespace["text"].comm
    other.kernel.namespace["theirs"] = one.kernel.namespace["text"]
    assert (await other.run("theirs.close()"))["status"] == "ok"
    assert comm.comm_id not in one.kernel.comms.comms
    assert [closed["comm_id"] for closed in one.told("comm_close")] == [comm.comm_id]


async def test_voilas_own_first_cell_leaves_the_servers_environment_alone() -> None:
    visitor = Visitor()
    voilas = (
        'import os\n                    \nos.environ["VOILA_KERNEL_ID"]="1-2-3-4-5"\n                    '
    )
    assert (await visitor.run(voilas))["status"] == "ok"
    assert "VOILA_KERNEL_ID" not in os.environ


async def test_an_error_in_a_pages_callback_is_logged_and_the_page_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    visitor = Visitor()
    await visitor.run("import ipywidgets\nbutton = ipywidgets.Button()\nbutton.on_click(lambda b: 1 / 0)")
    model = visitor.kernel.namespace["button"].model_id
    for _ in range(2):
        content = {"method": "custom", "content": {"event": "click"}}
        visitor.send("comm_msg", comm_id=model, data=content)
    assert caplog.text.count("ZeroDivisionError") == 2
    assert "tests.ipynb" in caplog.text


async def test_a_closed_kernel_keeps_no_widget_and_says_nothing() -> None:
    visitor = Visitor()
    await visitor.run("import ipywidgets\ntext = ipywidgets.Text()")
    text = visitor.kernel.namespace["text"]
    model, said = text.model_id, len(visitor.heard)
    visitor.kernel.close()
    text.value = "anybody there?"
    assert model not in ipywidgets_widget._instances
    assert (visitor.kernel.widgets, visitor.kernel.namespace) == ({}, {})
    assert len(visitor.heard) == said


async def test_a_page_that_cannot_close_does_not_keep_the_others_open(
    caplog: pytest.LogCaptureFixture,
) -> None:
    visitor = Visitor()
    await visitor.run(
        "import ipywidgets\n"
        "class Stuck(ipywidgets.Text):\n"
        "    free = False\n"
        "    def close(self):\n"
        "        if not self.free:\n"
        "            raise RuntimeError('stuck')\n"
        "        super().close()\n"
        "stuck, fine = Stuck(), ipywidgets.Text()"
    )
    stuck, fine = visitor.kernel.namespace["stuck"], visitor.kernel.namespace["fine"]
    visitor.kernel.close()
    assert fine.comm is None
    assert "stuck" in caplog.text
    stuck.free = True
    stuck.close()


async def test_nobodys_widget_belongs_to_nobody() -> None:
    visitor = Visitor()
    assert current_kernel.get() is None
    text = ipywidgets.Text()
    assert visitor.kernel.widgets == {}
    text.close()


async def test_the_number_of_comm_messages_is_counted_whether_or_not_anybody_listens() -> None:
    kernel = VirtualKernel("deaf", "tests.ipynb")
    client = VirtualClient(kernel)
    client.start_channels()
    client.execute("import ipywidgets\ntext = ipywidgets.Text()\ntext.value = 'a'")
    await client.shell_channel.get_msg()
    client.stop_channels()
    made = kernel.published
    kernel.namespace["text"].value = "b"
    assert made > 0
    assert kernel.published == made + 1


def test_the_kernel_knows_nothing_of_the_web_server() -> None:
    code = "import sys, kit.server.client, kit.server.comms; sys.exit('tornado' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
