"""Folders as pieces that travel apart: one archive, cut to size, with a list of what belongs to it."""
import hashlib
import json
import os
import tarfile
from pathlib import Path

LIST = "pieces.json"


class Cut:
    """A stream that goes on in another file whenever one is full."""

    def __init__(self, folder, most):
        self.folder, self.most, self.names, self.file, self.room = folder, most, [], None, 0

    def write(self, content):
        content, count = memoryview(content), len(content)
        while content:
            if self.room == 0:
                self.close()
                self.names.append(f"piece-{len(self.names):03d}")
                self.file, self.room = open(self.folder / self.names[-1], "wb"), self.most
            part = content[:self.room]
            self.file.write(part)
            self.room -= len(part)
            content = content[len(part):]
        return count

    def close(self):
        if self.file:
            self.file.close()


class Joined:
    """The pieces as one stream again."""

    def __init__(self, paths):
        self.paths, self.file = list(paths), None

    def read(self, count):
        content = b""
        while len(content) < count:
            if self.file is None:
                if not self.paths:
                    break
                self.file = open(self.paths.pop(0), "rb")
            part = self.file.read(count - len(content))
            if not part:
                self.file.close()
                self.file = None
            content += part
        return content


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def cut(entries, folder, most):
    """Writes `entries` (names in the archive and where they are) as pieces of at most `most` bytes and their list; the pieces' names."""
    folder.mkdir(parents=True, exist_ok=True)
    stream = Cut(folder, most)
    with tarfile.open(fileobj=stream, mode="w|gz") as archive:
        for name, path in entries:
            archive.add(os.path.realpath(path), name)
    stream.close()
    (folder / LIST).write_text(json.dumps({name: digest(folder / name) for name in stream.names}, indent=1) + "\n")
    return stream.names


def missing(folder):
    """What is listed and not there yet; None where there isn't even a list. A damaged piece is an error."""
    if not (folder / LIST).exists():
        return None
    listed = json.loads((folder / LIST).read_text())
    for name, wanted in listed.items():
        if (folder / name).exists() and digest(folder / name) != wanted:
            raise SystemExit(f"{folder / name} is damaged: send it again")
    return [name for name in listed if not (folder / name).exists()]


def join(folder, into):
    """Unpacks pieces that are all there."""
    names = sorted(json.loads((folder / LIST).read_text()))
    into.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=Joined(folder / name for name in names), mode="r|gz") as archive:
        archive.extractall(into, filter="data")
