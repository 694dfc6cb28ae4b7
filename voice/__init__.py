"""The voice of the hall: from a call to a chime and spoken phrases, on loudspeakers or in WAV files.

What is shown of a call, and telling the server that it was spoken, is in the rest of `display/`.
"""
