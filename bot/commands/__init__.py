"""The command line's commands, by subject."""
