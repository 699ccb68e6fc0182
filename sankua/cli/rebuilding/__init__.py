"""Figures anew from the first event, beside those that are shown."""
