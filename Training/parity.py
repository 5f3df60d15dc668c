"""Do teacher and engine see the same thing? Base colour, normals and depth of exported scenes, as signal-to-noise in decibels.

    python parity.py DATA [--scenes 10] [--fine]

The teacher's values come from its own mesh and texture, over 4 × 4 rays a pixel; the engine's from the frames beside them, whose materials are
filtered over the pixel. Pixels that an edge crosses are left out, and counted. The engine shades one place of a pixel, where the teacher has the mean:
with --fine it is also drawn at four times the size (`veneer export-frames --finer 4`) and averaged, which holds like against like.
"""
import argparse
import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

import teacher
from teacher import mi


SIDE = 4


def rays_of(frame, size):
    """Origins and directions (depth 1 along the camera's axis) through SIDE × SIDE places of each pixel, rows from the top."""
    rotation = np.array(frame["rotation"], np.float64).reshape(3, 3)
    focal, centre = teacher.pinhole_of(frame, size)
    place = lambda axis: ((np.arange(size[axis] * SIDE) + 0.5) / SIDE - centre[axis]) / focal[axis]
    x, y = np.meshgrid(place(0), place(1))
    directions = np.stack([x, y, np.ones_like(x)], -1)
    # The places of a pixel beside each other.
    directions = directions.reshape(size[1], SIDE, size[0], SIDE, 3).transpose(0, 2, 1, 3, 4).reshape(-1, 3) @ rotation.T
    return np.broadcast_to(np.array(frame["position"]), directions.shape), directions


def bilinear(image, uv):
    """Texels of an edge × edge image at 0...1 coordinates, v downwards from its first row."""
    edge = image.shape[0]
    p = np.clip(uv * edge - 0.5, 0, edge - 1.001)
    i, f = p.astype(int), p - p.astype(int)
    pick = lambda dx, dy: image[i[:, 1] + dy, i[:, 0] + dx].astype(np.float64)
    fx, fy = f[:, :1], f[:, 1:]
    return (pick(0, 0) * (1 - fx) + pick(1, 0) * fx) * (1 - fy) + (pick(0, 1) * (1 - fx) + pick(1, 1) * fx) * fy


def repeated(image, uv):
    """The same of a texture that repeats."""
    size = np.array(image.shape[1::-1])
    p = uv.astype(np.float64) * size - 0.5
    i = np.floor(p).astype(int)
    f = p - i
    pick = lambda dx, dy: image[(i[:, 1] + dy) % size[1], (i[:, 0] + dx) % size[0]].astype(np.float64)
    fx, fy = f[:, :1], f[:, 1:]
    return (pick(0, 0) * (1 - fx) + pick(1, 0) * fx) * (1 - fy) + (pick(0, 1) * (1 - fx) + pick(1, 1) * fx) * fy


def seen_by_teacher(folder, frame, size):
    tensors, description = load_file(folder / "scene.safetensors"), json.loads((folder / "scene.json").read_text())
    world, models = teacher.mesh_of(tensors), teacher.models_of(tensors, description)
    scene = mi.load_dict({"type": "scene", "mesh": world, **models})
    origins, directions = rays_of(frame, size)
    rays = mi.Ray3f(mi.Point3f(origins.T.astype(np.float32)), mi.Vector3f(directions.T.astype(np.float32)))
    hit = scene.ray_intersect(rays)
    uv = np.array(hit.uv).T
    base = bilinear((tensors["base"].astype(np.float32) / 255) ** 2, uv)
    of_model = np.zeros(len(base), bool)
    for (name, mesh), group in zip(models.items(), description.get("models", [])):
        hits = hit.shape == mi.ShapePtr(mesh)
        here = np.array(hits)
        of_model |= here
        if group["texture"] >= 0:
            base[here] = repeated(teacher.linear(tensors[f"texture-{group['texture']}"]), uv[here])
        else:
            # Of what other meshes were hit there would be no such triangle.
            base[here] = np.array(mesh.eval_attribute_3("vertex_colour", hit, hits)).T[here]
    places = lambda values: values.reshape(size[0] * size[1], SIDE * SIDE, -1)
    # Models show both sides.
    behind = of_model & (np.einsum("ki,ki->k", np.array(hit.n).T, directions) > 0)
    depth, normal = places(np.array(hit.t))[..., 0], places(np.where(behind[:, None], -1, 1) * np.array(hit.sh_frame.n).T)
    seen = normal
    if "relief" in tensors:
        # As Mitsuba turns normals: about the mesh's, from the texture's columns.
        tilt, frame = bilinear(teacher.normals_of(tensors["relief"]), uv), hit.sh_frame
        tilted = sum(np.array(axis).T * tilt[:, k:k + 1] for k, axis in enumerate((frame.s, frame.t, frame.n)))
        seen = places(np.where(of_model[:, None], normal.reshape(-1, 3), tilted))
    # One smooth surface all over the pixel.
    flat = np.isfinite(depth).all(1) & (depth.max(1) < 1.05 * depth.min(1)) & (np.einsum("pki,pi->pk", normal, normal[:, 0]).min(1) > 0.9)
    mean = seen.mean(1)
    return {"base-colour": places(base).mean(1), "of-model": places(of_model).mean(1)[:, 0] > 0.99, "normal": mean / np.linalg.norm(mean, axis=1, keepdims=True).clip(1e-6),
            "depth": 1 / (1 / np.maximum(depth, 1e-3)).mean(1), "flat": flat}


