"""The public plane: HTTP for phones, browsers and partner systems, a program of its own beside the server.

It knows the hall as a copy that it keeps by the server's events, and gives commands to the one engine.
"""
