"""Devices that are not there: each speaks its protocol on a TCP port or a pseudo-terminal, and can misbehave.

They are written from the protocols alone and import nothing of ours, so that they judge the drivers.
"""
