"""The composite and the shipped painter on 64 held-out scenes of nine themes: a table a theme, with each term left out in turn.

    ./veneer eval [--light high] [--folder DIR]
    ./veneer eval --look night --scenes 9     # as users ask for light, which generated worlds may not know; the teacher renders it first

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
    if subprocess.run(list(map(str, words))).returncode != 0:
        sys.exit(f"eval: stopped, since this failed: {' '.join(map(str, words))}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="default .veneer/heldout, with a look or fewer scenes a folder named after them")
    parser.add_argument("--look", help="a named light for all scenes rather than their own; the teacher's pictures have 64 samples then")
    parser.add_argument("--scenes", type=int, help="only so many, 1...64, spread over the list")
    parser.add_argument("--light", default="live", choices=["live", "high"])
    parser.add_argument("--weights", type=Path, default=ROOT / "Models/painter-s.safetensors")
    parser.add_argument("--run", type=Path, help="a training run's newest weights instead")
    parser.add_argument("--json")
    arguments = parser.parse_args()
    if arguments.scenes is not None and arguments.scenes < 1:
        parser.error("--scenes takes 1 to 64")
    look, veneer = arguments.look, ROOT / "veneer"
    name = "-".join(["heldout", *([look] if look else []), *([str(arguments.scenes)] if arguments.scenes else [])])
    folder = (arguments.folder or ROOT / ".veneer" / name).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    lines = [line for line in SCENES.read_text().splitlines() if line and line[0] != "#"]
    if arguments.scenes:
        lines = [lines[k * len(lines) // arguments.scenes] for k in range(min(arguments.scenes, len(lines)))]
    seeds = [int(line.split()[1]) for line in lines]
    listing = folder / "heldout-scenes.txt"
    listing.write_text("\n".join(lines) + "\n")
    (folder / "heldout.txt").write_text("".join(f"{seed:06d}\n" for seed in seeds))
    if not look:
        restore_all(folder, heldout=True, wanted=seeds)
    call(veneer, "export-scenes", "--out", folder, "--scenes", listing, "--views", 1, *(["--look", look] if look else []))
    call(sys.executable, ROOT / "Training/teacher.py", folder, *(["--spp", 64, "--heldout-spp", 64] if look else ["--heldout-spp", 256, "--depth", 32]))
    # Frames of another budget, or of an engine since changed, would tell nothing: they are made again.
    call(veneer, "export-frames", "--data", folder, "--light", arguments.light, "--again")
    source = ["--run", arguments.run] if arguments.run else ["--weights", arguments.weights]
    words = ["--json", arguments.json] if arguments.json else []
    call(sys.executable, ROOT / "Training/evaluate.py", "--data", folder, *source, "--grid", folder / f"grid-{arguments.light}.png", *words)


if __name__ == "__main__":
    main()
