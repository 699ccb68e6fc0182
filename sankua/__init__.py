"""Sankua: petitions that cross places, departments or trades get one lead, a clock and a figure."""
