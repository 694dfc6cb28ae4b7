"""The device plane: who joined, what they may say, and what each of them gets to hear.

The rules and the journal are behind the engine; here frames are checked and carried.
"""
