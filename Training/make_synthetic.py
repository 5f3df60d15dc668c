"""Random frames in the training data's format, to try the training scripts without an engine or a teacher.

    python make_synthetic.py --out DIR --scenes 6
"""
import argparse
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

from data import CHANNELS
from net import COMPONENTS


def smooth(rng, height, width, count):
    coarse = rng.random((height // 16 + 2, width // 16 + 2, count))
    y, x = np.linspace(0, coarse.shape[0] - 1.01, height), np.linspace(0, coarse.shape[1] - 1.01, width)
    yi, xi = y.astype(int), x.astype(int)
    fy, fx = (y - yi)[:, None, None], (x - xi)[None, :, None]
    rows = lambda i: coarse[i][:, xi] * (1 - fx) + coarse[i][:, xi + 1] * fx
    return rows(yi) * (1 - fy) + rows(yi + 1) * fy


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--scenes", type=int, default=6)
    arguments = parser.parse_args()
    height, width = 144, 256
    for scene in range(arguments.scenes):
        rng = np.random.default_rng(scene)
        folder = Path(arguments.out) / "scenes" / f"{scene:06d}"
        folder.mkdir(parents=True, exist_ok=True)
        for k in range(4):
            frame = {name: smooth(rng, height, width, COMPONENTS[name]).astype(np.float16) for name in CHANNELS + ["motion"]}
            normal = rng.normal(size=(height, width, 3))
            frame["normal"] = (normal / np.linalg.norm(normal, axis=-1, keepdims=True)).astype(np.float16)
            frame["noise"] = rng.normal(size=(height, width, 1)).astype(np.float16)
            teacher = frame["composite"].astype(np.float32) * 0.7 + 0.2 * frame["base-colour"].astype(np.float32) * frame["irradiance"].astype(np.float32)
            rotation, _ = np.linalg.qr(rng.normal(size=(3, 3)))
            save_file(frame | {
                "ids": np.ones((height, width), np.int32), "look": rng.random(10).astype(np.float32), "exposure": np.ones(1, np.float32),
                "camera": np.concatenate([rotation.ravel(), np.zeros(3), [1.0, width, height, 0]]).astype(np.float32),
            }, folder / f"frame-{k}.safetensors")
            save_file({"teacher": teacher.astype(np.float16), "scale": np.ones(1, np.float32)}, folder / f"teacher-{k}.safetensors")
    (Path(arguments.out) / "heldout.txt").write_text(f"{arguments.scenes - 1}\n")


if __name__ == "__main__":
    main()
