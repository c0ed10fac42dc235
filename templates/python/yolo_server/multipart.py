"""Pictures and fields of a multipart form, which is in memory already."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import Message

from .errors import ServerError

MOST_FIELDS = 1000
MOST_HEADER_BYTES = 80 * 1024


def boundary_of(content_type: str) -> str:
    """:raises ServerError: ``bad_request`` when the header names none."""
    boundary = _header("content-type", content_type).get_param("boundary", header="content-type")
    if not isinstance(boundary, str) or not boundary:
        raise malformed("its Content-Type has no boundary")
    return boundary


def read_multipart(
    body: bytes, boundary: str, most_images: int
) -> tuple[list[bytes], list[tuple[str, str]]]:
    """The pictures (fields ``file``) and the other fields, in order.

    :raises ServerError: ``bad_request``, ``too_large`` or ``bad_parameter``.
    """
    images: list[bytes] = []
    fields: list[tuple[str, str]] = []
    for headers, content in _parts(body, b"--" + boundary.encode("latin-1", "replace")):
        disposition = headers.get("content-disposition", "")
        if disposition.split(";")[0].strip().lower() != "form-data":
            # No part of a form.
            continue
        message = _header("content-disposition", disposition)
        name = message.get_param("name", header="content-disposition")
        filename = message.get_param("filename", header="content-disposition")
        if not isinstance(name, str):
            raise malformed("a part has no name")
        octets = headers.get("content-type", "").startswith("application/octet-stream")
        if filename is None and not octets:
            if name == "file":
                text = "file is text; send it as a file, with a filename."
                raise ServerError("bad_parameter", text)
            fields.append((name, content.decode("utf-8", "replace")))
        elif name == "file":
            images.append(content)
        else:
            shown = json.dumps(name[:40], ensure_ascii=False)
            text = (
                f'There is a file in the field {shown}; files go into the field "file", '
                "which may be repeated."
            )
            raise ServerError("bad_parameter", text)
        if len(images) > most_images:
            text = (
                f"A request takes at most {most_images} files; "
                "send the others in a further request."
            )
            raise ServerError("too_large", text)
        if len(fields) > MOST_FIELDS:
            raise ServerError("too_large", "The form has too many fields.")
    return images, fields


def _parts(body: bytes, delimiter: bytes) -> Iterator[tuple[dict[str, str], bytes]]:
    """Headers and content of each part."""
    at = 0
    if not body.startswith(delimiter):
        at = body.find(b"\r\n" + delimiter) + 2
        if at < 2:
            raise malformed("it does not begin with its boundary")
    at += len(delimiter)
    while not body.startswith(b"--", at):
        start = body.find(b"\r\n", at)
        head_end = body.find(b"\r\n\r\n", start)
        # Where the content is empty, the delimiter may begin in the blank line.
        end = body.find(b"\r\n" + delimiter, head_end + 2)
        if start < 0 or head_end < 0 or end < 0:
            raise ServerError("bad_request", "The body ended before all of it was sent.")
        headers: dict[str, str] = {}
        # What is longer says nothing; a line that begins with a blank goes on with the one before.
        head = body[start + 2 : head_end] if head_end - start < MOST_HEADER_BYTES else b""
        for line in re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n"):
            key, colon, value = line.partition(b":")
            if line and not colon:
                raise malformed("a part has a header without a colon")
            headers[key.strip().lower().decode("latin-1")] = value.strip().decode("utf-8", "replace")
        yield headers, body[head_end + 4 : max(end, head_end + 4)]
        at = end + 2 + len(delimiter)


def _header(name: str, value: str) -> Message:
    message = Message()
    message[name] = value.replace("\r", " ").replace("\n", " ")
    return message


def malformed(why: str) -> ServerError:
    return ServerError("bad_request", f"The multipart body is malformed: {why}.")
