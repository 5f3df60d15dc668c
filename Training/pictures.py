"""Teacher pictures kept in the repository: rendering takes hours, and a machine may be new. Everything else is made from them again.

    ./veneer python Training/pictures.py keep .veneer/training          # what was rendered there, into Training/pictures
    ./veneer python Training/pictures.py restore .veneer/training       # the other way, and the engine can make its frames
    ./veneer python Training/pictures.py list                           # what is kept, and of which materials

A zip a scene holds its world file, what the engine told the teacher, and a JPEG XL a picture: the logarithm of linear light in 16 bits, lossy. At
the distance of training pictures that is 48 dB and 11 kB each, of held-out ones 56 dB and 26 kB, where the teacher's own noise is at 35 dB.
Pictures are of the materials of their day, whose hash stands beside them: `restore` says where they have changed since, and audit.py finds what it matters to.
"""
import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file, save_file

import data

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "Training/pictures"
# Butteraugli's: how different pictures may look.
DISTANCE, HELDOUT_DISTANCE = 0.1, 0.02
# Linear light up to MAXIMUM, times SCALE, plus one, as a logarithm.
SCALE, MAXIMUM, LEVELS = 64, 60_000, 65_535
NOTES = "pictures.json"


def matter():
    """A hash of what surfaces and the sky look like."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "Shaders/Types").glob("*.h")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def ffmpeg(*words, stdin=None):
    return subprocess.run(["ffmpeg", "-v", "error", *map(str, words)], input=stdin, capture_output=True, check=True).stdout


def encoded(picture, distance):
    """Linear H×W×3 as a JPEG XL file's bytes."""
    height, width, _ = picture.shape
    steps = np.round(np.log2(1 + SCALE * picture.clip(0, MAXIMUM).astype(np.float64)) / np.log2(1 + SCALE * MAXIMUM) * LEVELS).astype("<u2")
    return ffmpeg("-f", "rawvideo", "-pix_fmt", "rgb48le", "-s", f"{width}x{height}", "-i", "-", "-c:v", "libjxl", "-distance", distance, "-effort", 7,
                  "-f", "image2pipe", "-", stdin=steps.tobytes())


def decoded(file, size):
    # ffmpeg 5 knows the format by the file's name only.
    with tempfile.NamedTemporaryFile(suffix=".jxl") as named:
        named.write(file)
        named.flush()
        steps = np.frombuffer(ffmpeg("-i", named.name, "-f", "rawvideo", "-pix_fmt", "rgb48le", "-"), "<u2")
    if steps.size != size[0] * size[1] * 3:
        raise ValueError(f"{steps.size} numbers, where {size[0]}×{size[1]} pixels have {size[0] * size[1] * 3}")
    return (np.exp2(steps.astype(np.float64).reshape(size[1], size[0], 3) / LEVELS * np.log2(1 + SCALE * MAXIMUM)) - 1) / SCALE


def keep(folder):
    """One scene's pictures as a zip; nothing where it has none, or where all of them are kept already. True where one was written."""
    teachers = {path.stem.split("-")[1]: path for path in sorted(folder.glob("teacher-*.safetensors"))}
    archive = STORE / f"{folder.name}.zip"
    if not teachers or (archive.exists() and set(notes_of(archive)["scale"]) == set(teachers) and notes_of(archive)["matter"] == matter()):
        return False
    distance = HELDOUT_DISTANCE if int(folder.name) >= data.HELDOUT_FROM else DISTANCE
    notes = {"matter": matter(), "distance": distance, "scale": {}}
    temporary = archive.with_suffix(".writing")
    with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for name in ("world.json", "scene.json"):
            zipped.writestr(entry(name), (folder / name).read_bytes(), zipfile.ZIP_DEFLATED, 9)
        for number, path in teachers.items():
            told = load_file(path)
            notes["scale"][number] = float(told["scale"][0])
            zipped.writestr(entry(f"teacher-{number}.jxl"), encoded(told["teacher"], distance), zipfile.ZIP_STORED)
        zipped.writestr(entry(NOTES), json.dumps(notes))
    temporary.replace(archive)
    return True


def entry(name):
    """Without a date: the same pictures are the same bytes."""
    return zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))


def notes_of(archive):
    with zipfile.ZipFile(archive) as zipped:
        return json.loads(zipped.read(NOTES))


def restore(archive, scenes):
    """A scene's folder from its zip, where its pictures aren't there yet; how many pictures it wrote."""
    folder, count = scenes / archive.stem, 0
    with zipfile.ZipFile(archive) as zipped:
        notes, scene = json.loads(zipped.read(NOTES)), json.loads(zipped.read("scene.json"))
        for number, scale in notes["scale"].items():
            path = folder / f"teacher-{number}.safetensors"
            if path.exists():
                continue
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("world.json", "scene.json"):
                (folder / name).write_bytes(zipped.read(name))
            picture = decoded(zipped.read(f"teacher-{number}.jxl"), scene["size"])
            save_file({"teacher": picture.astype(np.float16), "scale": np.array([scale], np.float32)}, path.with_suffix(".writing"))
            path.with_suffix(".writing").replace(path)
            count += 1
    return count


def kept(heldout):
    """The zips of held-out scenes, or of all others."""
    return [path for path in sorted(STORE.glob("[0-9]*.zip")) if (int(path.stem) >= data.HELDOUT_FROM) == heldout]


def restore_all(folder, heldout, most=None, wanted=None):
    """Makes a data folder of all kept scenes, of so many drawn from them, or of the numbers wanted."""
    count, archives = 0, [archive for archive in kept(heldout) if wanted is None or int(archive.stem) in wanted]
    if most and most < len(archives):
        archives = random.Random(most).sample(archives, most)
    for archive in archives:
        try:
            count += restore(archive, folder / "scenes")
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, subprocess.CalledProcessError) as error:
            sys.exit(f"pictures: {archive} can't be read ({error}); delete it, and the scene is rendered again")
    older = sum(notes_of(archive)["matter"] != matter() for archive in archives)
    if count:
        print(f"pictures: {count} of {len(archives)} scenes, from {STORE}", flush=True)
    if older:
        print(f"pictures: {older} of these scenes were rendered before the materials last changed; audit.py tells where that matters", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=["keep", "restore", "list"])
    parser.add_argument("folder", type=Path, nargs="?", help="a data folder")
    parser.add_argument("--heldout", action="store_true", help="restore the held-out scenes rather than the others")
    arguments = parser.parse_args()
    if arguments.verb != "list" and not arguments.folder:
        parser.error("which data folder?")
    if arguments.verb == "keep":
        STORE.mkdir(exist_ok=True)
        written = sum(keep(scene) for scene in sorted(arguments.folder.glob("scenes/[0-9]*")))
        print(f"pictures: {written} scenes written; {sum(path.stat().st_size for path in STORE.glob('*.zip')) / 1e6:.1f} MB in all")
    elif arguments.verb == "restore":
        restore_all(arguments.folder, arguments.heldout)
    else:
        for name, archives in (("training", kept(False)), ("held-out", kept(True))):
            notes = [notes_of(archive) for archive in archives]
            print(f"{name}: {sum(len(n['scale']) for n in notes)} pictures of {len(notes)} scenes, {sum(a.stat().st_size for a in archives) / 1e6:.1f} MB, "
                  f"{sum(n['matter'] == matter() for n in notes)} of today's materials")


if __name__ == "__main__":
    main()
