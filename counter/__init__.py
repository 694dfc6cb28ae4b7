"""The clerk's window: calling, serving and sending people on.

Who is next, and what is allowed, is decided by the server.
"""
