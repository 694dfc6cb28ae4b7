"""The boards of a hall: the big board, the strip over one window, and the voice.

They only show and say what the server tells; nobody can do anything here.
"""
