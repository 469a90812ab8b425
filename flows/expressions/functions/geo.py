"""Places: points `latitude longitude [altitude accuracy]`, traces and shapes of points parted by semicolons."""

from __future__ import annotations

from itertools import pairwise
from math import acos, cos, nan, radians, sin

from flows.expressions.functions.registry import function
from flows.expressions.values import Value, all_texts, plain_number

_RADIUS = 6_378_100
"""Of the earth at the equator, in metres, as ODK counts."""

Point = tuple[float, float]


@function("distance")
def distance(*values: Value) -> float:
    """The length of a trace in metres, to two places; NaN if a point is none."""
    points = _points(all_texts(values))
    if points is None or len(points) < 2:
        return nan
    return round(sum((_between(start, end) for start, end in pairwise(points)), 0.0), 2)


@function("area")
def area(value: Value) -> float:
    """The area of a shape in square metres, to two places; 0 without a shape, NaN if a point is none."""
    texts = all_texts((value,))
    if not any(texts):
        return 0.0
    points = _points(texts)
    if points is None:
        return nan
    slices = (
        radians(longer - long) * (2 + sin(radians(later)) + sin(radians(lat)))
        for (lat, long), (later, longer) in pairwise([*points, points[0]])
    )
    return round(abs(sum(slices, 0.0) * _RADIUS * _RADIUS / 2), 2)


@function("geofence")
def geofence(point: str, shape: str) -> bool:
    """Whether a point lies in a shape: a line from it to the east crosses the border an odd number of times."""
    place, corners = _point(point), _points([shape])
    if place is None or corners is None:
        return False
    latitude, longitude = place
    inside = False
    for (lat, long), (later, longer) in pairwise([*corners, corners[0]]):
        if (lat > latitude) != (later > latitude):
            inside ^= longitude < (longer - long) * (latitude - lat) / (later - lat) + long
    return inside


def _points(texts: list[str]) -> list[Point] | None:
    """All points, None if one is none or there are none."""
    parts = [part for text in texts for part in text.strip().rstrip(";").split(";")]
    points = [point for part in parts if (point := _point(part)) is not None]
    return points if points and len(points) == len(parts) else None


def _point(text: str) -> Point | None:
    parts = text.split()
    if not 2 <= len(parts) <= 4:
        return None
    latitude, longitude = plain_number(parts[0]), plain_number(parts[1])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _between(start: Point, end: Point) -> float:
    first, second = radians(start[0]), radians(end[0])
    cosine = sin(first) * sin(second) + cos(first) * cos(second) * cos(radians(start[1] - end[1]))
    return acos(max(-1.0, min(1.0, cosine))) * _RADIUS
