"""Path-traces the frames of exported scenes with Mitsuba and OIDN: the pictures that the painter learns from.

A scene folder holds scene.safetensors (one mesh with one texture, and models with their own) and scene.json (lights, sun, frames), written by `veneer export-scenes`.
Each frame becomes teacher-K.safetensors: "teacher", float16 linear colour times "scale". Finished frames are skipped, so it resumes.
"""
import argparse
import glob
import json
import os
import sys
import time
from pathlib import Path


def find_llvm():
    """Mitsuba's LLVM variants abort with LLVM 16; 19 and 15 work."""
    for version in (19, 15, 14, 17, 18):
        hits = glob.glob(f"/usr/lib/*/libLLVM-{version}.so*") + glob.glob(f"/usr/lib/llvm-{version}/lib/libLLVM*.so*")
        if hits:
            return hits[0]
    sys.exit("teacher: no LLVM library found; install one with: apt-get install libllvm19")


os.environ.setdefault("DRJIT_LIBLLVM_PATH", find_llvm())
import drjit as dr
import mitsuba as mi
import numpy as np
from safetensors.numpy import load_file, save_file

mi.set_variant("llvm_ad_rgb")
from pyoidn import denoise as oidn

# Decibels: noisier pictures get as many samples again, up to so many times.
CLEAN_ENOUGH, MOST_ROUNDS = 35, 16
# cd/m²: by night what lamps reflect is nothing beside what they shine.
DARK_SKY = 10
BLACK = {"type": "diffuse", "reflectance": {"type": "rgb", "value": 0.0}}


def made_mesh(name, positions, normals, uvs, indices, bsdf, attributes={}):
    properties = mi.Properties()
    properties["mesh_bsdf"] = bsdf
    mesh = mi.Mesh(name, len(positions), len(indices), has_vertex_normals=True, has_vertex_texcoords=True, props=properties)
    for key, values in attributes.items():
        mesh.add_attribute(key, values.shape[1], values.ravel())
    parameters = mi.traverse(mesh)
    parameters["vertex_positions"] = positions.ravel()
    parameters["vertex_normals"] = normals.ravel()
    parameters["vertex_texcoords"] = uvs.ravel()
    parameters["faces"] = indices.astype(np.uint32).ravel()
    parameters.update()
    return mesh


def bitmap(pixels, **options):
    return mi.load_dict({"type": "bitmap", "bitmap": mi.Bitmap(np.ascontiguousarray(pixels.astype(np.float16))), "raw": True, **options})


def linear(texture):
    """A texture's colours, from sRGB; as bright and as dark as the engine has them."""
    x = texture[..., :3].astype(np.float32) / 255
    return np.clip(np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4), 0.002, 0.98)


def models_of(tensors, scene):
    """Models by their textures: full meshes, each side showing."""
    meshes = {}
    for number, group in enumerate(scene.get("models", [])):
        indices = tensors["model-indices"][group["first"]:group["first"] + group["count"]]
        used, indices = np.unique(indices, return_inverse=True)
        indices = indices.reshape(-1, 3)
        attribute = lambda name: {"type": "mesh_attribute", "name": name}
        texture = tensors[f"texture-{group['texture']}"] if group["texture"] >= 0 else None
        bsdf = {"type": "twosided", "inner": {
            "type": "principled", "base_color": attribute("vertex_colour") if texture is None else bitmap(linear(texture)),
            "roughness": attribute("vertex_roughness"), "metallic": attribute("vertex_metallic"), "specular": 0.5}}
        if group["cut_out"]:
            bsdf = {"type": "mask", "opacity": bitmap((texture[..., 3:] >= 128).astype(np.float32), filter_type="nearest"), "bsdf": bsdf}
        surface = tensors["model-surface"][used]
        meshes[f"models{number}"] = made_mesh(
            f"models{number}", tensors["model-positions"][used], tensors["model-normals"][used], tensors["model-uvs"][used], indices, mi.load_dict(bsdf),
            {"vertex_colour": tensors["model-colours"][used], "vertex_roughness": surface[:, :1], "vertex_metallic": surface[:, 1:]})
    return meshes


def normals_of(relief):
    """Unit normals in the mesh's own frame, from bytes with 0 at 128."""
    return (relief.astype(np.float32) - 128) / 127


