#!/bin/sh
# The Python that make sets up with: python.sh CANDIDATE … prints the first that is 3.11 or newer, can make a virtual
# environment and was built with optimisation (a profile), or else the first that is new enough and can; if none, the
# first name given. An interpreter built without runs our code a third slower (docs/adr/0040): those that a version
# manager compiles on the machine usually are. A distribution's own is built with, whatever its recorded options say.
question='
import sys, sysconfig
import ensurepip, venv  # Debian has them in a package of its own
if sys.version_info < (3, 11):
    sys.exit(1)
optimised = "--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or "")
sys.exit(0 if optimised or sys.base_prefix == "/usr" else 3)
'
usable=
for candidate in "$@"; do
  code=0
  "$candidate" -c "$question" 2>/dev/null || code=$?
  case $code in
    0) echo "$candidate" && exit 0 ;;
    3) usable=${usable:-$candidate} ;;
  esac
done
echo "${usable:-$1}"
