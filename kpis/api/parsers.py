"""Bodies of measurements: handed on as they come, so that they can be read as a stream."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

from kpis.domain.rows import BadRow, Row
from kpis.domain.tables import rows_of_csv, rows_of_json, rows_of_ndjson


class TooLarge(APIException):
    """413: the body is longer than the stated limit."""

    status_code = 413

    def __init__(self) -> None:
        limit = settings.MEASUREMENT_BODY_LIMIT_BYTES // 1024 // 1024
        super().__init__(_("The body is larger than %d MB: send it in parts.") % limit)


class LimitedBody(RawIOBase):
    """The body as a stream of bytes that raises TooLarge beyond the limit."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = settings.MEASUREMENT_BODY_LIMIT_BYTES

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._stream.read(len(buffer))
        self._left -= len(chunk)
        if self._left < 0:
            raise TooLarge
        buffer[: len(chunk)] = chunk
        return len(chunk)


@dataclass(frozen=True)
class Body:
    """A body of measurements that has not been read yet."""

    media_type: str
    stream: BufferedReader

    def rows(self) -> Iterator[Row | BadRow]:
        """The rows, one by one. Raises UnreadableTable."""
        if self.media_type == JsonRows.media_type:
            return rows_of_json(self.stream.read())
        reads = rows_of_csv if self.media_type == CsvRows.media_type else rows_of_ndjson
        return reads(self.stream)


class _RowsParser(BaseParser):
    def parse(  # type: ignore[override]  # read row by row, later
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Body:
        return Body(self.media_type, BufferedReader(LimitedBody(stream), 1 << 18))


class JsonRows(_RowsParser):
    media_type = "application/json"


class NdjsonRows(_RowsParser):
    media_type = "application/x-ndjson"


class CsvRows(_RowsParser):
    media_type = "text/csv"