def mesh_of(tensors):
    edge = tensors["base"].shape[0]
    base = (tensors["base"].astype(np.float32) / 255) ** 2
    surface = tensors["surface"].astype(np.float32) / 255

    def texture(pixels):
        bitmap = mi.Bitmap(np.ascontiguousarray(pixels.astype(np.float16)))
        return mi.load_dict({"type": "bitmap", "bitmap": bitmap, "raw": True, "wrap_mode": "clamp"})

    skin = {"type": "principled", "base_color": texture(base), "roughness": texture(surface[..., :1]), "metallic": texture(surface[..., 1:]), "specular": 0.5}
    if "relief" in tensors:
        # Mitsuba takes 0.5 as none.
        skin = {"type": "normalmap", "normalmap": texture(normals_of(tensors["relief"]) / 2 + 0.5), "bsdf": skin}
    bsdf = mi.load_dict({"type": "twosided", "inner": skin})
    assert edge * edge * 3 == tensors["base"].size
    return made_mesh("world", tensors["positions"], tensors["normals"], tensors["uvs"], tensors["indices"], bsdf)


def lamps_of(lights):
    shapes = {}
    for index, light in enumerate(lights):
        emitter = {"type": "area", "radiance": {"type": "rgb", "value": light["luminance"]}}
        # What lamps reflect, rays pass through: see `unlit_of`; and panes_of for the night.
        shapes[f"light{index}"] = {**shape_of(light), "emitter": emitter, "bsdf": BLACK}
    return shapes


def unlit_of(lights, is_black):
    """Lamps that don't shine, as what they are made of or black."""
    made_of = lambda light: {"type": "twosided", "inner": {
        "type": "principled", "base_color": {"type": "rgb", "value": light["colour"]}, "roughness": light["roughness"], "metallic": light["metallic"], "specular": 0.5}}
    return {f"light{k}": {**shape_of(light), "bsdf": BLACK if is_black else made_of(light)} for k, light in enumerate(lights) if "colour" in light}


def shape_of(light):
    return {"type": "sphere", "center": light["centre"], "radius": light["radius"]} if "radius" in light else rectangle_of(light)


def rectangle_of(light):
    u, v = np.array(light["halfU"]), np.array(light["halfV"])
    normal = np.cross(u, v)
    matrix = np.eye(4)
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2], matrix[:3, 3] = u, v, normal / np.linalg.norm(normal), light["centre"]
    return {"type": "rectangle", "to_world": mi.ScalarTransform4f(matrix)}


def panes_of(scene):
    """By night windows mirror the room; what little they let in counts for nothing."""
    if not scene.get("panes"):
        return {}
    glass = {"type": "principled", "base_color": {"type": "rgb", "value": scene["paneColour"]}, "roughness": scene["paneRoughness"], "metallic": scene["paneMetallic"]}
    return {f"pane{index}": {**rectangle_of(pane), "bsdf": {"type": "twosided", "inner": glass}} for index, pane in enumerate(scene["panes"])}


def sky_of(scene, tensors):
    """Around all that there is; the engine's rows run from straight up to straight down."""
    z_up = mi.ScalarTransform4f(np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], float))
    picture = tensors["sky"].astype(np.float32) * scene["skyLuminance"]
    return {"type": "envmap", "bitmap": mi.Bitmap(np.ascontiguousarray(picture)), "to_world": z_up}


def cores_of(lights):
    """Rays pass through hidden emitters: a lamp is black inside."""
    return {f"core{k}": {"type": "sphere", "center": l["centre"], "radius": 0.999 * l["radius"], "bsdf": BLACK} for k, l in enumerate(lights) if "radius" in l}


def sun_of(scene):
    """The sun's disk, as large as in the engine, so far away that its light is parallel."""
    distance, slope = 20_000.0, 0.0047
    towards, illuminance = np.array(scene["directionToSun"]), np.array(scene["sunIlluminance"])
    place = mi.ScalarTransform4f().look_at(origin=towards * distance, target=[0, 0, 0], up=[1, 0, 0] if abs(towards[2]) > 0.9 else [0, 0, 1])
    luminance = illuminance / (np.pi * slope**2)
    return {"type": "disk", "to_world": place @ mi.ScalarTransform4f().scale(distance * slope), "emitter": {"type": "area", "radiance": {"type": "rgb", "value": luminance.tolist()}}, "bsdf": BLACK}


def pinhole_of(frame, size):
    """Focal lengths and principal point in pixels; scenes from before there were intrinsics say a field of view."""
    if "focal" in frame:
        return np.array(frame["focal"]), np.array(frame["centre"])
    return np.full(2, size[1] / 2 / np.tan(np.radians(frame["fovDegrees"]) / 2)), np.array(size) / 2


def film_of(frame, size):
    """Mitsuba's pixels are square: the film's size, its pixels for each of ours, the focal length and principal point in its pixels."""
    focal, centre = pinhole_of(frame, size)
    pixels = focal.max() / focal
    return np.ceil(np.array(size) * pixels - 1e-6).astype(int), pixels, focal.max(), centre * pixels


