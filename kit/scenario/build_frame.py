"""What all exercises share (``exercises/frame.yaml``): text tree to model."""

from __future__ import annotations

from kit.scenario.model import Dial, DialValue, DialWarning, FormItem, Frame, Rating
from kit.scenario.source import Map
from kit.scenario.tree import condition, fail, nodes, text, texts


def build_frame(data: Map) -> Frame:
    """The frame of a text tree. Raises ScenarioError where the tree is not of the expected shape."""
    return Frame(
        dials=tuple(_dial(node) for node in nodes(data, "dials")),
        warnings=tuple(DialWarning(condition(node), text(node, "text")) for node in nodes(data, "warnings")),
        dial_conflict=text(data, "dial_conflict"),
        ground_rules=texts(data, "ground_rules"),
        content_note=text(data, "content_note"),
        before_play=text(data, "before_play"),
        tally_note=text(data, "tally_note"),
        hot_wash=texts(data, "hot_wash"),
        evaluator_questions=texts(data, "evaluator_questions"),
        feedback=tuple(
            FormItem(text(node, "key"), text(node, "text"), text(node, "kind"))
            for node in nodes(data, "feedback")
        ),
        ratings=tuple(
            Rating(text(node, "letter"), text(node, "name"), text(node, "definition"), text(node, "short"))
            for node in nodes(data, "ratings")
        ),
        not_rated=text(data, "not_rated"),
        limits=text(data, "limits"),
        promises=texts(data, "promises"),
    )


def _dial(node: Map) -> Dial:
    values = tuple(DialValue(text(v, "key"), text(v, "label")) for v in nodes(node, "values"))
    if not values:
        fail(node.where, f"the dial {node.get('id')} has no settings.", "Give it at least one.")
    return Dial(text(node, "id"), text(node, "title"), values, text(node, "default"))
