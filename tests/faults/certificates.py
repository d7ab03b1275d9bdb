"""Certificates for one test: signed by themselves, for a name and from a day to another; written out byte by byte.

No library that makes certificates is needed for that, and the key is no secret: anybody can work it out.
"""

from __future__ import annotations

import ssl
from base64 import encodebytes
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from ipaddress import ip_address
from pathlib import Path

_P, _Q = 3 * 2**1022 + 1037, 3 * 2**1022 + 1697
"""Two primes that are short to write down."""
_N, _E = _P * _Q, 65537
_D = pow(_E, -1, (_P - 1) * (_Q - 1))
_RSA, _SHA256_RSA = "2a864886f70d010101", "2a864886f70d01010b"
_COMMON_NAME, _KEY_ID, _KEY_USAGE, _NAMES, _IS_CA = "550403", "551d0e", "551d0f", "551d11", "551d13"
_SHA256_HEAD = bytes.fromhex("3031300d060960864801650304020105000420")


def _tlv(tag: int, *parts: bytes) -> bytes:
    """A value of DER: its tag, its length and its parts."""
    body = b"".join(parts)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(body) < 128 else bytes([128 + len(size)]) + size) + body


def _number(value: int) -> bytes:
    return _tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _kind(oid: str, *more: bytes) -> bytes:
    return _tlv(0x30, _tlv(6, bytes.fromhex(oid)), *more)


def _extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    return _kind(oid, _tlv(1, b"\xff") if critical else b"", _tlv(4, value))


def _signed(data: bytes) -> bytes:
    """The signature: PKCS #1, version 1.5."""
    digest = _SHA256_HEAD + sha256(data).digest()
    padded = b"\0\1" + b"\xff" * (256 - 3 - len(digest)) + b"\0" + digest
    return pow(int.from_bytes(padded, "big"), _D, _N).to_bytes(256, "big")


def _certificate(host: str, days: Iterable[int]) -> bytes:
    key = _tlv(0x30, _number(_N), _number(_E))
    owner = _tlv(0x30, _tlv(0x31, _kind(_COMMON_NAME, _tlv(0x0C, b"a fox in the snow"))))
    moments = (datetime.now(UTC) + timedelta(days=day) for day in days)
    try:
        name = _tlv(0x87, ip_address(host).packed)
    except ValueError:
        name = _tlv(0x82, host.encode())
    extensions = (
        _extension(_IS_CA, _tlv(0x30, _tlv(1, b"\xff")), critical=True),
        _extension(_KEY_USAGE, _tlv(3, b"\x02\xa4"), critical=True),
        _extension(_KEY_ID, _tlv(4, sha1(key, usedforsecurity=False).digest())),
        _extension(_NAMES, _tlv(0x30, name)),
    )
    method = _kind(_SHA256_RSA, _tlv(5))
    told = _tlv(
        0x30,
        _tlv(0xA0, _number(2)),
        _number(1),
        method,
        owner,
        _tlv(0x30, *(_tlv(0x17, f"{moment:%y%m%d%H%M%SZ}".encode()) for moment in moments)),
        owner,
        _tlv(0x30, _kind(_RSA, _tlv(5)), _tlv(3, b"\0", key)),
        _tlv(0xA3, _tlv(0x30, *extensions)),
    )
    return _tlv(0x30, told, method, _tlv(3, b"\0", _signed(told)))


def _pem(kind: str, data: bytes) -> str:
    return f"-----BEGIN {kind}-----\n{encodebytes(data).decode()}-----END {kind}-----\n"


def certificate(folder: Path, host: str = "127.0.0.1", days: tuple[int, int] = (-1, 1)) -> Path:
    """A file with a certificate and its key, for this host and from one day to another, counted from today."""
    numbers = (0, _N, _E, _D, _P, _Q, _D % (_P - 1), _D % (_Q - 1), pow(_Q, -1, _P))
    path = folder / "certificate.pem"
    key = _tlv(0x30, *map(_number, numbers))
    path.write_text(_pem("CERTIFICATE", _certificate(host, days)) + _pem("RSA PRIVATE KEY", key), "ascii")
    return path


def served(path: Path) -> ssl.SSLContext:
    """What a server with this certificate speaks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


def trusted(path: Path) -> ssl.SSLContext:
    """What a client speaks that trusts this certificate, and no other."""
    return ssl.create_default_context(cafile=str(path))
