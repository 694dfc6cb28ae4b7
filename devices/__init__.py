"""Drivers of readers, keypads, rating pads and LED strips, and the program that runs those of one machine.

Printers have a room of their own, `printers/`; the devices that are not there are in `emulators/`.
"""
