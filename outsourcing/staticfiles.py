"""Static files: those of npm packages by name, and all of them under a name that holds their hash."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.checks import CheckMessage, Warning
from django.core.files.storage import FileSystemStorage
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class PackageStorage(FileSystemStorage):
    """Files of installed packages under the names that pages ask for them by."""

    prefix = None

    def __init__(self, root: Path, files: dict[str, str]) -> None:
        super().__init__(location=root)
        self.files = files

    def path(self, name: str) -> str:
        return super().path(self.files.get(name, name))


class PackageFinder(BaseFinder):
    """Finds the files that settings.NPM_FILES names as {URL below STATIC_URL: path below settings.NPM_ROOT}.

    A whole `dist` folder is never taken: it holds megabytes that no page loads, and names source maps that it lacks.
    """

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = PackageStorage(settings.NPM_ROOT, settings.NPM_FILES)

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        missing = [url for url in self.storage.files if not Path(self.storage.path(url)).is_file()]
        if not missing:
            return []
        return [
            Warning(
                f"The packages lack {', '.join(missing)}.",
                hint="Run `python3 manage.py up`, or `npm ci --ignore-scripts` in outsourcing/frontend.",
                id="outsourcing.W001",
            )
        ]

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = self.storage.path(path) if path in self.storage.files else None
        if not found or not Path(found).is_file():
            return []
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        patterns = list(ignore_patterns or [])
        return ((name, self.storage) for name in self.storage.files if not matches_patterns(name, patterns))


def without_source_maps(patterns: Any) -> Any:
    """The patterns by which a manifest finds references, less those to source maps, which packages do not ship."""
    return tuple(
        (files, tuple(one for one in found if "sourceMappingURL" not in (one if isinstance(one, str) else one[0])))
        for files, found in patterns
    )


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed names, with a gzip copy beside each file. Brotli would take 50 times as long for a tenth less."""

    patterns = without_source_maps(CompressedManifestStaticFilesStorage.patterns)

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
