"""Generated worlds as the engine lights them beside the teacher's picture: composite | teacher, to look at one by one.

    ./veneer python Training/beside.py SCENES [--out DIR] [--samples 16] [--size 256x144]

SCENES lists a theme and a seed a line, as heldout-scenes.txt. Writes DIR/beside-N.png, six scenes each in the list's order, and how far apart they are.
What is there already is used again.
"""
import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np

import data
from display import display
from evaluate import pixels, write_png

ROOT = Path(__file__).resolve().parent.parent
A_SHEET = 6


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenes", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / ".veneer/beside")
    parser.add_argument("--samples", type=int, default=16)
    parser.add_argument("--size", default="256x144")
    arguments = parser.parse_args()
    out, veneer = arguments.out, ROOT / "veneer"
    for command in ([veneer, "export-scenes", "--out", out, "--scenes", arguments.scenes, "--views", 1, "--size", arguments.size],
                    [sys.executable, ROOT / "Training/teacher.py", out, "--spp", arguments.samples, "--heldout-spp", arguments.samples],
                    [veneer, "export-frames", "--data", out]):
        subprocess.run(list(map(str, command)), check=True)
    themes = {int(seed): theme for theme, seed in (line.split() for line in arguments.scenes.read_text().splitlines() if line and line[0] != "#")}
    frames, rows, distances = data.Frames(out, themes.__contains__).refresh(), [], []
    for index, name in enumerate(frames.names):
        channels, _ = data.whole(frames, index)
        pair = [display(channels[picture]) for picture in ("composite", "teacher")]
        distances.append(-10 * np.log10(float(((pair[0] - pair[1]) ** 2).mean())))
        number = int(name.split("/")[0])
        print(f"{themes[number]} {number}  {distances[-1]:.2f} dB")
        rows.append(np.concatenate([pixels(picture) for picture in pair], 1))
        if len(rows) == A_SHEET or index + 1 == len(frames):
            write_png(out / f"beside-{index // A_SHEET}.png", np.concatenate(rows))
            rows = []
    print(f"{len(distances)} scenes, {np.mean(distances):.2f} dB in the mean")


if __name__ == "__main__":
    main()
