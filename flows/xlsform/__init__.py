"""Flows as spreadsheets in the vocabulary of XLSForm: in and out."""
