"""The learning loop as one command: scenes, teacher, frames, training, evaluation, weights.

    ./veneer train                     everything, resuming what is there
    ./veneer train evaluate            one stage only
    ./veneer train --scenes 40 --minutes 5 --data /somewhere

Stages: scenes (random tabletops out of the engine), teacher (Mitsuba and OIDN), frames (the engine's own G-buffers of the same views),
train, evaluate (on held-out scenes, beside the composite and the raster), export (weights and model card into Models/).
"""
import argparse
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAGES = ["scenes", "teacher", "frames", "train", "evaluate", "export"]
# Fixed before any training: never trained on.
HELDOUT_FIRST, HELDOUT_COUNT, HELDOUT_VIEWS = 900_000, 20, 2


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
    parser.add_argument("--scenes", type=int, default=260, help="training scenes, four views each")
    parser.add_argument("--minutes", type=float, default=45, help="training time in all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--weights", type=Path, default=ROOT / "Models/painter-tiny.safetensors")
    parser.add_argument("--shipped", action="store_true", help="evaluate the weights file rather than the run")
    arguments = parser.parse_args()
    unknown = [stage for stage in arguments.stages if stage not in STAGES]
    if unknown:
        parser.error(f"no stage {unknown[0]}; stages: {', '.join(STAGES)}")
    wanted = arguments.stages or STAGES
    data, run, python, veneer = arguments.data.resolve(), arguments.run.resolve(), sys.executable, ROOT / "veneer"
    metrics, grid = run / "metrics.json", run / "grid.png"
    data.mkdir(parents=True, exist_ok=True)
    run.mkdir(parents=True, exist_ok=True)
    started = time.time()
    if "scenes" in wanted:
        (data / "heldout.txt").write_text("".join(f"{HELDOUT_FIRST + i:06d}\n" for i in range(HELDOUT_COUNT)))
        call(veneer, "export-scenes", "--out", data, "--first", HELDOUT_FIRST, "--count", HELDOUT_COUNT, "--views", HELDOUT_VIEWS)
        call(veneer, "export-scenes", "--out", data, "--first", 0, "--count", arguments.scenes)
    if "teacher" in wanted:
        call(python, ROOT / "Training/teacher.py", data, "--threads", arguments.threads)
    if "frames" in wanted:
        call(veneer, "export-frames", "--data", data)
    if "train" in wanted:
        call(python, ROOT / "Training/train.py", "--data", data, "--run", run, "--minutes", arguments.minutes, "--threads", arguments.threads)
    if "evaluate" in wanted:
        source = ["--weights", arguments.weights] if arguments.shipped else ["--run", run]
        call(python, ROOT / "Training/evaluate.py", "--data", data, *source, "--json", metrics, "--grid", grid)
    if "export" in wanted:
        call(python, ROOT / "Training/export.py", "--run", run, "--out", arguments.weights, "--metrics", metrics)
    print(f"train: done in {(time.time() - started) / 60:.0f} min", flush=True)


if __name__ == "__main__":
    main()
