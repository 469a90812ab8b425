"""All strings of a flow for its translators, and what they send back: as a spreadsheet, and as PO."""
