"""Pictures of what was counted. Pure: data and a voice in, PNG out; matplotlib is loaded when the first is drawn."""
