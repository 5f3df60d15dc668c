"""Writes the averaged weights of a training run as a float16 safetensors file that the engine builds its network from.

    python export.py --run DIR --out ../Models/painter-s.safetensors [--metrics metrics.json] [--mean-with ../Models/painter-s.safetensors]
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from net import cost, load_weights


def write_weights(path, state, model, dtype=np.float16):
    """Tensors in PyTorch's layout; the configuration travels in the metadata."""
    tensors = {name: np.ascontiguousarray(value.detach().cpu().numpy().astype(dtype)) for name, value in state.items()}
    for name, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise SystemExit(f"{name}: weights that float16 can't hold; train with more weight decay")
    save_file(tensors, str(path), metadata={"format": "pt", "config": json.dumps(model, separators=(",", ":"))})


def model_card(name, saved, metrics):
    model = saved["config"]["model"]
    flop, parameters = cost(model)
    began = f", from {Path(saved['start']).name} as it was before" if saved.get("start") else ", from random weights"
    inputs = ", ".join(entry["channel"] for entry in model["inputs"])
    lines = [
        f"# {name}", "",
        "A small painter: one network evaluation turns the engine's composite and its G-buffer into a finished frame.", "",
        f"- **Architecture** `{model['architecture']}`: {parameters / 1e6:.2f} M parameters, {flop / 1000:.1f} kFLOP per pixel, float16 on disk.",
        f"- **Inputs** {inputs}; and {model['lookFeatureCount']} numbers of the look. `state` is where the bridge stands: at first the composite with anchored noise.",
        "- **Output** scene-linear light.",
        f"- **Training** {saved['frames']} path-traced frames of worlds that the engine described, {saved['step']} steps, {saved['seconds'] / 60:.0f} minutes on a CPU{began}{'; the mean of both' if saved.get('isMean') else ''}.",
        "- **History** is not the network's: it looks at one frame. In the engine what was painted before joins it where the picture moves (`PaintedHistory`).",
    ]
    if metrics:
        lines += ["", f"Held-out scenes ({metrics['frames']} frames), after the display transform:", "",
                  "| | PSNR | SSIM | gradient energy / teacher's |", "|---|---|---|---|"]
        lines += [f"| {row['name']} | {row['psnr']:.2f} | {row['ssim']:.3f} | {row['gradientEnergy']:.2f} |" for row in metrics["rows"] if row.get("case", "all") == "all"]
    lines += ["", "The weights are under this project's licence; the training pictures were made by the project itself.", ""]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--mean-with", help="write the mean of the run's weights and these: what it started from, where it learned too much by heart")
    parser.add_argument("--metrics", help="the JSON that evaluate.py wrote, for the model card")
    arguments = parser.parse_args()
    saved = torch.load(Path(arguments.run) / "checkpoint.pt", weights_only=False)
    if arguments.mean_with:
        others, model = load_weights(arguments.mean_with)
        if model != saved["config"]["model"]:
            raise SystemExit(f"{arguments.mean_with}: weights of another model than the run's")
        saved["average"] = {name: (value + others[name]) / 2 for name, value in saved["average"].items()}
        saved["isMean"] = True
    metrics = json.loads(Path(arguments.metrics).read_text()) if arguments.metrics else None
    out = Path(arguments.out)
    out.parent.mkdir(parents=True, exist_ok=True)
    write_weights(out, saved["average"], saved["config"]["model"])
    out.with_suffix(".md").write_text(model_card(out.stem, saved, metrics))
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB, step {saved['step']}")


if __name__ == "__main__":
    main()
