"""The life of a flow: sent in, changed in a draft, checked, tried, published, rolled back.

Functions of a transaction's stores, for the chat and the command line alike; neither rights nor wordings are asked
here.
"""
