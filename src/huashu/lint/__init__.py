"""Lint: rules judge effective texts and scripts; results are findings."""
