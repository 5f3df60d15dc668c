"""Half an hour on a machine with a CUDA GPU and no network: teacher pictures, both painters, their figures and weights.

    ./veneer python Training/gpu_kit.py pack --out kit            # here: pieces of at most 48 MiB, and pieces.json
    python3 Training/gpu_kit.py work --pieces kit --results OUT   # there, in this checkout, again and again until it says that all is done
    ./veneer python Training/gpu_kit.py collect --pieces DIR --into .veneer/gpu     # here, with what came back
    ./veneer python Training/gpu_kit.py rehearse                  # all of it on this machine, tiny

Each `work` takes in what pieces have come (in any order, over as many calls as they need), goes on where the last one stopped, and ends after --minutes.
What it has finished lies in --results as pieces of at most 15 MiB, four a call. Everything between calls is kept in --folder.
"""
import argparse
import ctypes
import glob
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from gpu_pieces import LIST, cut, join, missing

ROOT = Path(__file__).resolve().parent.parent
TRAINING = ROOT / "Training"
WHEELS = ["mitsuba", "drjit", "pyoidn", "safetensors"]
# Of the same family, 13.7 MB in float16.
LARGE = {"channels": [96, 160, 224, 256], "featureCount": 32, "headWidth": 64, "modulationWidth": 64}
PLAN = {"scenes": 600, "firstScene": 20000, "views": 1, "size": "256x144", "samples": 64, "teacherMinutes": 9, "trainMinutes": 9, "steps": None,
        "variants": ["cuda_ad_rgb", "llvm_ad_rgb", "llvm_ad_rgb"], "device": "cuda", "precision": "bf16", "loaders": 6,
        "training": {"batchSize": 32, "checkpointMinutes": 0.5, "evaluationMinutes": 3}, "large": LARGE}


def say(text):
    print(f"gpu_kit: {text}", flush=True)


# --- Here: what travels --------------------------------------------------------------------------------------------

def libraries_of(program):
    """Everything it loads but what every glibc system has."""
    lines = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout.splitlines()
    found = [line.split()[2] for line in lines if "=> /" in line]
    return [path for path in found if not Path(path).name.startswith(("libc.so", "libm.so", "libpthread", "libdl.so", "librt.so"))]


def scene_entries(folder, name):
    """A data folder's recipes and teacher pictures: the engine makes the rest again."""
    entries = []
    for scene in sorted((folder / "scenes").glob("[0-9]*")):
        teachers = sorted(scene.glob("teacher-*.safetensors"))
        if teachers:
            entries += [(f"{name}/scenes/{scene.name}/{file.name}", file) for file in [scene / "world.json", scene / "scene.json", *teachers]]
    return entries + [(f"{name}/{file}", folder / file) for file in ("heldout.txt", "heldout-scenes.txt") if (folder / file).exists()]


def pack(out, plan, piece_bytes, engine, heldout, training, wheels, furniture, llvm):
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / "plan.json").write_text(json.dumps(plan, indent=1) + "\n")
    entries = [("plan.json", out / "plan.json"), ("engine/VeneerCommand", engine)]
    entries += [(f"engine/lib/{Path(path).name}", path) for path in libraries_of(engine)]
    for folder, name in ((heldout, "heldout"), (training, "known")):
        if folder:
            entries += scene_entries(folder, name)
    if wheels:
        entries += [(f"wheels/{path.name}", path) for path in sorted(wheels.glob("*.whl"))]
    if furniture:
        entries.append(("furniture", furniture))
    if llvm:
        entries.append((f"llvm/{Path(llvm).name}", llvm))
    names = cut(entries, out, piece_bytes)
    (out / "plan.json").unlink()
    say(f"{len(names)} pieces in {out}, {sum((out / name).stat().st_size for name in names) / 2**20:.0f} MiB; carry {LIST} with the first")


