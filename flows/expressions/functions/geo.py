"""Places: points `latitude longitude [altitude accuracy]`, traces and shapes of points parted by semicolons."""

from __future__ import annotations

import re
from itertools import pairwise
from math import acos, cos, nan, radians, sin

from ..values import Value, plain_number
from .registry import function
from .texts import all_texts

_RADIUS = 6_378_100
"""Of the earth at the equator, in metres, as ODK counts."""

Point = tuple[float, float]


@function("distance")
def distance(*values: Value) -> float:
    """The length of a trace in metres, to two places; NaN if a point is none."""
    points = _points(values)
    if not _usable(points):
        return nan
    return round(sum(_between(start, end) for start, end in pairwise(points)), 2)


@function("area")
def area(value: Value) -> float:
    """The area of a shape in square metres, to two places; NaN if a point is none."""
    if not any(all_texts((value,))):
        return 0.0
    points = _points((value,))
    if not _usable(points):
        return nan
    twice = sum(
        radians(end[1] - start[1]) * (2 + sin(radians(end[0])) + sin(radians(start[0])))
        for start, end in pairwise([*points, points[0]])
    )
    return round(abs(twice * _RADIUS * _RADIUS / 2), 2)


@function("geofence")
def geofence(point: str, shape: str) -> bool:
    """Whether a point lies in a shape: a line from it to the east crosses the border an odd number of times."""
    corners = _points((shape,))
    place = _points((point,))
    if not _usable(corners) or place[0] is None:
        return False
    latitude, longitude = place[0]
    inside = False
    for (lat, lon), (next_lat, next_lon) in pairwise([*corners, corners[0]]):
        if (lat > latitude) != (next_lat > latitude):
            inside ^= longitude < (next_lon - lon) * (latitude - lat) / (next_lat - lat) + lon
    return inside


def _points(values: tuple[Value, ...]) -> list[Point | None]:
    return [_point(part) for text in all_texts(values) for part in re.split(r"\s*;\s*", text.strip().rstrip(";"))]


def _point(text: str) -> Point | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    latitude, longitude = plain_number(parts[0]), plain_number(parts[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _usable(points: list[Point | None]) -> bool:
    return len(points) > 1 and None not in points


def _between(start: Point, end: Point) -> float:
    first, second = radians(start[0]), radians(end[0])
    cosine = sin(first) * sin(second) + cos(first) * cos(second) * cos(radians(start[1] - end[1]))
    return acos(max(-1.0, min(1.0, cosine))) * _RADIUS
