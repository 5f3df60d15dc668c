"""The composite and the shipped painter on 64 held-out scenes of nine themes: a table a theme, with each term left out in turn.

    ./veneer eval [--light high] [--folder DIR]

Makes what is missing in DIR first: scenes, the teacher's pictures (the repository keeps them; what it lacks is rendered with 256 samples and depth 32) and
the engine's frames.
"""
import argparse
import subprocess
import sys
from pathlib import Path

from pictures import restore_all

ROOT = Path(__file__).parent.parent
SCENES = ROOT / "Training/heldout-scenes.txt"


def call(*words):
    subprocess.run(list(map(str, words)), check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / ".veneer/heldout")
    parser.add_argument("--light", default="live", choices=["live", "high"])
    parser.add_argument("--weights", type=Path, default=ROOT / "Models/painter-s.safetensors")
    parser.add_argument("--run", type=Path, help="a training run's newest weights instead")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    folder, veneer = arguments.folder.resolve(), ROOT / "veneer"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "heldout-scenes.txt").write_text(SCENES.read_text())
    restore_all(folder, heldout=True)
    call(veneer, "export-scenes", "--out", folder, "--scenes", SCENES, "--views", 1)
    seeds = [line.split()[1] for line in SCENES.read_text().splitlines() if line and line[0] != "#"]
    (folder / "heldout.txt").write_text("".join(f"{int(seed):06d}\n" for seed in seeds))
    call(sys.executable, ROOT / "Training/teacher.py", folder, "--heldout-spp", 256, "--depth", 32)
    # Frames of another budget, or of an engine since changed, would tell nothing: they are made again.
    call(veneer, "export-frames", "--data", folder, "--light", arguments.light, "--again")
    source = ["--run", arguments.run] if arguments.run else ["--weights", arguments.weights]
    words = ["--json", arguments.json] if arguments.json else []
    call(sys.executable, ROOT / "Training/evaluate.py", "--data", folder, *source, "--grid", folder / f"grid-{arguments.light}.png", *words)


if __name__ == "__main__":
    main()
