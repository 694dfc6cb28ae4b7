"""LED strips over the windows: what they say, how it travels, and keeping a line of them at work.

Strips that are not there are in `emulators/`; the strip that is a screen of ours is in `display/`.
"""
