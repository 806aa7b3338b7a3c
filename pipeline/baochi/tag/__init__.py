"""Runs of tokens that look like names."""
