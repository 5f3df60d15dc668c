"""Labelled frames a second, side by side: Veneer's G-buffer, PyBullet's TinyRenderer and MuJoCo's renderer, the same meshes and camera, one run.

    ./veneer python -m pip install -r Benches/requirements.txt     # once; MuJoCo also needs: apt-get install libegl1
    ./veneer python Benches/gbuffer_peers.py [--world tabletop] [--frames 24] [--size 512x288] [--json F]

A labelled frame of the peers is colour, depth and segmentation. Veneer's "labels" are depth, ids, classes, normals and motion; "full" adds
base colour, roughness, metallic, emission and noise. All is read back. What a frame costs "on all threads" together says
more on a busy machine than frames a second do.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("MUJOCO_GL", "egl")
import numpy as np

ROOT = Path(__file__).resolve().parent.parent


def rotation(quaternion):
    x, y, z, w = quaternion
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]])


def pybullet_cost(folder, scene, size, frames):
    import pybullet as p

    p.connect(p.DIRECT)
    for body in scene["bodies"]:
        shape = p.createVisualShape(p.GEOM_MESH, fileName=str(folder / body["file"]), rgbaColor=body["colour"] + [1])
        p.createMultiBody(baseVisualShapeIndex=shape, basePosition=body["position"], baseOrientation=body["quaternion"])

    def frame(camera):
        eye, axes = np.array(camera["position"]), rotation(camera["quaternion"])
        view = p.computeViewMatrix(eye.tolist(), (eye + axes[:, 2]).tolist(), (-axes[:, 1]).tolist())
        projection = p.computeProjectionMatrixFOV(math.degrees(camera["vertical_fov"]), size[0] / size[1], 0.02, 50)
        return p.getCameraImage(*size, view, projection, renderer=p.ER_TINY_RENDERER)

    costs, last = measured(frame, scene, frames)
    p.disconnect()
    return costs, len(np.unique(last[4]))


def mujoco_cost(folder, scene, size, frames):
    import mujoco

    assets = "".join(f'<mesh name="m{b["id"]}" file="{folder / b["file"]}" inertia="shell"/>' for b in scene["bodies"])
    geoms = "".join(
        '<geom type="mesh" mesh="m{}" pos="{} {} {}" quat="{w} {x} {y} {z}" rgba="{} {} {} 1" contype="0" conaffinity="0"/>'.format(
            b["id"], *b["position"], *b["colour"], **dict(zip("xyzw", b["quaternion"]))) for b in scene["bodies"])
    model = mujoco.MjModel.from_xml_string(
        f'<mujoco><visual><global offwidth="{size[0]}" offheight="{size[1]}"/><map znear="0.002" zfar="5"/></visual><asset>{assets}</asset>'
        f'<worldbody><light pos="0 0 2.4" castshadow="false"/><camera name="eye" mode="fixed"/>{geoms}</worldbody></mujoco>')
    data = mujoco.MjData(model)
    renderer = mujoco.Renderer(model, size[1], size[0])
    passes = [(lambda: None, lambda: None), (renderer.enable_depth_rendering, renderer.disable_depth_rendering),
              (renderer.enable_segmentation_rendering, renderer.disable_segmentation_rendering)]

    def frame(camera):
        axes = rotation(camera["quaternion"])
        # MuJoCo's camera: y up, looking along -z.
        turned = np.stack([axes[:, 0], -axes[:, 1], -axes[:, 2]], 1)
        quaternion = np.zeros(4)
        mujoco.mju_mat2Quat(quaternion, turned.ravel())
        model.cam_pos[0], model.cam_quat[0], model.cam_fovy[0] = camera["position"], quaternion, math.degrees(camera["vertical_fov"])
        mujoco.mj_forward(model, data)
        pictures = []
        for begin, end in passes:
            begin()
            renderer.update_scene(data, camera="eye")
            pictures.append(renderer.render())
            end()
        return pictures

    costs, last = measured(frame, scene, frames)
    renderer.close()
    return costs, len(np.unique(last[2][..., 0]))


def measured(frame, scene, frames):
    """Frames a second along the camera's path and the processors' milliseconds a frame, the first frame left out; and the last frame."""
    frame(scene["cameras"][0])
    started, busy = time.perf_counter(), time.process_time()
    for camera in scene["cameras"][:frames]:
        last = frame(camera)
    count = min(frames, len(scene["cameras"]))
    return (count / (time.perf_counter() - started), 1000 * (time.process_time() - busy) / count), last


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", default="tabletop")
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--size", default="512x288")
    parser.add_argument("--json", type=Path, help="also write one object a line")
    arguments = parser.parse_args()
    size = [int(x) for x in arguments.size.split("x")]
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        veneer = ROOT / "veneer"
        subprocess.run([veneer, "export-meshes", arguments.world, "--out", folder, "--frames", str(arguments.frames)], check=True, stdout=subprocess.DEVNULL)
        scene = json.loads((folder / "scene.json").read_text())
        own = folder / "veneer.jsonl"
        subprocess.run(
            [veneer, "bench", "gbuffer", "--world", arguments.world, "--size", arguments.size, "--frames", str(arguments.frames), "--lit", "--json", own],
            check=True, stdout=subprocess.DEVNULL)
        rows += [json.loads(line) for line in own.read_text().splitlines()]
        for peer, cost_of in (("pybullet", pybullet_cost), ("mujoco", mujoco_cost)):
            try:
                (rate, busy), seen = cost_of(folder, scene, size, arguments.frames)
            except ImportError as error:
                sys.exit(f"gbuffer_peers: {error}; run: ./veneer python -m pip install -r Benches/requirements.txt")
            if seen < 5:
                sys.exit(f"gbuffer_peers: {peer} sees only {seen} things; its picture can't be right")
            for metric, value, unit in (("frames_per_s", rate, "1/s"), ("on all threads", busy, "ms")):
                rows.append({"bench": "gbuffer", "case": f"{arguments.world} {arguments.size} labels", "metric": metric, "value": value, "unit": unit, "peer": peer})
    for row in rows:
        print(f"{row['peer']:10s} {row['case']:40s} {row['metric']:24s} {row['value']:8.2f} {row['unit']}")
    if arguments.json:
        arguments.json.write_text("".join(json.dumps(row) + "\n" for row in rows))


if __name__ == "__main__":
    main()
