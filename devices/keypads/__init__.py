"""Clerks' keypads and rating pads on RS-485 lines: Modbus RTU, with the registers of docs/devices.md.

What a key does in the hall is decided by the rules, in `server/hall/pressing.py`.
"""
