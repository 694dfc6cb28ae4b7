"""The version of all of it: of the distribution, and what each program says when it joins."""

VERSION = "0.1.0"
