"""Converts real jobs that are no part of the project, and measures what fell short."""
