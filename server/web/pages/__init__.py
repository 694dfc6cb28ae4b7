"""The pages that people see on phones and in browsers, and those of the floor guides.

Each module has the routes of one page and what it says; how it looks is in `assets/web/`.
"""
