"""Atelier's Java kernel for Jupyter: its jars, and what finds a Java and starts it."""
