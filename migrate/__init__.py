"""Converts Jenkins jobs to AWS CodePipeline V2, and says exactly what it could not convert."""

__version__ = "0.1.0"
