"""/flows: what flows there are, and how they are changed in the chat. Whoever may, edits a draft; nobody meets it until
it is published.
"""
