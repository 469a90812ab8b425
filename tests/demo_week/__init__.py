"""A week of a section, played with the real application in simulated time, and printed as it is read."""
