"""Worlds in several lights: raster | painted | teacher, a row a light.

    ./veneer python Training/showcase.py Worlds/kitchen.jsonc --looks own,evening --out Pictures     # the README's
    ./veneer python Training/showcase.py WORLD --looks noon,night --size 384x216

Writes OUT/NAME.png for each world. The painter sees the live budget's light. What the teacher has painted already is used again.
"""
import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

import data
from display import for_eyes
from evaluate import pixels, raster, write_png
from net import Painter, load_weights, paint

ROOT = Path(__file__).resolve().parent.parent


def exported(world, look, arguments):
    """The world's first moment under a look, as the engine and the teacher see it: channels, look features, and what eyes see as white."""
    folder = arguments.work / f"{world.stem}-{look}-{arguments.size}"
    words = ["--world", world, "--count", "1", "--seconds", "0.1", "--views", "1", "--size", arguments.size]
    for command in ([ROOT / "veneer", "export-scenes", "--out", folder, *words, *([] if look == "own" else ["--look", look])],
                    [sys.executable, ROOT / "Training/teacher.py", folder, "--spp", arguments.samples],
                    [ROOT / "veneer", "export-frames", "--data", folder, "--again"]):
        subprocess.run(list(map(str, command)), check=True)
    frames = data.Frames(folder, lambda _: True).refresh()
    white = load_file(folder / "scenes" / f"{frames.names[0]}.safetensors")["white-balance"]
    return *data.whole(frames, 0), torch.from_numpy(white).view(1, 3, 1, 1)


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("worlds", type=Path, nargs="+")
    parser.add_argument("--looks", default="noon,evening,overcast,night", help="own: the world's (default noon,evening,overcast,night)")
    parser.add_argument("--size", default="384x216")
    parser.add_argument("--samples", type=int, default=64)
    parser.add_argument("--weights", default=ROOT / "Models/painter-s.safetensors")
    parser.add_argument("--work", type=Path, default=ROOT / ".veneer/showcase")
    parser.add_argument("--out", type=Path, default=Path("."))
    arguments = parser.parse_args()
    state, model = load_weights(arguments.weights)
    net = Painter(model)
    net.load_state_dict(state)
    arguments.out.mkdir(parents=True, exist_ok=True)
    for world in arguments.worlds:
        rows = []
        for look in arguments.looks.split(","):
            channels, features, white = exported(world, look, arguments)
            pictures = [raster(channels), paint(net, channels, features, model) * white, channels["teacher"] * white]
            rows.append(np.concatenate([pixels(for_eyes(picture)) for picture in pictures], 1))
        write_png(arguments.out / f"{world.stem}.png", np.concatenate(rows, 0))
        print(f"showcase: {arguments.out / f'{world.stem}.png'}", flush=True)


if __name__ == "__main__":
    main()
