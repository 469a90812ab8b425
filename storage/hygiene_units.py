"""The units of which H.264 and HEVC pictures are made, and messages among them that no decoder needs.

Cameras write what they like into "user data, unregistered": device, time, position. A unit that holds such a message
becomes one of filling of the same length, which decoders skip, so that nothing else moves.
"""

from collections.abc import Iterator
from typing import Any

USER_DATA = 5  # payload type of the message
NUMBER_OF_LENGTH = {"h264": 4, "hevc": 21}  # where the decoder's configuration says how many bytes hold a length
FILLING = {"h264": b"\x0c", "hevc": b"\x4c\x01"}  # the head of a unit of filling
END = b"\x80"
FIRST_LIST = 23  # where the lists of units begin in HEVC's configuration, after how many there are


def length_size(codec: Any) -> int:
    """How many bytes hold the length of a unit; 0 if the stream is none of these, or not written so."""
    place, configuration = NUMBER_OF_LENGTH.get(codec.name), codec.extradata or b""
    if place is None or len(configuration) <= place or configuration[0] != 1:
        return 0
    return (configuration[place] & 3) + 1


def blanked(packet: bytes, codec: str, size: int) -> bytes:
    """The packet, as long as it was, without messages of user data."""
    if not any(_tells(packet[start:end], codec) for start, end in _units(packet, size)):
        return packet
    out = bytearray(packet)
    for start, end in _units(packet, size):
        if _tells(packet[start:end], codec):
            out[start:end] = _filling(end - start, codec)
    return bytes(out)


def blanked_configuration(configuration: bytes, codec: str) -> bytes:
    """The same for the messages that HEVC keeps beside its parameters, in lists of units of one kind."""
    if codec != "hevc" or len(configuration) < FIRST_LIST:
        return configuration
    out, at = bytearray(configuration), FIRST_LIST
    for _ in range(configuration[FIRST_LIST - 1]):
        count, at = int.from_bytes(configuration[at + 1 : at + 3], "big"), at + 3
        for _ in range(count):
            start = at + 2
            at = start + int.from_bytes(configuration[at:start], "big")
            if at > len(configuration):
                return bytes(out)
            if at > start and _tells(configuration[start:at], codec):
                out[start:at] = _filling(at - start, codec)
    return bytes(out)


def _filling(length: int, codec: str) -> bytes:
    head = FILLING[codec]
    return (head + b"\xff" * (length - len(head) - 1) + END)[:length]


def _units(packet: bytes, size: int) -> Iterator[tuple[int, int]]:
    """Where each unit begins and ends; what is longer than the packet ends with it."""
    at = 0
    while at + size < len(packet):
        start = at + size
        at = min(start + int.from_bytes(packet[at:start], "big"), len(packet))
        if at > start:
            yield start, at


def _tells(unit: bytes, codec: str) -> bool:
    """Whether the unit holds a message of user data."""
    if codec == "h264":
        kind, head = unit[0] & 0x1F, 1
        messages = kind == 6
    else:
        kind, head = unit[0] >> 1 & 0x3F, 2
        messages = kind in (39, 40)
    return messages and USER_DATA in _payload_types(unit[head:].replace(b"\x00\x00\x03", b"\x00\x00"))


def _payload_types(messages: bytes) -> Iterator[int]:
    """The types of the messages one after the other: type, length, content; each number ends with a byte below 255."""
    at = 0
    while at + 1 < len(messages):
        kind, at = _number(messages, at)
        length, at = _number(messages, at)
        yield kind
        at += length


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    while at < len(data) and data[at] == 0xFF:
        value, at = value + 255, at + 1
    return (value + data[at] if at < len(data) else value), at + 1
