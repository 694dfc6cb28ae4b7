"""Tickets on paper: their layout as bytes, the printer's status, the spooler, and a virtual printer.

What a ticket says, and whether to print it again, is the kiosk's; nothing here knows Qt.
"""
