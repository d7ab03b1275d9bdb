# Made by `clientsmith generate` from templates/imageclients/_runtime/uploads.py; not to be edited.
# ruff: noqa
# flake8: noqa
# pylint: skip-file
# isort: skip_file
# pyright: basic
# fmt: off

"""Local files for fields that take links: each goes through the provider's upload before the call is sent."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from .client_core import ClientCore
from .describe import Operation
from .effects import Flow
from .given_files import File
from .pointer import first_text
from .prepared import prepared
from .requests import Request, build
from .sending import send
from .submission import Submission
from .timer import Timer


class _Upload(NamedTuple):
    """The upload of a file, ready to be sent, and what it is remembered by."""

    operation: Operation
    url: str
    request: Request
    size: int
    known_as: tuple[str, str]


def uploaded(client: ClientCore[Any], request: Request) -> Flow[Request]:
    """The request with links in place of files, which are uploaded unless the client has done so before.

    Raises:
        InvalidRequestError: the upload doesn't take one of the files; none was sent then.
        DecodeError: the answer to an upload has no link.
    """
    if request.finish is None:
        return request
    ready = [_upload(client, how, file) for how, file in request.files]
    for upload in ready:
        if upload.known_as not in client.uploads:
            client.uploads[upload.known_as] = yield from _link(client, upload)
    return request.finish([client.uploads[upload.known_as] for upload in ready])


def _upload(client: ClientCore[Any], how: Mapping[str, str], file: File) -> _Upload:
    operation = client.provider.operations[how["operation"]]
    argument = prepared(operation).fields[how["field"]].name
    options = client.options
    request = build(
        client.provider, operation, {argument: file}, validation=options.validation, random=options.system.random
    )
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return _Upload(operation, how["url"], request, file.size, (operation.id, digest.hexdigest()))


def _link(client: ClientCore[Any], upload: _Upload) -> Flow[str]:
    operation = upload.operation
    submission = Submission(Timer(client.options.system))
    response = yield from send(client, operation, upload.request, submission)
    link = first_text(response.body, (upload.url,))
    if link is None:
        raise client.undecodable(operation, response, f"the answer to the upload has no link at {upload.url}")
    client.emit("upload", operation, bytes=upload.size, seconds=submission.timer.elapsed())
    return link
