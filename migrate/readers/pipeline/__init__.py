"""Groovy pipelines: what the evaluator's steps, objects and choices are in Jenkins."""
