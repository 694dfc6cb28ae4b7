"""What is wrong with one machine or the whole hall, and how to mend it.

What is looked at lives in the rooms that use it; here is only the looking.
"""
