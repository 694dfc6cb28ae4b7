"""The words every program of the hall speaks, and the client end of the connection.

Here live commands, frames, the hall's plan, the client without Qt and its one bridge to Qt.
The rules of the hall, storage and screens do not.
"""
