"""Teaches the painter a world of your own, from the shipped weights, without forgetting the others.

    ./veneer finetune WORLD                      half an hour on two cores; writes WORLD's name.safetensors here
    ./veneer finetune WORLD --minutes 10 --out mine.safetensors
    ./veneer view WORLD --weights mine.safetensors

The teacher paints moments along the world's camera path; scenes of other kinds that the repository keeps are there to remember. Every fourth moment is held out: the
table at the end shows the composite and the painter on those, before and after. What is there already is used again.
"""
import argparse
import json
import shutil
import sys
import time
from pathlib import Path

from loop import ROOT, call
from pictures import restore_all

VIEWS, SECONDS_A_PICTURE = 3, 12
# Scenes to remember, whose frames the engine makes first: some seconds each.
OTHERS_A_MINUTE, FEWEST_OTHERS = 2, 8


def main():
    parser = argparse.ArgumentParser(prog="./veneer finetune", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("world", type=Path)
    parser.add_argument("--minutes", type=float, default=30, help="in all, about; half of it the teacher's (default 30)")
    parser.add_argument("--seconds", type=float, default=10, help="how long the world runs (default 10)")
    parser.add_argument("--start", type=Path, default=ROOT / "Models/painter-s.safetensors", help="the weights to begin with (default: the shipped ones)")
    parser.add_argument("--out", type=Path, help="the weights file to write (default: the world's name, here)")
    parser.add_argument("--others", type=Path, help="a data folder of other scenes, with the engine's frames (default: some that the repository keeps)")
    parser.add_argument("--samples", type=int, default=48)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    if not arguments.world.exists():
        parser.error(f"there is no world {arguments.world}")
    if arguments.minutes < 2:
        parser.error("less than two minutes teach nothing")
    python, veneer, name = sys.executable, ROOT / "veneer", arguments.world.stem
    work = ROOT / ".veneer/finetune" / name
    world, run, out = work / "world", work / "run", (arguments.out or Path(f"{name}.safetensors")).resolve()
    started = time.time()

    others = arguments.others or work / "others"
    if not arguments.others:
        restore_all(others, heldout=False, most=max(FEWEST_OTHERS, int(arguments.minutes * OTHERS_A_MINUTE)))
        call(veneer, "export-frames", "--data", others)
    # The teacher's half of the time.
    moments = max(4, int(arguments.minutes * 30 / SECONDS_A_PICTURE) // VIEWS)
    # Moments are spread over the world's time: another number of them is another set.
    listed = work / "moments.json"
    asked = {"world": arguments.world.read_text(), "moments": moments, "seconds": arguments.seconds, "start": str(arguments.start)}
    if not listed.exists() or json.loads(listed.read_text()) != asked:
        shutil.rmtree(world, ignore_errors=True)
        shutil.rmtree(run, ignore_errors=True)
    world.mkdir(parents=True, exist_ok=True)
    listed.write_text(json.dumps(asked))
    (world / "heldout.txt").write_text("".join(f"{moment:06d}\n" for moment in range(2, moments, 4)))
    call(veneer, "export-scenes", "--out", world, "--world", arguments.world, "--count", moments, "--seconds", arguments.seconds)
    call(python, ROOT / "Training/teacher.py", world, "--spp", arguments.samples, "--heldout-spp", arguments.samples, "--threads", arguments.threads)
    call(veneer, "export-frames", "--data", world, "--again")

    # Slower than from nothing: what is known already is not to be overthrown.
    config = json.loads((ROOT / "Training/config.json").read_text())
    config["training"] |= {"learningRate": 0.0004, "warmUpSteps": 50}
    (work / "config.json").write_text(json.dumps(config))
    left = max(arguments.minutes * 0.4, arguments.minutes - (time.time() - started) / 60 - 1)
    call(python, ROOT / "Training/train.py", "--data", world, "--also", others, "--run", run, "--minutes", left, "--threads", arguments.threads,
         "--start", arguments.start, "--config", work / "config.json")
    call(python, ROOT / "Training/export.py", "--run", run, "--out", out)
    print("\nBefore:", flush=True)
    call(python, ROOT / "Training/evaluate.py", "--data", world, "--weights", arguments.start)
    print("\nAfter:", flush=True)
    call(python, ROOT / "Training/evaluate.py", "--data", world, "--weights", out, "--grid", work / "grid.png")
    print(f"finetune: {out}; pictures (as in the table, then the teacher): {work / 'grid.png'}; {(time.time() - started) / 60:.0f} min", flush=True)


if __name__ == "__main__":
    main()
