"""The rules of the hall: state, numbering, who is next and why, `decide` and `apply`.

Pure: time comes in as an argument. No clock, no I/O and no event loop live here.
"""
