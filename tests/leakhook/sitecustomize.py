"""Read at the start of every child process of a test run: its stacks are looked at before they stop."""

import importlib.abc
import importlib.util
import os
import sys

STACK = "sankua.cli.stack.stack"


class Watcher(importlib.abc.MetaPathFinder):
    """Lets the module be found as ever, and then puts the scan around it."""

    def find_spec(self, name, path, target=None):
        if name != STACK:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module

        def watched(module):
            run(module)
            root = os.environ["LEAKS_ROOT"]
            sys.path.append(root)
            from tests.leaks import watch_stacks

            watch_stacks(module.Stack)

        spec.loader.exec_module = watched
        return spec


if "LEAKS_FOLDER" in os.environ:
    sys.meta_path.insert(0, Watcher())
