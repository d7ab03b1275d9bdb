"""Thousands of calls with faults among them, and what is left of them."""