def fetch_wheels(into):
    """For the other machine's Python, as requirements.txt pins them."""
    pinned = {line.split("==")[0]: line for line in (TRAINING / "requirements.txt").read_text().split()}
    into.mkdir(parents=True, exist_ok=True)
    platforms = [word for tag in ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64") for word in ("--platform", tag)]
    drjit = subprocess.run([sys.executable, "-m", "pip", "show", "drjit"], capture_output=True, text=True, check=True).stdout
    pinned["drjit"] = "drjit==" + next(line.split()[1] for line in drjit.splitlines() if line.startswith("Version:"))
    subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version", "3.12", *platforms, "-d", into,
                    *(pinned[name] for name in WHEELS)], check=True)


# --- There: stages that go on where they stopped -----------------------------------------------------------------

def die_with_parent():
    """What a killed call leaves running would get in the next one's way."""
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)


class Work:
    def __init__(self, folder, deadline):
        self.folder, self.deadline, self.children = folder, deadline, []
        self.kit, self.notes = folder / "kit", folder / "done.json"
        self.done = set(json.loads(self.notes.read_text())) if self.notes.exists() else set()

    @property
    def plan(self):
        return json.loads((self.kit / "plan.json").read_text())

    @property
    def seconds_left(self):
        return self.deadline - time.time()

    def finish(self, stage):
        self.done.add(stage)
        self.notes.write_text(json.dumps(sorted(self.done)) + "\n")
        say(f"{stage} is done")

    @property
    def environment(self):
        """The carried libraries are the engine's alone: others bring their own."""
        site = self.folder / "site"
        return os.environ | {"PYTHONPATH": f"{site}:{TRAINING}" if site.exists() else str(TRAINING)}

    def engine(self, *words):
        libraries = {"LD_LIBRARY_PATH": str(self.kit / "engine/lib"), "VENEER_ROOT": str(ROOT), "XDG_CACHE_HOME": str(self.folder / "cache")}
        furniture = {"VENEER_FURNITURE": str(self.kit / "furniture")} if (self.kit / "furniture").exists() else {}
        return [self.kit / "engine/VeneerCommand", *words], self.environment | libraries | furniture

    def python(self, script, *words, **environment):
        return [sys.executable, TRAINING / script, *words], self.environment | environment

    def start(self, command, log):
        words, environment = command
        with open(self.folder / f"{log}.log", "a") as file:
            child = subprocess.Popen([str(word) for word in words], cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True, preexec_fn=die_with_parent)
        self.children.append(child)
        return child

    def run(self, commands):
        """All at once: true when they all end well in time. What is late is stopped, and goes on another time."""
        started = [(self.start(command, log), log) for log, command in commands]
        while any(child.poll() is None for child, _ in started) and self.seconds_left > 0:
            time.sleep(0.2)
        late = [child for child, _ in started if child.poll() is None]
        self.stop(late)
        failed = [log for child, log in started if child not in late and child.returncode != 0]
        if failed:
            text = (self.folder / f"{failed[0]}.log").read_text()[-1500:]
            raise SystemExit(f"gpu_kit: {failed[0]} failed; its last words:\n{text}")
        return not late

    @staticmethod
    def stop(children):
        for number in (signal.SIGTERM, signal.SIGKILL):
            for child in children:
                if child.poll() is None:
                    os.killpg(child.pid, number)
            end = time.time() + 5
            while any(child.poll() is None for child in children) and time.time() < end:
                time.sleep(0.1)


def take_in(work, pieces):
    store = work.folder / "pieces"
    store.mkdir(parents=True, exist_ok=True)
    for path in sorted(pieces.glob("piece*")) if pieces else []:
        shutil.copyfile(path, store / path.name)
    wanted = missing(store)
    if wanted is None or wanted:
        say(f"waiting for {LIST if wanted is None else ', '.join(wanted)}")
        return False
    join(store, work.kit)
    shutil.rmtree(store)
    return True


