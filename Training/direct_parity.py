"""Direct light of the engine and of the teacher on rough, glossy and metal spheres: no bounces, no filter in the teacher, no painter.

    ./veneer python Training/direct_parity.py [--folder DIR] [--spp 1024]

One world under the sun, one under a lamp and one under a window; each row is one sphere under one light. "error" is the mean of
|engine - teacher| over the mean of the teacher, over the pixels that the light reaches by more than a tenth of the brightest; "bias" the same with its sign.
"""
import argparse
import json
import subprocess
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

import teacher

ROOT = Path(__file__).resolve().parent.parent
KINDS = {"rough": (0.9, 0), "satin": (0.5, 0), "glossy": (0.25, 0), "brushed metal": (0.5, 1), "metal": (0.25, 1)}
LIGHTS = ["sun", "lamp", "window"]


def world(light):
    materials = {kind: {"kind": "plain", "colour": [0.7, 0.6, 0.5], "roughness": roughness, "metallic": metallic, "contrast": 0} for kind, (roughness, metallic) in KINDS.items()}
    materials["white"] = {"kind": "plain", "colour": [0.8, 0.8, 0.8], "roughness": 0.9, "contrast": 0}
    bodies = [{"name": kind, "shape": {"sphere": 0.4}, "material": kind, "position": [k - 2, 0, 0]} for k, kind in enumerate(KINDS)]
    look = {"directionToSun": [0.3, -0.6, 0.74], "sunIlluminance": [0, 0, 0], "skyLuminance": [0, 0, 0]}
    if light == "sun":
        look["sunIlluminance"] = [60000, 55000, 45000]
    if light == "lamp":
        bodies.append({"name": "lamp", "shape": {"sphere": 0.15}, "material": "white", "position": [0.2, -1.5, 2.2], "emission": {"lumens": 2000, "colour": [1, 0.8, 0.6]}})
    if light == "window":
        look["skyLuminance"] = [4000, 4500, 5000]
        # Its light leaves along +z of the body: down.
        bodies.append({"name": "pane", "shape": {"box": [1.6, 1.2, 0.02]}, "material": "white", "position": [0, -0.6, 2.5], "quaternion": [1, 0, 0, 0], "emission": "sky"})
        bodies.append({"name": "shutter", "shape": {"box": [40, 40, 0.02]}, "material": "black", "position": [0, 0, 2.6]})
        for x, y, w, d in [(20, 0, 0.02, 40), (-20, 0, 0.02, 40), (0, 20, 40, 0.02), (0, -20, 40, 0.02)]:
            bodies.append({"name": f"shutter {x} {y}", "shape": {"box": [w, d, 40]}, "material": "black", "position": [x, y, -17]})
        bodies.append({"name": "shutter below", "shape": {"box": [40, 40, 0.02]}, "material": "black", "position": [0, 0, -20]})
        materials["black"] = {"kind": "plain", "colour": [0, 0, 0], "roughness": 1, "contrast": 0}
    return {"veneer": 1, "name": light, "seed": 1, "materials": materials, "bodies": bodies, "look": look,
            "camera": {"fov": 30, "keys": [{"at": 0, "eye": [0, -5, 0.8], "target": [0, 0, 0]}]}}


def measure(folder, light, spp):
    file = folder / f"{light}.jsonc"
    file.write_text(json.dumps(world(light)))
    data, veneer = folder / light, str(ROOT / "veneer")
    subprocess.run([veneer, "export-scenes", "--world", str(file), "--seconds", "0.1", "--views", "1", "--count", "1", "--size", "480x270", "--out", str(data)], check=True)
    scene = next((data / "scenes").iterdir())
    _, truth, _ = next(teacher.render_scene(scene, spp, 2, [0], most_rounds=1, finish=lambda picture, *_: picture))
    subprocess.run([veneer, "export-frames", "--data", str(data), "--light", "high", "--again"], check=True)
    frame = load_file(scene / "frame-0.safetensors")
    engine = (frame["direct-diffuse"].astype(np.float64) + frame["direct-specular"]) / frame["exposure"][0]
    rows = []
    for index, kind in enumerate(KINDS):
        shown = inside(frame["ids"] == index + 1)
        true, made = truth[..., 1][shown], engine[..., 1][shown]
        lit = true > 0.1 * np.percentile(true, 99.5)
        rows.append((light, kind, int(lit.sum()), np.abs(made - true)[lit].mean() / true[lit].mean(), (made - true)[lit].mean() / true[lit].mean()))
    return rows


def inside(mask):
    """Without the outermost pixels, which see past the sphere."""
    core = mask.copy()
    for axis in (0, 1):
        for step in (1, -1):
            core &= np.roll(mask, step, axis)
    return core


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / ".veneer/direct-parity")
    parser.add_argument("--spp", type=int, default=1024)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    rows = [row for light in LIGHTS for row in measure(arguments.folder, light, arguments.spp)]
    print(f"{'light':8s} {'sphere':14s} {'pixels':>7s} {'error':>7s} {'bias':>7s}")
    for light, kind, pixels, error, bias in rows:
        print(f"{light:8s} {kind:14s} {pixels:7d} {error:7.2%} {bias:+7.2%}")
    if arguments.json:
        Path(arguments.json).write_text("".join(json.dumps({"bench": "direct-parity", "case": f"{l} {k}", "metric": "error", "value": e, "unit": "1", "peer": "veneer"}) + "\n" for l, k, _, e, _ in rows))


if __name__ == "__main__":
    main()
