"""Use cases of oversight: what falls due, what persons do, what they look at."""

from services.oversight.handlers.firing import fire, fire_page
from services.oversight.handlers.watcher import Watcher, clocks

__all__ = ["Watcher", "clocks", "fire", "fire_page"]
