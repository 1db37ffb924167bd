"""Edits of a host's files: pure functions from source to source, one file per kind of edit.

Lines are inserted and nothing else is touched, so formatting, comments, line endings and a
missing newline at the end survive. Positions come from the syntax tree. What is there already is
not put there again, and what cannot be placed for sure raises CannotPlace.
"""
