"""How long tests wait for what has to come."""

PATIENCE = 60.0
"""Real seconds. What is waited for comes at once: they pass only when something is wrong, however slow the machine."""