def resampled(picture, size, pixels):
    """From the film's pixels to ours, each the mean over its area."""
    for axis, count in ((1, size[0]), (0, size[1])):
        if pixels[1 - axis] == 1:
            continue
        edges = np.arange(count + 1)[:, None] * pixels[1 - axis] - np.arange(picture.shape[axis])
        covered = np.clip(edges, 0, 1)
        weights = (covered[1:] - covered[:-1]) / pixels[1 - axis]
        picture = np.moveaxis(np.tensordot(weights, picture, (1, axis)), 0, axis)
    return picture


def sensor_of(frame, size, spp, window=None):
    """`window`: rows and columns of the film; all."""
    film, _, focal, centre = film_of(frame, size)
    rotation, position = np.array(frame["rotation"]).reshape(3, 3), np.array(frame["position"])
    matrix = np.eye(4)
    # The engine's camera: x right, y down, z forward; Mitsuba's: x left, y up, z forward.
    matrix[:3, 0], matrix[:3, 1], matrix[:3, 2], matrix[:3, 3] = -rotation[:, 0], -rotation[:, 1], rotation[:, 2], position
    rows, columns = window or (slice(0, int(film[1])), slice(0, int(film[0])))
    crop = {"crop_offset_x": columns.start, "crop_offset_y": rows.start, "crop_width": columns.stop - columns.start, "crop_height": rows.stop - rows.start}
    return mi.load_dict({
        "type": "perspective", "fov": float(np.degrees(2 * np.arctan(film[1] / 2 / focal))), "fov_axis": "y",
        # Where the film's middle is from the principal point, as a share of the film.
        "principal_point_offset_x": float(0.5 - centre[0] / film[0]), "principal_point_offset_y": float(0.5 - centre[1] / film[1]),
        "near_clip": 0.01, "far_clip": 100, "to_world": mi.ScalarTransform4f(matrix),
        "film": {"type": "hdrfilm", "width": int(film[0]), "height": int(film[1]), **crop, "rfilter": {"type": "box"}, "component_format": "float32"},
        "sampler": {"type": "independent", "sample_count": spp}})


