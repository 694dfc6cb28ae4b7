"""Webhooks: signed messages that tell partner systems what happens to bookings and tickets.

What is told is in `telling.py`; how it gets there is in `courier.py`. docs/webhooks.md is for the receivers.
"""
