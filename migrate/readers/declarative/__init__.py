"""Declarative pipelines, as Jenkins' own pipeline-model-definition reads them: model, refusals, JSON, and jobs."""
