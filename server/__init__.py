"""The hall's server: one engine over one journal, and the gateway that devices join.

Screens, printers and loudspeakers are other programs; they only share the words in `link/`.
"""
