"""What the three screens share: the start of a program, joining, language, clock, scripted hands.

What a screen shows is in its own room.
"""
