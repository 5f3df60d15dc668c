"""The learning loop as one command: scenes, teacher, frames, training, evaluation, weights.

    ./veneer train                     everything, resuming what is there
    ./veneer train teacher             one stage only
    ./veneer train --scenes 40 --minutes 5 --data /somewhere
    ./veneer train --start Models/painter-s.safetensors     from the shipped weights rather than from nothing

Stages: restore (the teacher pictures that the repository keeps), scenes (further random worlds of every theme but one, as meshes and textures), teacher
(Mitsuba and OIDN), frames (the engine's own G-buffers of the same views), train, evaluate (on the held-out scenes, beside the composite and the raster),
export (weights and model card into Models/). And, only when asked for, keep (new teacher pictures into the repository).
"""
import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGES = ["restore", "scenes", "teacher", "frames", "train", "evaluate", "export"]
ASKED = ["keep"]
# No workshops: held-out scenes have a theme that was never trained on.
THEMES = ["room", "yard", "tabletop", "kitchen", "garden", "office", "street", "warehouse"]


def call(*words):
    print("$", *words, flush=True)
    result = subprocess.run([str(word) for word in words], cwd=ROOT)
    if result.returncode != 0:
        sys.exit(f"train: stopped, since this failed: {' '.join(map(str, words))}")


def main():
    parser = argparse.ArgumentParser(prog="./veneer train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stages", nargs="*", help="stages to run (default: all)")
    parser.add_argument("--data", type=Path, default=ROOT / ".veneer/training")
    parser.add_argument("--run", type=Path, default=ROOT / ".veneer/run", help="the training run's checkpoint and log")
    parser.add_argument("--scenes", type=int, default=300, help="training scenes, a view each: others of the same scene teach little that holds elsewhere")
    parser.add_argument("--samples", type=int, default=64, help="the teacher's at least, a pixel and pass")
    parser.add_argument("--minutes", type=float, default=60, help="training time in all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--start", type=Path, help="weights to begin a new run with")
    parser.add_argument("--weights", type=Path, default=ROOT / "Models/painter-s.safetensors", help="the file that export writes")
    arguments = parser.parse_args()
    unknown = [stage for stage in arguments.stages if stage not in STAGES + ASKED]
    if unknown:
        parser.error(f"no stage {unknown[0]}; stages: {', '.join(STAGES + ASKED)}")
    wanted = arguments.stages or STAGES
    data, run, python, veneer = arguments.data.resolve(), arguments.run.resolve(), sys.executable, ROOT / "veneer"
    metrics = run / "metrics.json"
    data.mkdir(parents=True, exist_ok=True)
    run.mkdir(parents=True, exist_ok=True)
    started = time.time()
    if "restore" in wanted:
        call(python, ROOT / "Training/pictures.py", "restore", data)
    if "scenes" in wanted:
        listing = data / "scenes.txt"
        listing.write_text("".join(f"{THEMES[seed % len(THEMES)]} {seed}\n" for seed in range(arguments.scenes)))
        call(veneer, "export-scenes", "--out", data, "--scenes", listing, "--views", 1)
    if "teacher" in wanted:
        call(python, ROOT / "Training/teacher.py", data, "--spp", arguments.samples, "--threads", arguments.threads)
    if "keep" in wanted:
        call(python, ROOT / "Training/pictures.py", "keep", data)
    if "frames" in wanted:
        call(veneer, "export-frames", "--data", data)
    if "train" in wanted:
        start = ["--start", arguments.start] if arguments.start else []
        call(python, ROOT / "Training/train.py", "--data", data, "--run", run, "--minutes", arguments.minutes, "--threads", arguments.threads,
             "--heldout", ROOT / ".veneer/heldout", *start)
    if "evaluate" in wanted:
        call(python, ROOT / "Training/heldout.py", "--run", run, "--json", metrics)
    if "export" in wanted:
        call(python, ROOT / "Training/export.py", "--run", run, "--out", arguments.weights, "--metrics", metrics)
    print(f"train: done in {(time.time() - started) / 60:.0f} min", flush=True)


if __name__ == "__main__":
    main()
