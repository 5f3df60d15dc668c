"""The painter on scenes it never saw, beside the composite and the trivial raster: a table, JSON and pictures.

    python evaluate.py --data DIR --run DIR [--json metrics.json] [--grid grid.png] [--steps 1]
    python evaluate.py --data DIR --weights ../Models/painter-s.safetensors [--painted NAME,NAME]

With --painted also the pictures NAME-K.safetensors that the engine painted of these frames (`./veneer export-frames --data DIR --paint NAME`), and how far
apart they are.

Where DIR has heldout-scenes.txt (a theme and a seed a line), each theme has a table of its own.
"""
import argparse
import itertools
import json
import struct
import zlib
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file

import data
from display import display, gradient_energy, psnr, ssim
from net import Painter, load_weights, paint

# None looks at the teacher: a painter that copies its input must show as such.
# The composite loses one of its terms at a time, so that each shows what it adds.
TERMS = ["no indirect light", "no reflections", "one sample"]
PEERS = ["raster", "frozen baseline", *TERMS, "composite", "painter"]


def raster(channels):
    """Base colour under a head light, scaled to mid grey."""
    facing = (-channels["normal"][:, 2:3]).clamp_min(0)
    return channels["base-colour"] * (0.1 + 0.9 * facing) * 0.5


def frozen_baseline(channels):
    """What games had: matt surfaces under shadowed lights, and one ambient light for all of the picture, as bright as it is on average."""
    ambient = channels["irradiance"].mean((2, 3), keepdim=True)
    return channels["base-colour"] * ambient + channels["emission"] + channels["direct-diffuse"]


def one_sample(channels):
    """The composite before its edges are smoothed."""
    scattered = channels["base-colour"] * (1 - channels["metallic"]) * channels["irradiance"]
    return scattered + channels["emission"] + channels["direct-diffuse"] + channels["direct-specular"] + channels["reflection"]


def without(channels, *terms):
    """The composite less some of its terms; like `one_sample`, before edges are smoothed."""
    return one_sample({**channels, **{term: torch.zeros_like(channels[term]) for term in terms}})


def themes_of(data_folder, names):
    """Each frame's theme by its scene's number; one theme where nothing is known."""
    listing = Path(data_folder) / "heldout-scenes.txt"
    lines = [line.split() for line in listing.read_text().splitlines() if line and line[0] != "#"] if listing.exists() else []
    known = {int(seed): theme for theme, seed in lines}
    return [known.get(int(name), "other") for name in names]


def load_run(path):
    saved = torch.load(Path(path) / "checkpoint.pt", weights_only=False)
    return saved["average"], saved["config"]["model"]


def write_png(path, image):
    """H×W×3 uint8."""
    height, width, _ = image.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), image.reshape(height, -1)], 1)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)) + chunk(b"IEND", b""))


def pixels(picture):
    return (picture[0].permute(1, 2, 0).clamp(0, 1) * 255 + 0.5).to(torch.uint8).numpy()


def engine_picture(frames, index, name):
    scene, frame = frames.names[index].split("/")
    picture = load_file(frames.folder / "scenes" / scene / f"{frame.replace('frame', name)}.safetensors")["painted"]
    return torch.from_numpy(picture).permute(2, 0, 1)[None]


@torch.no_grad()
def evaluate(net, frames, model, steps, grid_rows, painted):
    scores, apart = {name: [] for name in PEERS + painted}, []
    shown = set(np.linspace(0, len(frames) - 1, min(grid_rows, len(frames))).astype(int)) if grid_rows else set()
    rows = []
    for index in range(len(frames)):
        channels, look = data.whole(frames, index)
        truth = display(channels["teacher"])
        pictures = {"raster": raster(channels), "frozen baseline": frozen_baseline(channels), "no indirect light": without(channels, "irradiance", "reflection"),
                    "no reflections": without(channels, "reflection", "direct-specular"), "one sample": one_sample(channels), "composite": channels["composite"],
                    "painter": paint(net, channels, look, model, steps), **{name: engine_picture(frames, index, name) for name in painted}}
        pictures = {name: display(value) for name, value in pictures.items()}
        for name, picture in pictures.items():
            ratio = gradient_energy(picture) / gradient_energy(truth).clamp_min(1e-9)
            scores[name].append([psnr(picture, truth).item(), ssim(picture, truth).item(), ratio.item()])
        apart.append([psnr(pictures[a], pictures[b]).item() for a, b in itertools.combinations(["painter", *painted], 2)])
        if index in shown:
            rows.append(np.concatenate([pixels(pictures[name]) for name in PEERS] + [pixels(truth)], 1))
    return scores, np.array(apart), np.concatenate(rows, 0) if rows else None


def table(case, scores, chosen):
    """Prints the means over the chosen frames; rows for the JSON file."""
    print(f"\n{case + f' ({chosen.sum()})':18s} {'PSNR':>7s} {'SSIM':>7s} {'gradient energy / teacher':>26s}")
    rows = []
    for name in scores:
        mean = np.mean(np.array(scores[name])[chosen], 0)
        rows.append({"case": case, "name": name, "psnr": float(mean[0]), "ssim": float(mean[1]), "gradientEnergy": float(mean[2])})
        print(f"{name:18s} {mean[0]:7.2f} {mean[1]:7.4f} {mean[2]:26.3f}")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--run", help="a training run's folder")
    source.add_argument("--weights", help="exported weights")
    parser.add_argument("--painted", default="", help="names of what the engine painted, with commas between them")
    parser.add_argument("--json")
    parser.add_argument("--grid", help="PNG: a row a frame, as in the table, then the teacher")
    parser.add_argument("--grid-rows", type=int, default=8)
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)

    state, model = load_run(arguments.run) if arguments.run else load_weights(arguments.weights)
    net = Painter(model)
    net.load_state_dict(state)
    frames = data.heldout_frames(arguments.data)
    if len(frames) == 0:
        raise SystemExit(f"{arguments.data}: no held-out frames with a teacher; list scene numbers in heldout.txt")
    painted = [name for name in arguments.painted.split(",") if name]
    scores, apart, grid = evaluate(net, frames, model, arguments.steps, arguments.grid_rows if arguments.grid else 0, painted)

    print(f"{len(frames)} held-out frames, {arguments.steps} step(s), after the display transform")
    themes = np.array(themes_of(arguments.data, [name.split("/")[0] for name in frames.names]))
    rows = table("all", scores, np.full(len(frames), True))
    for theme in sorted(set(themes)) if len(set(themes)) > 1 else []:
        rows += table(theme, scores, themes == theme)
    for (a, b), distances in zip(itertools.combinations(["painter", *painted], 2), apart.T):
        print(f"{a} and {b}: {distances.mean():.2f} dB apart in the mean, {distances.min():.2f} dB at least")
    better = np.mean([p[0] > c[0] for p, c in zip(scores["painter"], scores["composite"])])
    print(f"the painter beats the composite in {better:.0%} of the frames")
    if arguments.json:
        Path(arguments.json).write_text(json.dumps({"frames": len(frames), "steps": arguments.steps, "rows": rows}, indent=1) + "\n")
    if grid is not None:
        write_png(arguments.grid, grid)


if __name__ == "__main__":
    main()
