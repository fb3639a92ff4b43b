"""Explains what a JSON Schema refuses in the words of a colleague: what is wrong, where, and what to write."""
