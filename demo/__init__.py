"""A whole hall on one machine: the real programs, used by people or by scripts.

Nothing here is needed to run a hall.
"""
