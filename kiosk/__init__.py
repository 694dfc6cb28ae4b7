"""The kiosk: where citizens take their numbers.

It decides nothing about turns: what is given out is the server's answer.
"""
