"""The intermediate representation, complete and decided; every name and type is chosen here.

Its classes are declared with the words of the language, a facet a module; this module has them all. Nodes know the spec
key that they came from (`key`, a JSON Pointer into the spec) and their evidence.
"""

from clientsmith.language.answers import ExampleBody, ImagePath, Response, Results
from clientsmith.language.callbacks import Callback
from clientsmith.language.common import Evidence, Json, Pointers, Schema
from clientsmith.language.errors import Billing, Envelope, ErrorRow
from clientsmith.language.fields import Encoding, Expand, Field, Location, Media, Upload
from clientsmith.language.operations import ExampleCall, Operation
from clientsmith.language.pages import Pages
from clientsmith.language.pixels import Bounds, PixelLimits
from clientsmith.language.provider import Mint, Provider, Security, Source
from clientsmith.language.rules import Rule, RuleKind
from clientsmith.language.servers import Server, ServerVariable
from clientsmith.language.sizes import SizeAxis, SizeLimit, SizeRow, SizeRule
from clientsmith.language.streams import Stream, StreamEvent
from clientsmith.language.tasks import Acceptor, Task
from clientsmith.language.typed import TypedFields, TypedMember

__all__ = [
    "Acceptor", "Billing", "Bounds", "Callback", "Encoding", "Envelope", "ErrorRow", "Evidence", "ExampleBody",
    "ExampleCall", "Expand", "Field", "ImagePath", "Json", "Location", "Media", "Mint", "Operation", "Pages",
    "PixelLimits", "Pointers", "Provider", "Response", "Results", "Rule", "RuleKind", "Schema", "Security", "Server",
    "ServerVariable", "SizeAxis", "SizeLimit", "SizeRow", "SizeRule", "Source", "Stream", "StreamEvent", "Task",
    "TypedFields", "TypedMember", "Upload",
]  # fmt: skip
