"""Are teacher and engine of one mind about every frame? Misalignment costs more quality than algorithms win.

    ./veneer python Training/audit.py .veneer/training            each frame, by every check; names those that fail
    ./veneer python Training/audit.py .veneer/training --plant    plants each fault in copies of sound frames: nine in ten of each must be found (a fault of the pipeline is in all of them)

Checks, each a number that a sound frame keeps within a bound:

shift      how far the teacher's picture lies from the composite, in pixels (least squares over the picture's gradients)
likeness   correlation of both pictures' brightness, on a logarithmic scale: another frame's teacher is another picture
exposure   how much brighter the teacher is, in stops, in the median
hue        how much more red or blue it is than the composite, in stops, in the mean
terms      how far the composite is from the sum of its terms, relatively, in the median: channels swapped or of another frame
normals    share of pixels whose normal is more than 60 degrees off the one that depth gives: axes swapped or mirrored
"""
import argparse
import sys

import numpy as np
import torch
from safetensors.numpy import load_file

import data
from display import display
from evaluate import one_sample

BOUNDS = {"shift": 0.25, "likeness": 0.75, "exposure": 0.3, "hue": 0.15, "terms": 0.02, "normals": 0.15}
IS_LEAST = {"likeness"}  # of the others the bound is the most


def brightness(picture):
    return picture[0].mul(torch.tensor([0.2126, 0.7152, 0.0722]).view(3, 1, 1)).sum(0)


def shift_of(picture, other):
    """Pixels from `picture` to `other`, by least squares; large errors are those of light, and count little."""
    along_y, along_x = torch.gradient(picture)
    gradients, difference = torch.stack([along_x, along_y], -1).reshape(-1, 2), (picture - other).reshape(-1)
    weights = (gradients.norm(dim=1) > 0.02).float()
    shift = torch.zeros(2)
    for _ in range(5):
        a = gradients * weights[:, None]
        shift = torch.linalg.lstsq(gradients.T @ a + 1e-4 * torch.eye(2), a.T @ difference).solution
        left = (difference - gradients @ shift).abs()
        weights = (gradients.norm(dim=1) > 0.02) / (left + 0.02)
    return shift.norm().item()


def off_normals(channels, focal):
    """Share of surfaces whose normal isn't the one that their depth gives."""
    depth, normal = channels["depth"][0, 0], channels["normal"][0]
    height, width = depth.shape
    x = (torch.arange(width) + 0.5 - width / 2) / focal
    y = (torch.arange(height) + 0.5 - height / 2) / focal
    points = torch.stack([x[None, :] * depth, y[:, None] * depth, depth])
    across, down = points[:, 1:-1, 2:] - points[:, 1:-1, :-2], points[:, 2:, 1:-1] - points[:, :-2, 1:-1]
    found = torch.linalg.cross(down, across, dim=0)
    cosine = torch.nn.functional.cosine_similarity(found, normal[:, 1:-1, 1:-1], dim=0)
    near = depth[1:-1, 1:-1]
    smooth = (near > 0) & (across[2].abs() < 0.05 * near) & (down[2].abs() < 0.05 * near)
    return (cosine[smooth] < 0.5).float().mean().item() if smooth.any() else 0.0


def focal_of(frames, index):
    height, angle = load_file(frames.folder / "scenes" / f"{frames.names[index]}.safetensors")["camera"][[14, 12]]
    return height / 2 / np.tan(angle / 2)


def checked(channels, focal):
    composite, teacher = channels["composite"], channels["teacher"]
    a, b = brightness(display(composite)), brightness(display(teacher))
    stops = torch.log2(teacher.clamp_min(1e-4) / composite.clamp_min(1e-4))[0]
    seen = (a > 0.05) & (a < 0.95) & (b < 0.95)
    logs = [torch.log2(brightness(picture).clamp_min(1e-3))[seen] for picture in (composite, teacher)]
    terms = one_sample(channels)
    off = ((terms - composite).abs() / (composite.abs() + 1e-3)).flatten()
    of = lambda channel: stops[channel][seen].mean().item()
    return {"shift": shift_of(a, b), "likeness": torch.corrcoef(torch.stack(logs))[0, 1].item(), "exposure": abs(stops[:, seen].median().item()),
            "hue": max(abs(of(0) - of(1)), abs(of(2) - of(1))), "terms": off.median().item(), "normals": off_normals(channels, focal)}


def faults_of(values):
    return [name for name, value in values.items() if not (value >= BOUNDS[name] if name in IS_LEAST else value <= BOUNDS[name])]


def half_a_pixel(picture):
    return (picture + torch.roll(picture, 1, 3)) / 2


def planted(channels, other):
    """Copies of a frame, each with one fault; `other`: another frame."""
    change = lambda **changed: {**channels, **changed}
    return {"half a pixel": change(teacher=half_a_pixel(channels["teacher"])), "another frame": change(teacher=other["teacher"]),
             "half a stop": change(teacher=channels["teacher"] * 2**0.5), "red and blue": change(teacher=channels["teacher"].flip(1)),
             "irradiance and reflection": change(irradiance=channels["reflection"], reflection=channels["irradiance"]),
             "normal's axes": change(normal=channels["normal"][:, [1, 0, 2]]), "normal mirrored": change(normal=channels["normal"] * torch.tensor([-1.0, 1, 1]).view(1, 3, 1, 1))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data")
    parser.add_argument("--plant", action="store_true", help="prove that the checks find what they should")
    parser.add_argument("--count", type=int, default=40, help="with --plant: frames to plant faults in")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    frames = data.Frames(arguments.data, lambda scene: True).refresh()
    if len(frames) == 0:
        raise SystemExit(f"{arguments.data}: no frames with a teacher")
    read = lambda index: data.whole(frames, index)[0]
    failed, worst = [], {name: None for name in BOUNDS}
    for index in range(len(frames)):
        values = checked(read(index), focal_of(frames, index))
        faults = faults_of(values)
        if faults:
            failed.append(index)
            print(f"{frames.names[index]}: " + ", ".join(f"{name} {values[name]:.3f} (bound {BOUNDS[name]:g})" for name in faults))
        for name, value in values.items():
            pick = min if name in IS_LEAST else max
            worst[name] = value if worst[name] is None else pick(worst[name], value)
    print(f"{len(frames)} frames, {len(failed)} with a fault; worst: " + ", ".join(f"{name} {value:.3f}" for name, value in worst.items()))
    if not arguments.plant:
        sys.exit(1 if len(failed) > 0.02 * len(frames) else 0)
    sound = [index for index in range(len(frames)) if index not in failed]
    chosen = [sound[k] for k in np.linspace(0, len(sound) - 1, min(arguments.count, len(sound))).astype(int)]
    found = {}
    for position, index in enumerate(chosen):
        channels = read(index)
        for fault, copy in planted(channels, read(chosen[position - 1])).items():
            found.setdefault(fault, []).append(bool(faults_of(checked(copy, focal_of(frames, index)))))
    for fault, hits in found.items():
        print(f"planted {fault}: found in {sum(hits)} of {len(hits)}")
    sys.exit(0 if all(np.mean(hits) >= 0.9 for hits in found.values()) else 1)


if __name__ == "__main__":
    main()
