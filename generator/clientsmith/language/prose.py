"""Sentences about fields, rules and operations, for docstrings, messages and the reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from clientsmith.language.model import Evidence, Field, Media, Operation

_UNITS = {"codePoints": "characters", "utf16": "UTF-16 units", "bytes": "bytes of UTF-8", "tokens": "tokens"}
_MEDIA = {
    "url": "a public link",
    "dataUri": "a data URI",
    "base64": "base64",
    "file": "bytes, a path or an open file",
    "upload": "a local file, which is uploaded first",
}


def sentence_of(text: str) -> str:
    """The text with a full stop."""
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?:" else f"{stripped}."


def listed(values: Sequence[Any], word: str = "or") -> str:
    """`a, b or c`."""
    texts = [str(value) if not isinstance(value, bool) else str(value).lower() for value in values]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def span(low: Any, high: Any, unit: str = "") -> str:
    """`1 to 6`, `at least 1`, `at most 6`, with a unit."""
    tail = f" {unit}" if unit else ""
    if low is not None and high is not None:
        return f"{low} to {high}{tail}"
    return f"at least {low}{tail}" if low is not None else f"at most {high}{tail}"


def limits_text(schema: Mapping[str, Any]) -> list[str]:
    """The limits of a value, a phrase each."""
    phrases: list[str] = []
    if "enum" in schema:
        phrases.append(f"one of {listed(schema['enum'])}" if len(schema["enum"]) > 1 else f"always {schema['enum'][0]}")
    if "minimum" in schema or "maximum" in schema:
        phrases.append(span(schema.get("minimum"), schema.get("maximum")))
    if "exclusiveMinimum" in schema:
        phrases.append(f"above {schema['exclusiveMinimum']}")
    if "exclusiveMaximum" in schema:
        phrases.append(f"below {schema['exclusiveMaximum']}")
    if "multipleOf" in schema:
        phrases.append(f"a multiple of {schema['multipleOf']}")
    if "minLength" in schema or "maxLength" in schema:
        unit = _UNITS[schema.get("lengthUnit", "codePoints")]
        if schema.get("minLength") == 1 and "maxLength" not in schema:
            phrases.append("not empty")
        else:
            phrases.append(span(schema.get("minLength"), schema.get("maxLength"), unit))
    if "notEnum" in schema:
        phrases.append(f"not {listed(schema['notEnum'])}")
    if "pattern" in schema:
        phrases.append(f"matching {schema['pattern']}")
    if "minItems" in schema or "maxItems" in schema:
        phrases.append(span(schema.get("minItems"), schema.get("maxItems"), "elements"))
    return phrases


def media_text(media: Media) -> list[str]:
    """The forms in which an image is taken, and its limits, a phrase each."""
    phrases = [listed([_MEDIA[kind] for kind in media.kinds])]
    if media.max_bytes is not None:
        phrases.append(f"at most {media.max_bytes} bytes")
    if media.types:
        phrases.append(listed(media.types))
    for word, what in (("side", "sides"), ("pixels", "width times height"), ("ratio", "width:height")):
        phrases += [f"{what} {text}" for text in limits_text(media.size.get(word, {}))]
    if media.same_size_as:
        phrases.append(f"of the same sides as {media.same_size_as}")
    if set(media.kinds) & {"dataUri", "base64"}:
        phrases.append("bytes and paths are encoded")
    return phrases


def field_doc(field: Field, sizes: Sequence[Any] = ()) -> str:
    """What a field is, its limits, the sizes that it may name, its default and where it is documented."""
    sentences = [sentence_of(field.description)] if field.description else []
    phrases = [f"one of {listed(sizes)}"] if sizes else []
    phrases += limits_text(field.schema)
    phrases += media_text(field.media) if field.media is not None else []
    if field.recommended:
        phrases.append(f"recommended: {listed(field.recommended)}")
    if field.default is not None:
        default = str(field.default).lower() if isinstance(field.default, bool) else field.default
        phrases.append(f"the provider's default is {default}")
    if phrases:
        text = "; ".join(phrases)
        sentences.append(sentence_of(text[:1].upper() + text[1:]))
    sentences += [f"{value}: {sentence_of(words)}" for value, words in field.value_descriptions.items()]
    if field.deprecated:
        sentences.append("The provider advises against it.")
    sentences.append(f"[{'; '.join([cited(field.evidence), *_apart(field)])}]")
    return " ".join(sentences)


def _apart(field: Field) -> list[str]:
    """The keywords with evidence of their own: read elsewhere than the field, or less or more sure."""
    groups: dict[str, list[str]] = {}
    for word, evidence in field.keyword_evidence.items():
        groups.setdefault(cited(evidence), []).append(word)
    return [f"{listed(words, 'and')}: {place}" for place, words in groups.items()]


def cited(evidence: Evidence) -> str:
    """Where a fact was read; its level too, unless that is `documented`."""
    return evidence.source if evidence.level == "documented" else f"{evidence.source}, {evidence.level}"


def condition_text(when: Mapping[str, Mapping[str, Any]]) -> str:
    """`model is a and size is given`."""
    parts: list[str] = []
    for name, condition in when.items():
        word, value = next(iter(condition.items()))
        if word == "present":
            parts.append(f"{name} is given" if value else f"{name} isn't given")
        elif word == "const":
            parts.append(f"{name} is {listed([value])}")
        elif word == "enum":
            parts.append(f"{name} is {listed(value)}")
        elif word == "notEnum":
            parts.append(f"{name} isn't {listed(value)}")
        else:
            parts.append(f"{name} is {'at least' if word == 'minimum' else 'at most'} {value}")
    return " and ".join(parts)


def rule_sentence(data: Mapping[str, Any]) -> str:
    """A rule across fields in words."""
    if "requires" in data:
        pairs = [f"{name} needs {listed(others, 'and')}" for name, others in data["requires"].items()]
        return sentence_of("; ".join(pairs))
    for word, text in (
        ("conflicts", "At most one of {} may be given."),
        ("atLeastOne", "At least one of {} must be given."),
        ("exactlyOne", "Exactly one of {} must be given."),
    ):
        if word in data:
            return text.format(listed(data[word], "and"))
    then = data["then"]
    parts: list[str] = []
    if then.get("required"):
        parts.append(f"{listed(then['required'], 'and')} must be given")
    if then.get("forbidden"):
        parts.append(f"{listed(then['forbidden'], 'and')} mustn't be given")
    if then.get("ignored"):
        parts.append(f"{listed(then['ignored'], 'and')} is ignored")
    for name, limit in then.get("properties", {}).items():
        parts.append(f"{name} must be {', '.join(limits_text(limit)).removeprefix('always ')}")
    return sentence_of(f"When {condition_text(data['when'])}, {' and '.join(parts)}")


def model_sentence(models: Sequence[str], then: Mapping[str, Any]) -> str:
    """What limits by model are about, and the fields that must or mustn't be given."""
    parts = [
        f"{listed(then[word], 'and')} {text} be given"
        for word, text in (("forbidden", "mustn't"), ("required", "must"))
        if word in then
    ]
    about = f"Limits of {listed(models, 'and')}"
    return sentence_of(f"{about}: {', '.join(parts)}" if parts else about)


def operation_doc(operation: Operation) -> str:
    """The docstring of an operation's method, up to its arguments."""
    lines = [sentence_of(operation.summary or operation.description or operation.id)]
    if operation.description and operation.summary:
        lines += ["", sentence_of(operation.description)]
    rules = [rule.sentence for rule in operation.rules if rule.kind != "modelLimits"]
    if rules:
        lines += ["", *rules]
    return "\n".join(lines)
