"""The demo's web server, a process without Django of its own, so that its workers read the settings afresh.

`python -m programme.demo.server PORT` serves on 127.0.0.1 until SIGTERM, or until the process that started it
is gone, however that one ended: its standard input is then closed.
"""

import os
import signal
import sys
import threading

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main() -> None:
    server = Granian(
        target="festapp.wsgi:application",
        interface=Interfaces.WSGI,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        workers=2,
        blocking_threads=4,
        backpressure=256,  # connections that may be open, idle ones too: a browser keeps six
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    threading.Thread(target=_stop_with_the_demo, daemon=True).start()
    server.serve()


def _stop_with_the_demo() -> None:
    os.read(0, 1)  # nobody writes: it returns when the other end is closed
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
