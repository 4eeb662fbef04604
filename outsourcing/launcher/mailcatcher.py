"""Takes the mails of a copy that has no EMAIL_URL, so that nothing leaves the machine and nothing is lost.

Each mail is one .eml file, which any mail program opens; its name tells when it came and for whom.
"""

import asyncio
import re
import socket
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from outsourcing.launcher.state import write_private

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9@._+-]")


def listening_socket() -> socket.socket:
    """A socket on a free port of this machine. The launcher keeps it open, so a catcher that is started again is found
    at the same port."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.set_inheritable(True)
    return listener


class Folder:
    """Writes each mail into one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        recipients = NOT_IN_A_NAME.sub("_", ",".join(envelope.rcpt_tos))[:100]
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{next(self._numbers):04d}-{recipients}.eml"
        write_private(self._folder / name, envelope.original_content or b"")
        return "250 Message kept"


async def serve(listener: socket.socket, folder: Path) -> None:
    handler = Folder(folder)
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(handler), sock=listener)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
