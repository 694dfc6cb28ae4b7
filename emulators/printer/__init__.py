"""A virtual 80 mm network printer, written from the ESC/POS command set and not from our own driver.

Here live its parser, its paper, its network side and its faults. The driver's side is in `printers`.
"""
