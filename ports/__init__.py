"""The ways to a device: a serial line or a TCP stream, opened by its address and kept open.

What is said over them is known in `printers/`, `devices/` and `emulators/`.
"""
