"""Whole days of a hall on a virtual clock: the real rules, without a server and without waiting.

How it is asked for is in `cli/simulate.py`; docs/simulate.md explains it.
"""
