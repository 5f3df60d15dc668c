"""Training frames in memory, as float16: what the engine exported and the teacher's picture of the same view.

A folder holds `scenes/NNNNNN/frame-K.safetensors` with `teacher-K.safetensors` beside each, and `heldout.txt`,
the numbers of the scenes never trained on. Luminance in the files is exposed already.
"""
from pathlib import Path

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.numpy import load_file

from net import COMPONENTS

CHANNELS = [name for name in COMPONENTS if name not in ("state", "motion")]
LUMINANCE = ["composite", "emission", "direct-diffuse", "direct-specular", "irradiance", "reflection"]
SLICES, _start = {}, 0
for _name in CHANNELS + ["teacher"]:
    _count = 3 if _name == "teacher" else COMPONENTS[_name]
    SLICES[_name] = slice(_start, _start + _count)
    _start += _count
STORED_COUNT = _start


# Scenes from this number on are never trained on, wherever they lie.
HELDOUT_FROM = 900_000


def heldout_scenes(folder):
    path = Path(folder) / "heldout.txt"
    return {int(number) for number in path.read_text().split()} if path.exists() else set()


def _fail(path, text):
    raise ValueError(f"{path}: {text}; export the scene again")


def load_frame(frame_path, teacher_path):
    """(H×W×STORED_COUNT float16, look features). Normals are turned into camera space here."""
    try:
        frame, told = load_file(frame_path), load_file(teacher_path)
        # The teacher knows nothing of the engine's exposure: its picture is stored at a scale of its own.
        teacher = (told["teacher"].astype(np.float32) * (frame["exposure"][0] / told["scale"][0])).clip(0, 60000)
    except (SafetensorError, KeyError) as error:
        _fail(frame_path, f"unreadable frame or teacher ({error})")
    height, width = teacher.shape[:2]
    packed = np.empty((height, width, STORED_COUNT), np.float16)
    for name in CHANNELS:
        if name not in frame:
            _fail(frame_path, f"no channel '{name}'")
        value = frame[name].reshape(frame[name].shape[0], frame[name].shape[1], -1)
        if value.shape != (height, width, COMPONENTS[name]):
            _fail(frame_path, f"'{name}' is {value.shape}, the teacher {teacher.shape}")
        packed[..., SLICES[name]] = value
    world_from_camera = frame["camera"][:9].reshape(3, 3)
    packed[..., SLICES["normal"]] = packed[..., SLICES["normal"]].astype(np.float32) @ world_from_camera
    packed[..., SLICES["teacher"]] = teacher
    if not np.isfinite(packed).all():
        _fail(frame_path, "values that are not finite")
    return packed, frame["look"].astype(np.float32)


class Frames:
    """All frames of the scenes that `wanted` accepts; `refresh` adds those that have appeared since."""

    def __init__(self, folder, wanted):
        self.folder, self.wanted = Path(folder), wanted
        self.names, self.pixels, self.looks, self._seen = [], [], [], set()

    def refresh(self):
        for teacher_path in sorted(self.folder.glob("scenes/*/teacher-*.safetensors")):
            if teacher_path in self._seen or not self.wanted(int(teacher_path.parent.name)):
                continue
            frame_path = teacher_path.with_name(teacher_path.name.replace("teacher", "frame"))
            if not frame_path.exists():
                continue
            pixels, look = load_frame(frame_path, teacher_path)
            self._seen.add(teacher_path)
            self.names.append(f"{teacher_path.parent.name}/{frame_path.stem}")
            self.pixels.append(pixels)
            self.looks.append(look)
        return self

    def __len__(self):
        return len(self.pixels)


def training_frames(folder):
    held = heldout_scenes(folder)
    return Frames(folder, lambda scene: scene not in held and scene < HELDOUT_FROM).refresh()


def heldout_frames(folder):
    held = heldout_scenes(folder)
    return Frames(folder, lambda scene: scene in held).refresh()


def unpack(batch):
    """B×H×W×STORED float to a dictionary of B×C×H×W channels."""
    batch = batch.permute(0, 3, 1, 2)
    return {name: batch[:, where] for name, where in SLICES.items()}


def whole(frames, index):
    """One frame as a batch of one: channels and look."""
    return unpack(torch.from_numpy(frames.pixels[index]).float()[None]), torch.from_numpy(frames.looks[index])[None]


def _scaled_look(look, gain, order):
    """The look of the same scene with every light's colour multiplied by `gain` after reordering red, green and blue."""
    look = look.copy()
    for start in (3, 6):
        levels = look[start:start + 3][order]
        look[start:start + 3] = np.log2(1 + (np.exp2(levels / 0.2) - 1) * gain) * 0.2
    return look


def _augmented(pixels, look, options, rng):
    """Light is linear: another exposure, hue or order of primaries is the same scene under other lamps and paints."""
    pixels = pixels.astype(np.float32)
    if rng.random() < options["mirrorProbability"]:
        pixels = pixels[:, ::-1].copy()
        pixels[..., SLICES["normal"].start] *= -1
    # Upside down and on its side a room is another room.
    across = SLICES["normal"].start
    if rng.random() < options["flipProbability"]:
        pixels = pixels[::-1].copy()
        pixels[..., across + 1] *= -1
    if pixels.shape[0] == pixels.shape[1] and rng.random() < options["turnProbability"]:
        pixels = pixels.transpose(1, 0, 2).copy()
        pixels[..., [across, across + 1]] = pixels[..., [across + 1, across]]
    order = rng.permutation(3) if rng.random() < options["permuteProbability"] else np.arange(3)
    stops = rng.uniform(-1, 1) * options["exposureRangeInStops"]
    gain = np.exp2(stops + rng.normal(0, options["hueDeviation"], 3)).astype(np.float32)
    pixels[..., SLICES["base-colour"]] = pixels[..., SLICES["base-colour"]][..., order]
    for name in LUMINANCE + ["teacher"]:
        pixels[..., SLICES[name]] = pixels[..., SLICES[name]][..., order] * gain
    return pixels, _scaled_look(look, gain, order)


class Batches:
    """Endless shuffled batches of augmented crops, now and then of whole frames; taken in turn from several sets of frames."""

    def __init__(self, sets, options, rng):
        self.sets, self.options, self.rng, self.queues = sets, options, rng, [[] for _ in sets]

    def next(self):
        options, rng = self.options, self.rng
        is_full = rng.random() < options["fullFrameProbability"]
        batch, looks = [], []
        for sample in range(options["batchSize"]):
            frames, queue = self.sets[sample % len(self.sets)], self.queues[sample % len(self.sets)]
            if not queue:
                queue += rng.permutation(len(frames)).tolist()
            index = queue.pop()
            pixels = frames.pixels[index]
            if not is_full:
                height, width = min(options["cropHeight"], pixels.shape[0]), min(options["cropWidth"], pixels.shape[1])
                top = rng.integers(pixels.shape[0] - height + 1)
                left = rng.integers(pixels.shape[1] - width + 1)
                pixels = pixels[top:top + height, left:left + width]
            pixels, look = _augmented(pixels, frames.looks[index], options, rng)
            batch.append(torch.from_numpy(pixels))
            looks.append(torch.from_numpy(look))
        return unpack(torch.stack(batch)), torch.stack(looks)