def install(work):
    wheels = sorted((work.kit / "wheels").glob("*.whl"))
    return not wheels or work.run([("install", ([sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target",
                                                work.folder / "site", *wheels], os.environ))])


def scenes(work):
    """One folder a scene: whoever is free takes the next."""
    from loop import THEMES
    plan, commands = work.plan, []
    listed = [(THEMES[seed % len(THEMES)], seed) for seed in range(plan["firstScene"], plan["firstScene"] + plan["scenes"])]
    if "themes" in plan:
        listed = [(plan["themes"][k % len(plan["themes"])], seed) for k, (_, seed) in enumerate(listed)]
    share = max(1, min(os.cpu_count(), len(listed)))
    for part in range(share):
        data = work.folder / "made" / f"part-{part:02d}"
        data.mkdir(parents=True, exist_ok=True)
        (data / "scenes.txt").write_text("".join(f"{theme} {seed}\n" for theme, seed in listed[part::share]))
        commands.append((f"scenes-{part:02d}", work.engine("export-scenes", "--out", data, "--scenes", data / "scenes.txt", "--views", plan["views"], "--size", plan["size"])))
    return work.run(commands)


def teacher(work):
    """Until everything is painted or the plan's time is up, whichever is first."""
    spent, plan = work.folder / "teacher-seconds", work.plan
    before, began = float(spent.read_text()) if spent.exists() else 0.0, time.time()
    waiting = work.folder / "waiting"
    waiting.mkdir(exist_ok=True)
    for path in sorted((work.folder / "made").glob("part-*/scenes/[0-9]*")):
        if (path / "scene.json").exists():
            os.replace(path, waiting / path.name)
    # What a stopped call had taken is taken up again; finished views stay.
    for path in (work.folder / "taken").glob("*/scenes/[0-9]*"):
        os.replace(path, waiting / path.name)
    until = min(work.deadline, began + plan["teacherMinutes"] * 60 - before)
    threads = max(1, (os.cpu_count() - 1) // max(1, sum(name.startswith("llvm") for name in plan["variants"])))
    llvm = sorted((work.kit / "llvm").glob("libLLVM*"))
    environment = {"DRJIT_LIBLLVM_PATH": str(llvm[0])} if llvm else {}
    deadline, work.deadline = work.deadline, until + 20
    is_done = work.run([(f"teacher-{number}", work.python("gpu_kit.py", "teacher", variant, "--folder", work.folder, "--name", number, "--threads", threads, "--until", until, **environment))
                        for number, variant in enumerate(plan["variants"])])
    work.deadline = deadline
    spent.write_text(str(before + time.time() - began))
    return is_done and (time.time() < deadline - 1 and (not any(waiting.iterdir()) or before + time.time() - began >= plan["teacherMinutes"] * 60 - 1))


def paint_waiting(variant, folder, name, threads, until):
    """One of the teacher's workers, in a process of its own: takes scenes one by one."""
    import mitsuba as mi
    choose = mi.set_variant
    mi.set_variant = lambda *_: choose(variant)
    if variant.startswith("cuda") or "DRJIT_LIBLLVM_PATH" in os.environ:
        # The teacher looks for an LLVM library of the system; here there is none, or another is meant.
        found = glob.glob
        glob.glob = lambda pattern: [os.environ.get("DRJIT_LIBLLVM_PATH", "none")] if "libLLVM" in pattern else found(pattern)
    plan = json.loads((folder / "kit/plan.json").read_text())
    taken, painted = folder / "taken" / name, folder / "painted/scenes"
    painted.mkdir(parents=True, exist_ok=True)
    while time.time() < until:
        (taken / "scenes").mkdir(parents=True, exist_ok=True)
        for scene in sorted((folder / "waiting").iterdir()):
            try:
                os.replace(scene, taken / "scenes" / scene.name)
            except FileNotFoundError:
                continue  # another was faster
            break
        else:
            return
        sys.argv = ["teacher.py", str(taken), "--spp", str(plan["samples"]), "--threads", str(threads)]
        runpy.run_path(str(TRAINING / "teacher.py"), run_name="__main__")
        os.replace(taken / "scenes" / scene.name, painted / scene.name)


def frames(work):
    """The engine's own frames, of the new scenes and of those that were carried."""
    commands, folders = [], [folder for folder in (work.folder / "painted", work.kit / "known", work.kit / "heldout") if (folder / "scenes").exists()]
    for folder in folders:
        names = sorted(path.name for path in (folder / "scenes").glob("[0-9]*"))
        share = max(1, min(os.cpu_count() // len(folders), len(names)))
        for part in range(share):
            # Links in folders of their own: each engine sees its part of the scenes.
            view = work.folder / "views" / f"{folder.name}-{part:02d}"
            (view / "scenes").mkdir(parents=True, exist_ok=True)
            for name in names[part::share]:
                if not (view / "scenes" / name).exists():
                    (view / "scenes" / name).symlink_to(folder / "scenes" / name)
            commands.append((f"frames-{folder.name}-{part:02d}", work.engine("export-frames", "--data", view)))
    return work.run(commands)


def train(work):
    plan, config = work.plan, json.loads((TRAINING / "config.json").read_text())
    config["training"] |= plan["training"]
    commands = []
    known = ["--also", work.kit / "known"] if (work.kit / "known/scenes").exists() else []
    steps = ["--max-steps", plan["steps"]] if plan["steps"] else []
    for name, model in (("painter-s", config["model"]), ("painter-l", config["model"] | plan["large"])):
        file = work.folder / f"{name}.json"
        file.write_text(json.dumps({"model": model, "training": config["training"]}))
        commands.append((name, work.python(
            "train.py", "--data", work.folder / "painted", *known, "--run", work.folder / "runs" / name, "--minutes", plan["trainMinutes"], "--config", file,
            "--heldout", work.kit / "heldout", "--device", plan["device"], "--precision", plan["precision"], "--loaders", plan["loaders"], "--threads", 2, *steps)))
    return work.run(commands)


def results(work):
    """Weights first, and what makes them believable; then the teacher's pictures, for the next training."""
    out = work.folder / "results"
    out.mkdir(exist_ok=True)
    for name in ("painter-s", "painter-l"):
        run = work.folder / "runs" / name
        if not work.run([("evaluate", work.python("evaluate.py", "--data", work.kit / "heldout", "--run", run, "--json", run / "metrics.json", "--grid", run / "grid.png",
                                                  "--threads", max(1, os.cpu_count() - 1)))]):
            return False
        if not work.run([("export", work.python("export.py", "--run", run, "--out", out / f"{name}.safetensors", "--metrics", run / "metrics.json"))]):
            return False
    entries = [(path.name, path) for path in sorted(out.glob("painter-*"))]
    for name in ("painter-s", "painter-l"):
        entries += [(f"runs/{name}/{file}", work.folder / "runs" / name / file) for file in ("metrics.json", "grid.png", "heldout.jsonl") if (work.folder / "runs" / name / file).exists()]
    entries += [(f"logs/{path.name}", path) for path in sorted(work.folder.glob("*.log"))]
    cut(entries + scene_entries(work.folder / "painted", "painted"), work.folder / "sent", work.plan.get("resultBytes", 15 * 2**20))
    return True


STAGES = [install, scenes, teacher, frames, train, results]


def hand_back(work, out, most=4):
    """The next pieces that have not gone yet."""
    sent, gone = work.folder / "sent", work.folder / "gone"
    out.mkdir(parents=True, exist_ok=True)
    gone.mkdir(exist_ok=True)
    left = sorted(path for path in sent.glob("piece-*") if not (gone / path.name).exists())
    for path in left[:most]:
        shutil.copyfile(path, out / path.name)
        (gone / path.name).touch()
    shutil.copyfile(sent / LIST, out / LIST)
    say(f"{min(most, len(left))} pieces of results in {out}; " + (f"{len(left) - most} to come: call again" if len(left) > most else "that is all"))


def work_on(pieces, folder, out, minutes):
    """True when everything is done."""
    folder.mkdir(parents=True, exist_ok=True)
    work = Work(folder, time.time() + minutes * 60)
    try:
        if "pieces" not in work.done:
            if not take_in(work, pieces):
                return False
            work.finish("pieces")
        for stage in STAGES:
            if stage.__name__ in work.done:
                continue
            if work.seconds_left < 1 or not stage(work):
                say(f"{stage.__name__} is not done yet: call again")
                return False
            work.finish(stage.__name__)
        hand_back(work, out)
        return True
    finally:
        Work.stop(work.children)


# --- All of it, tiny ------------------------------------------------------------------------------------------------

def rehearse(folder):
    """Every stage in its order on this machine's processor, in pieces that come in two lots, with calls too short for what they begin."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    engine, python = ROOT / ".build/release/VeneerCommand", sys.executable
    plan = PLAN | {"scenes": 2, "firstScene": 100, "views": 1, "size": "96x64", "samples": 4, "teacherMinutes": 5, "trainMinutes": 5, "steps": 8, "variants": ["llvm_ad_rgb"],
                   "themes": ["tabletop"], "device": "cpu", "loaders": 2, "training": {"batchSize": 2, "cropWidth": 64, "cropHeight": 64, "checkpointMinutes": 0.05, "evaluationMinutes": 9},
                   "large": {**LARGE, "channels": [56, 72, 104, 136]}, "resultBytes": 2**20}
    heldout = folder / "heldout"
    heldout.mkdir()
    (heldout / "heldout.txt").write_text("930999\n")
    (heldout / "list.txt").write_text("tabletop 930999\n")
    environment = os.environ | {"VENEER_ROOT": str(ROOT)}
    for words in ([engine, "export-scenes", "--out", heldout, "--scenes", heldout / "list.txt", "--views", "1", "--size", "96x64"],
                  [python, TRAINING / "teacher.py", heldout, "--heldout-spp", "8", "--depth", "8", "--threads", "1"]):
        subprocess.run([str(word) for word in words], check=True, env=environment, stdout=subprocess.DEVNULL)
    pack(folder / "pieces", plan, 16 * 2**20, engine, heldout, None, None, None, None)
    names = sorted(json.loads((folder / "pieces" / LIST).read_text()))
    assert len(names) > 1 and all((folder / "pieces" / name).stat().st_size <= 16 * 2**20 for name in names), "the pieces should be several, and small"
    machine, back = folder / "machine", folder / "back"
    for lot, chosen in enumerate(([*names[1:]], [LIST, names[0]])):
        (folder / f"lot-{lot}").mkdir()
        for name in chosen:
            shutil.copyfile(folder / "pieces" / name, folder / f"lot-{lot}" / name)
    calls = 0
    for lot, minutes in [(0, 1), (1, 0.3), (1, 0.5), *[(1, 5)] * 20]:
        calls += 1
        words = [python, __file__, "work", "--pieces", folder / f"lot-{lot}", "--folder", machine, "--results", folder / f"out-{calls}", "--minutes", minutes]
        subprocess.run([str(word) for word in words], check=True)
        if (folder / f"out-{calls}" / LIST).exists():
            for path in (folder / f"out-{calls}").iterdir():
                back.mkdir(exist_ok=True)
                shutil.copyfile(path, back / path.name)
            if not missing(back):
                break
    assert calls > 3, "the calls should have been too short for everything"
    collect(back, folder / "collected")
    sys.path.insert(0, str(TRAINING))
    from net import load_weights
    for name in ("painter-s", "painter-l"):
        state, _ = load_weights(folder / "collected" / f"{name}.safetensors")
        metrics = json.loads((folder / "collected/runs" / name / "metrics.json").read_text())
        say(f"{name}: {sum(value.numel() for value in state.values()) / 1e6:.2f} M parameters, {metrics['frames']} held-out frame(s)")
    assert len(list((folder / "collected/painted/scenes").glob("*/teacher-0.safetensors"))) == plan["scenes"], "every scene's picture should have come back"
    say(f"rehearsed in {calls} calls")


def collect(pieces, into):
    wanted = missing(pieces)
    if wanted is None or wanted:
        raise SystemExit(f"gpu_kit: {pieces} lacks {LIST if wanted is None else ', '.join(wanted)}; call work again for them")
    join(pieces, into)
    say(f"results are in {into}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = verbs.add_parser("pack", help="make the pieces that travel")
    one.add_argument("--out", type=Path, required=True)
    one.add_argument("--piece-mib", type=float, default=48)
    one.add_argument("--engine", type=Path, default=ROOT / ".build/release/VeneerCommand")
    one.add_argument("--heldout", type=Path, default=ROOT / ".veneer/heldout")
    one.add_argument("--known", type=Path, help="a training folder whose teacher pictures travel, too")
    one.add_argument("--furniture", type=Path, default=Path("/usr/share/sweethome3d/furniture"))
    one.add_argument("--set", action="append", default=[], metavar="KEY=JSON", help=f"change the plan: {', '.join(PLAN)}")
    one = verbs.add_parser("work", help="go on, for so many minutes")
    one.add_argument("--pieces", type=Path, help="a folder of pieces that came with this call")
    one.add_argument("--folder", type=Path, default=Path("/tmp/veneer-gpu"), help="what is kept between calls")
    one.add_argument("--results", type=Path, required=True)
    one.add_argument("--minutes", type=float, default=9)
    one = verbs.add_parser("collect", help="put results together")
    one.add_argument("--pieces", type=Path, required=True)
    one.add_argument("--into", type=Path, required=True)
    one = verbs.add_parser("rehearse", help="everything on this machine, tiny")
    one.add_argument("--folder", type=Path, default=ROOT / ".veneer/rehearsal")
    one = verbs.add_parser("teacher", help="one of the teacher's workers (work starts them)")
    one.add_argument("variant")
    one.add_argument("--folder", type=Path, required=True)
    one.add_argument("--name", required=True)
    one.add_argument("--threads", type=int, required=True)
    one.add_argument("--until", type=float, required=True)
    arguments = parser.parse_args()
    match arguments.verb:
        case "pack":
            plan = dict(PLAN)
            for text in arguments.set:
                key, _, value = text.partition("=")
                if key not in PLAN:
                    parser.error(f"the plan has no {key}; it has {', '.join(PLAN)}")
                plan[key] = json.loads(value)
            if not (arguments.heldout / "scenes").exists():
                parser.error(f"{arguments.heldout} has no scenes; ./veneer eval makes them")
            wheels = arguments.out.with_name(arguments.out.name + "-wheels")
            fetch_wheels(wheels)
            llvm = next(iter(sorted(glob.glob("/usr/lib/*/libLLVM-19.so*"))), None)
            pack(arguments.out, plan, int(arguments.piece_mib * 2**20), arguments.engine, arguments.heldout, arguments.known, wheels,
                 arguments.furniture if arguments.furniture.exists() else None, llvm)
        case "work":
            work_on(arguments.pieces, arguments.folder.resolve(), arguments.results, arguments.minutes)
        case "collect":
            collect(arguments.pieces, arguments.into)
        case "rehearse":
            rehearse(arguments.folder.resolve())
        case "teacher":
            paint_waiting(arguments.variant, arguments.folder, arguments.name, arguments.threads, arguments.until)


if __name__ == "__main__":
    main()