def averaged(fine, size):
    """The means over SIDE × SIDE of a finer picture's places, as those of the teacher's rays: base colour, normal and depth."""
    places = lambda name: fine[name].astype(np.float64).reshape(size[1], SIDE, size[0], SIDE, -1).transpose(0, 2, 1, 3, 4).reshape(size[0] * size[1], SIDE * SIDE, -1)
    normal = places("normal").mean(1)
    return {"base-colour": places("base-colour").mean(1), "normal": normal / np.linalg.norm(normal, axis=1, keepdims=True).clip(1e-6),
            "depth": 1 / (1 / np.maximum(places("depth")[..., 0], 1e-3)).mean(1)}


def decibels(error, peak=1.0):
    return 10 * np.log10(peak**2 / max(1e-12, np.mean(np.square(error))))


def line(row, how):
    return f"{how}: base colour {row[0]:5.1f} dB  normal {row[1]:5.1f} dB  depth {row[2]:5.1f} dB  one surface in {row[3]:.2%} of the pixels"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--scenes", type=int, default=10)
    parser.add_argument("--frames", type=int, default=1, help="of each scene")
    parser.add_argument("--fine", action="store_true", help="also as drawn at four times the size and averaged")
    parser.add_argument("--all", action="store_true", help="all scenes, held out or not")
    arguments = parser.parse_args()
    split = arguments.data / "heldout.txt"
    if not arguments.all and not split.exists():
        raise SystemExit(f"parity: no {split}; make the data with ./veneer train scenes frames")
    held = sorted(f.name for f in (arguments.data / "scenes").glob("[0-9]*")) if arguments.all else split.read_text().split()
    rows = {}
    for number, k in ((number, k) for number in held[: arguments.scenes] for k in range(arguments.frames)):
        folder = arguments.data / "scenes" / number
        description = json.loads((folder / "scene.json").read_text())
        frame, engine = description["frames"][k], load_file(folder / f"frame-{k}.safetensors")
        told = seen_by_teacher(folder, frame, description["size"])
        # Lamps and panes are lights to the teacher, not surfaces.
        shines = engine["emission"].reshape(-1, 3).max(-1) > 0
        counted = ~shines & (engine["depth"].reshape(-1) > 0)
        same = counted & told["flat"]
        sees = {"as drawn": {"base-colour": engine["base-colour"].reshape(-1, 3), "normal": engine["normal"].reshape(-1, 3), "depth": engine["depth"].reshape(-1)}}
        if arguments.fine:
            sees["like for like"] = averaged(load_file(folder / f"fine-{k}.safetensors"), description["size"])
        for how, seen in sees.items():
            error = seen["base-colour"] - told["base-colour"]
            models = same & told["of-model"]
            row = [decibels(error[same]), decibels((seen["normal"] - told["normal"])[same]), decibels(seen["depth"][same] / told["depth"][same] - 1),
                   same.sum() / counted.sum()]
            rows.setdefault(how, []).append(row)
            of_models = f"  models alone {decibels(error[models]):5.1f} dB in {models.sum() / counted.sum():.2%}" if models.any() else ""
            print(f"{number}/{k}  {line(row, how)}{of_models}")
    for how, table in rows.items():
        print(f"mean      {line(np.mean(table, 0), how)}")


if __name__ == "__main__":
    main()
