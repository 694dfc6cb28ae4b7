"""Papers and printers: layouts → bytes, the ways to a printer, its status, the spooler, groups with failover.

Who gets a ticket, and what a screen says about it, is known elsewhere; nothing here knows Qt.
"""
