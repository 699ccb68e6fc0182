"""A real, small service process for tests of the stack: answers /readyz, and does as its environment says."""

from __future__ import annotations

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answers(BaseHTTPRequestHandler):
    """/readyz says ready; /env gives the environment; /die ends the process with code 7."""

    def do_GET(self) -> None:
        if self.path == "/die":
            threading.Timer(0.05, os._exit, (7,)).start()
        body = json.dumps(dict(os.environ)) if self.path == "/env" else "ok"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())


def main() -> None:
    sys.stdout.write("speaking before the end\n")
    if "--fail" in sys.argv:
        sys.stderr.write("no such key: colour\n")
        raise SystemExit(3)
    server = ThreadingHTTPServer(("127.0.0.1", int(os.environ["SANKUA_HTTP_PORT"])), Answers)
    server.serve_forever()


if __name__ == "__main__":
    main()
