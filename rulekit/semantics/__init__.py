"""Syntax trees to the checked program."""
