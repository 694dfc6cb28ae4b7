"""The one command `tingxu`: each verb hands its arguments to the room that does the work."""
