"""What the three screens share: the start of a Qt Quick program, joining, language, and scripted hands.

What a screen shows is in its own room.
"""
