"""Measures rendered services beside their peers, in alternating rounds: README.md."""
