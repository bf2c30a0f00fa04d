"""Proving: whether a protocol keeps its promises in every state it can lead to, and the story when not."""
