"""How fast it is, each figure beside something that does the same work and was run in the same minute.

``python -m benchmarks`` runs everything and writes ``RESULTS.md``; ``python -m benchmarks decision`` one.
"""
