"""Drills: a whole newsroom under the load or the fault that it promises to stand."""