def render_scene(folder, spp, depth, frames_wanted=None, most_rounds=MOST_ROUNDS, finish=None):
    """Yields (frame index, picture, how many times `spp` it took)."""
    scene = json.loads((folder / "scene.json").read_text())
    tensors = load_file(folder / "scene.safetensors")
    meshes, lights = {"mesh": mesh_of(tensors), **models_of(tensors, scene)}, scene["lights"]
    lamps, sky = lamps_of(lights), {"sky": sky_of(scene, tensors)}
    scattered = mi.load_dict({"type": "path", "max_depth": depth, "rr_depth": 4, "hide_emitters": True})
    seen = mi.load_dict({"type": "path", "max_depth": 1})
    # Three pictures make one: what lamps, windows and sky light; the sun's light, since panes block its rays in Mitsuba; and what shines
    # itself, lamps and the sky, which windows show as it is though they light the room evenly. The sun alone is nearly one direction: half the samples do.
    shining = {f"light{k}": lamps[f"light{k}"] for k, light in enumerate(lights) if "radius" in light or not light["isPane"]}
    lit = [(mi.load_dict({"type": "scene", **meshes, **lamps, **cores_of(lights), **panes_of(scene), **sky}), spp // 2)]
    if max(scene["sunIlluminance"]) > 0:
        lit.append((mi.load_dict({"type": "scene", **meshes, "sun": sun_of(scene)}), max(4, spp // 4)))
    alight = mi.load_dict({"type": "scene", **meshes, **shining, **sky})
    # By day lamps also reflect, where one sees them: what a picture with them, none shining, has over one where they are black.
    reflecting = unlit_of(lights, is_black=False) if scene["skyLuminance"] > DARK_SKY else {}
    if reflecting:
        day = [{**{f"light{k}": lamps[f"light{k}"] for k, light in enumerate(lights) if light.get("isPane")}, **sky}]
        if max(scene["sunIlluminance"]) > 0:
            day.append({"sun": sun_of(scene)})
        by_day = [[mi.load_dict({"type": "scene", **meshes, **unlit, **shines}) for unlit in (reflecting, unlit_of(lights, is_black=True))] for shines in day]
        lamps_alone = mi.load_dict({"type": "scene", **meshes, **{k: lamps[k] for k in reflecting}})
    guide = mi.load_dict({"type": "aov", "aovs": "albedo:albedo,normal:sh_normal"})
    for index, frame in enumerate(scene["frames"]):
        if frames_wanted is not None and index not in frames_wanted:
            continue
        sensor = sensor_of(frame, scene["size"], spp)
        fitted = lambda plane: resampled(np.nan_to_num(plane), scene["size"], film_of(frame, scene["size"])[1])
        rendered = lambda p, i, n, seed: fitted(colours(p, sensor, i, n, seed))
        guides = np.array(mi.render(alight, sensor=sensor, integrator=guide, spp=16, seed=77))
        guides = fitted(guides[..., -6:-3]), fitted(guides[..., -3:])
        shine = rendered(alight, seen, 32, 2 * index)
        if reflecting:
            shine = shine + fitted(where_seen(colours(lamps_alone, sensor, seen, 32, 2 * index), frame, scene["size"], lambda sensor: sum(
                colours(made, sensor, scattered, spp, 2 * index) - colours(black, sensor, scattered, spp, 2 * index) for made, black in by_day)))
        # Two halves tell how noisy the whole is, whose error is half of their difference: rooms by the light that shades let out need more than others.
        halves = [0.0, 0.0]
        for rounds in range(1, most_rounds + 1):
            for k in range(2):
                halves[k] = halves[k] + sum(rendered(p, scattered, n, 1000 * index + 2 * rounds + k) for p, n in lit)
            if rounds < most_rounds and decibels(*(denoised(half / rounds + shine, *guides) for half in halves)) + 6 >= CLEAN_ENOUGH:
                break
        yield index, (finish or denoised)((halves[0] + halves[1]) / (2 * rounds) + shine, *guides), rounds


def colours(scene, sensor, integrator, spp, seed):
    return np.array(mi.render(scene, sensor=sensor, integrator=integrator, spp=spp, seed=seed))[..., :3]


def where_seen(shining, frame, size, render):
    """What `render` makes for a sensor, where the film shows something that shines; black elsewhere."""
    there, picture = shining.max(-1) > 0, np.zeros_like(shining)
    if there.any():
        window = tuple(slice(int(k[0]), int(k[-1]) + 1) for k in (np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))))
        picture[window] = render(sensor_of(frame, size, 1, window))
    return np.where(there[..., None], np.nan_to_num(picture), 0)


def denoised(picture, albedo, normal):
    contiguous = lambda x: np.ascontiguousarray(x, dtype=np.float32)
    return np.clip(oidn(contiguous(picture), albedo=contiguous(np.clip(albedo, 0, 1)), normal=contiguous(normal), hdr=True, clean_aux=True), 0, None)


def scale_of(picture):
    return 0.18 / np.exp(np.log(picture @ np.array([0.2126, 0.7152, 0.0722]) + 1e-3).mean())


def decibels(picture, other):
    """How alike two pictures are on a screen."""
    scale = scale_of(picture)
    shown = [np.clip(p * scale, 0, 1) ** (1 / 2.2) for p in (picture, other)]
    return -10 * np.log10(max(1e-9, np.mean((shown[0] - shown[1]) ** 2)))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder with scenes/")
    parser.add_argument("--spp", type=int, default=16, help="samples a pixel and pass")
    parser.add_argument("--heldout-spp", type=int, default=128, help="the same for held-out scenes")
    parser.add_argument("--depth", type=int, default=16, help="longest light path")
    parser.add_argument("--threads", type=int, default=0, help="0: all")
    parser.add_argument("--follow", action="store_true", help="wait for further scenes until a file called exported appears")
    arguments = parser.parse_args()
    if arguments.threads:
        dr.set_thread_count(arguments.threads)
    split = arguments.data / "heldout.txt"
    heldout = set(split.read_text().split()) if split.exists() else set()
    started, count, rounds_in_all = time.time(), 0, 0
    while True:
        last_round = (arguments.data / "exported").exists() or not arguments.follow
        folders = sorted((f.parent for f in (arguments.data / "scenes").glob("[0-9]*/scene.json")), key=lambda f: (f.name not in heldout, f.name))
        missing = {f: [k for k in range(len(json.loads((f / "scene.json").read_text())["frames"])) if not (f / f"teacher-{k}.safetensors").exists()] for f in folders}
        total = sum(map(len, missing.values()))
        for folder, wanted in missing.items():
            if not wanted:
                continue
            spp = arguments.heldout_spp if folder.name in heldout else arguments.spp
            for index, picture, rounds in render_scene(folder, spp, arguments.depth, wanted):
                scale = scale_of(picture)
                temporary = folder / f".teacher-{index}.{os.getpid()}"
                save_file({"teacher": np.clip(picture * scale, 0, 60000).astype(np.float16), "scale": np.array([scale], np.float32)}, temporary)
                os.replace(temporary, folder / f"teacher-{index}.safetensors")
                count += 1
                rounds_in_all += rounds
                if count % 20 == 0:
                    rate = (time.time() - started) / count
                    print(f"teacher: {count}/{total} frames, {rate:.2f} s each, {max(0, total - count) * rate / 60:.0f} min to go", flush=True)
        if last_round:
            break
        time.sleep(5)
    if count:
        print(f"teacher: {rounds_in_all / count:.1f} times the samples on average, for pictures cleaner than {CLEAN_ENOUGH} dB", flush=True)
    print(f"teacher: {count} frames in {(time.time() - started) / 60:.1f} min", flush=True)


if __name__ == "__main__":
    main()
