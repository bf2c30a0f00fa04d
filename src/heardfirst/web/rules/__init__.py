"""Protocols, their numbers and their proof."""
