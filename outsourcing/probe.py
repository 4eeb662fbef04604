"""`python -m outsourcing.probe [address]`: asks the web process on this machine how it is. For a container's check.

It names the site as its Host, the only one that is answered, and says that https has been seen to. Standard library
alone, so that asking every few seconds costs next to nothing.
"""

import http.client
import os
import sys
from urllib.parse import urlparse

PORT = 8000
PATIENCE_SECONDS = 4


def main(address: str = "/healthz") -> int:
    """0 when it answers 200, else 1 with what it said."""
    host = urlparse(os.environ.get("SITE_URL", "https://localhost")).netloc
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", address, headers={"Host": host, "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        said = answer.read(1000).decode(errors="replace").strip()
    except (OSError, http.client.HTTPException) as error:
        print(error or type(error).__name__)
        return 1
    finally:
        connection.close()
    print(said)
    return 0 if answer.status == http.HTTPStatus.OK else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
