"""Carries batches of articles through the pipeline: on one machine, in one or several processes."""
