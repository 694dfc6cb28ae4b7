"""The ways to a printer: network, serial line, USB, a queue of the operating system, a file.

Each gives a fresh connection for one job or one look. When to connect, and what an answer means for a ticket,
is the spooler's.
"""
