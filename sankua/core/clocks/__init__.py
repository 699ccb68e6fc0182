"""Clocks (时限): what is owed, by whom, until when, and how near that is. One engine for all of Sankua."""

from sankua.core.clocks.clock import Clock
from sankua.core.clocks.corrections import Note
from sankua.core.clocks.engine import Reading, ahead, compute, compute_known, read
from sankua.core.clocks.explain import explain
from sankua.core.clocks.rules import ClockBook

__all__ = ["Clock", "ClockBook", "Note", "Reading", "ahead", "compute", "compute_known", "explain", "read"]
