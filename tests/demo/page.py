"""Writes the contact sheet as a page: nothing but itself and the images beside it, and no script."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from clientsmith.mock.pictures.fonts import visible
from demo.drawn import AT_ONCE
from demo.sheet import CLAIM, PROOF, READ
from demo.source import parts
from demo.story import Card, Story, calls_took, took

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def page(story: Story) -> str:
    """The page as HTML that is XML as well; every text in it is escaped."""
    end = max((card.ended for card in story.cards), default=0.0) or 1.0

    def share(seconds: float) -> str:
        return f"{100 * seconds / end:.2f}%"

    def prompt(card: Card) -> str:
        return visible(str(card.call.arguments.get("prompt", "")))

    one, together = story.part(awaits=False), story.part(awaits=True)
    groups = (
        ("Client", f"one after the other, {took(one):.1f} s", one),
        ("AsyncClient", f"all together, {took(together):.1f} s for {calls_took(together):.1f} s of calls", together),
    )
    head, *problems = [visible(line) for line in story.refused.message.splitlines()]
    return _TEMPLATES.get_template("page.html.j2").render(
        story=story,
        groups=groups,
        head=head,
        problems=problems,
        parts=parts,
        prompt=prompt,
        share=share,
        claim=CLAIM,
        proof=PROOF,
        read=READ,
        at_once=AT_ONCE,
    )
