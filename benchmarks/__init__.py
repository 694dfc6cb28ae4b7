"""The measurements, beside the bare limit of the machine.

They judge nothing but speed and memory; what is right is tested in `tests/`.
"""
