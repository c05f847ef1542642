"""Checks what was emitted, from files alone: `output` walks a folder and holds the functions for in-process use."""
