"""The smallest images of each kind."""

from base64 import b64decode

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==")
JPEG = b"\xff\xd8\xff\xe0" + bytes(16) + b"\xff\xd9"
WEBP = b"RIFF\x0c\x00\x00\x00WEBPVP8 " + bytes(4)
GIF = b"GIF89a" + bytes(10) + b";"
