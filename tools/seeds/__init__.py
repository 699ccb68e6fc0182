"""Histories in which the figures that four offices published come out of `sankua report` exactly."""
