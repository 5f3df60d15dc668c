"""Veneer's physics beside PyBullet's (`DIRECT`, the same step, gravity and solver iterations), in one run.

    ./veneer python -m pip install -r Benches/requirements.txt     # once
    ./veneer python Benches/physics_peers.py [--json F] [--robots kuka_iiwa/model.urdf,…]

Robots are those bundled with PyBullet: the number of joints, their limits and efforts, masses and moments as each reads them from the same file, then where
a second of free fall from the start brings the joints. An MJCF of ours is held against MuJoCo's reading of it. Rates are of steps with the state of every body read after each.
"""
import argparse
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENEER = ROOT / "veneer"
ROBOTS = ["kuka_iiwa/model.urdf", "franka_panda/panda.urdf", "r2d2.urdf", "cartpole.urdf"]
STEP, ITERATIONS, GRAVITY = 1 / 240, 30, -9.81
KINDS = {0: "revolute", 1: "prismatic", 4: "fixed"}
# Radians or metres, at the same step. Where that step is too long for a joint's damping (the kuka's last: 0.5 N m s and 0.001 kg m², so that a step takes 2.08 times the
# speed it finds), PyBullet swings ever faster, and its answer isn't its own at finer steps; Veneer stops the link. There PyBullet takes ten steps where we take one.
FALL_TOLERANCE, FINE_TOLERANCE, FINE_STEPS = 0.001, 0.02, 10
MJCF_FILES = ["Tests/Fixtures/crane.xml", "Tests/Fixtures/swing.xml"]
# Metres between bodies' centres of mass after a second, MuJoCo at ten times finer steps; of what swings by itself.
SWINGING, SWING_TOLERANCE = ["Tests/Fixtures/swing.xml"], 0.03
WORLD = """{{ "veneer": 1, "name": "peers", "materials": {{ "grey": {{ "kind": "plain", "colour": [0.5, 0.5, 0.5] }} }},
  "bodies": [{bodies}], "robots": [{robots}], "look": {{ "timeOfDay": 12 }}, "camera": {{ "keys": [{{ "eye": [9, 9, 9], "target": [0, 0, 0] }}] }} }}"""


def veneer(*words):
    done = subprocess.run([VENEER, *map(str, words)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"physics_peers: veneer {words[0]}: {done.stderr.strip()}")
    return done.stdout


def connect(p):
    p.connect(p.DIRECT)
    p.setGravity(0, 0, GRAVITY)
    p.setPhysicsEngineParameter(fixedTimeStep=STEP, numSolverIterations=ITERATIONS, numSubSteps=0)


def load(p, urdf):
    connect(p)
    return p.loadURDF(str(urdf), useFixedBase=True, flags=p.URDF_USE_INERTIA_FROM_FILE)


def as_pybullet_reads(p, urdf):
    robot = load(p, urdf)
    links = {}
    for index in range(-1, p.getNumJoints(robot)):
        dynamics = p.getDynamicsInfo(robot, index)
        link = {"mass": dynamics[0], "inertia": dynamics[2]}
        if index < 0:
            links[p.getBodyInfo(robot)[0].decode()] = link
            continue
        info = p.getJointInfo(robot, index)
        link["joint"] = {"name": info[1].decode(), "kind": KINDS[info[2]], "lower": info[8], "upper": info[9], "effort": info[10]}
        links[info[12].decode()] = link
    p.disconnect()
    return links


def differences(ours, theirs, urdf):
    """What the two readings say differently, in words."""
    said = []
    text = Path(urdf).read_text()
    if {link["name"] for link in ours} != set(theirs):
        said.append(f"links {sorted({link['name'] for link in ours} ^ set(theirs))}")
    for link in ours:
        other = theirs.get(link["name"])
        if other is None:
            continue
        # PyBullet gives a kilogram to what has no inertial; a fixed base has none in either.
        has_inertial = "<inertial" in text.split(f'<link name="{link["name"]}"')[-1].split("</link>")[0].split("<link")[0]
        if "joint" in link and has_inertial:
            if not math.isclose(link["mass"], other["mass"], rel_tol=1e-5, abs_tol=1e-9):
                said.append(f"mass of {link['name']}: {link['mass']} and {other['mass']}")
            if any(not math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-9) for a, b in zip(sorted(link["inertia"]), sorted(other["inertia"]))):
                said.append(f"moments of {link['name']}: {link['inertia']} and {other['inertia']}")
        joint, peer = link.get("joint"), other.get("joint")
        if (joint is None) != (peer is None):
            said.append(f"{link['name']} is a base in one of them only")
        elif joint:
            kind = "revolute" if joint["kind"] == "continuous" else joint["kind"]
            if (joint["name"], kind) != (peer["name"], peer["kind"]):
                said.append(f"joint {joint['name']} {kind} and {peer['name']} {peer['kind']}")
            for key in ("lower", "upper"):
                if key in joint and not math.isclose(joint[key], peer[key], rel_tol=1e-5, abs_tol=1e-6):
                    said.append(f"{key} limit of {joint['name']}: {joint[key]} and {peer[key]}")
            if "lower" in joint and not math.isclose(joint["effort"], peer["effort"], rel_tol=1e-5, abs_tol=1e-6):
                said.append(f"effort of {joint['name']}: {joint['effort']} and {peer['effort']}")
    return said


def start_of(links):
    """Away from where a robot stands upright and would fall this way or that by the last bit, and from its limits."""
    start = {}
    for index, joint in enumerate(link["joint"] for link in links if link.get("joint", {}).get("kind", "fixed") != "fixed"):
        wish = 0.3 + 0.1 * (index % 4)
        start[joint["name"]] = wish if "lower" not in joint else joint["lower"] + (joint["upper"] - joint["lower"]) * (0.45 + 0.05 * (index % 4))
    return start


def outruns_damping(links):
    return any(link.get("joint", {}).get("damping", 0) * STEP > max(link["inertia"]) for link in links if link["mass"] > 0)


def pybullet_fall(p, urdf, links, start, steps):
    robot = load(p, urdf)
    p.setPhysicsEngineParameter(fixedTimeStep=STEP / steps)
    damping = {link["joint"]["name"]: link["joint"]["damping"] for link in links if "joint" in link}
    p.changeDynamics(robot, -1, linearDamping=0, angularDamping=0)
    for joint in range(p.getNumJoints(robot)):
        info = p.getJointInfo(robot, joint)
        p.changeDynamics(robot, joint, linearDamping=0, angularDamping=0, jointDamping=damping[info[1].decode()])
        if info[2] != p.JOINT_FIXED:
            p.resetJointState(robot, joint, start[info[1].decode()])
            p.setJointMotorControl2(robot, joint, p.VELOCITY_CONTROL, force=0)
    for _ in range(240 * steps):
        p.stepSimulation()
    end = {p.getJointInfo(robot, j)[1].decode(): p.getJointState(robot, j)[0] for j in range(p.getNumJoints(robot)) if p.getJointInfo(robot, j)[2] != p.JOINT_FIXED}
    p.disconnect()
    return end


def our_fall(urdf, name, scratch, start):
    states, world = scratch / "states.json", scratch / "robot.jsonc"
    text = urdf.read_text()
    # PyBullet doesn't know mimics, and dry friction only as a motor.
    copy = urdf.parent / f".{urdf.stem}-{os.getpid()}.urdf"
    copy.write_text(re.sub(r"<mimic[^>]*/>", "", text))
    try:
        robot = {"name": name, "urdf": str(copy), "start": start}
        world.write_text(WORLD.format(bodies="", robots=json.dumps(robot)))
        veneer("run", world, "--seconds", 1, "--states", states)
    finally:
        copy.unlink()
    return {key.removeprefix(name + " "): value["position"] for key, value in json.loads(states.read_text())["joints"].items()}


def as_mujoco_reads(mujoco, file):
    model = mujoco.MjModel.from_xml_path(str(file))
    kinds, joints = {int(mujoco.mjtJoint.mjJNT_HINGE): "hinge", int(mujoco.mjtJoint.mjJNT_SLIDE): "slide", int(mujoco.mjtJoint.mjJNT_BALL): "ball"}, {}
    for index in range(model.njnt):
        joint = model.joint(index)
        joints[joint.name] = {"kind": kinds[int(joint.type[0])], "damping": float(model.dof_damping[joint.dofadr[0]])}
        if model.jnt_limited[index]:
            joints[joint.name].update(lower=float(joint.range[0]), upper=float(joint.range[1]))
    bodies = {model.body(index).name: (float(model.body_mass[index]), sorted(map(float, model.body_inertia[index]))) for index in range(1, model.nbody)}
    return joints, bodies


def mujoco_differences(ours, joints, bodies):
    said, mine = [], {link["joint"]["name"]: link["joint"] for link in ours if link.get("joint", {}).get("kind", "fixed") != "fixed"}
    if list(mine) != list(joints):
        said.append(f"joints {list(mine)} and {list(joints)}")
    for name, peer in joints.items():
        joint = mine.get(name, {})
        if (joint.get("kind") == "prismatic") != (peer["kind"] == "slide"):
            said.append(f"joint {name} is {joint.get('kind')} and {peer['kind']}")
        for key in ("lower", "upper", "damping"):
            if (key in joint) != (key in peer) or not math.isclose(joint.get(key, 0), peer.get(key, 0), rel_tol=1e-5, abs_tol=1e-6):
                said.append(f"{key} of {name}: {joint.get(key)} and {peer.get(key)}")
    links = {link["name"]: link for link in ours}
    for name, (mass, inertia) in bodies.items():
        link = links.get(name, {"mass": -1, "inertia": [0, 0, 0]})
        if not math.isclose(link["mass"], mass, rel_tol=1e-5) or any(not math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-9) for a, b in zip(sorted(link["inertia"]), inertia)):
            said.append(f"{name}: {link['mass']} kg {link['inertia']} and {mass} kg {inertia}")
    return said


def mujoco_swing(mujoco, file):
    """Where each body's centre of mass is after a second."""
    model = mujoco.MjModel.from_xml_path(str(file))
    model.opt.timestep, model.opt.gravity[2] = STEP / FINE_STEPS, GRAVITY
    data = mujoco.MjData(model)
    for _ in range(round(1 / model.opt.timestep)):
        mujoco.mj_step(model, data)
    mujoco.mj_kinematics(model, data)
    return {model.body(index).name: [float(c) for c in data.xipos[index]] for index in range(1, model.nbody)}


def our_swing(file, scratch):
    world, states = scratch / "swing.jsonc", scratch / "swing.json"
    world.write_text(WORLD.format(bodies="", robots=json.dumps({"name": "swing", "mjcf": str(file)})))
    veneer("run", world, "--seconds", 1, "--states", states)
    return {name.removeprefix("swing "): body["position"] for name, body in json.loads(states.read_text())["bodies"].items()}


def boxes(count):
    """A heap that falls in on itself: places and half sizes."""
    heap = []
    for index in range(count):
        layer, place = divmod(index, 25)
        x, y = place % 5 - 2, place // 5 - 2
        heap.append(((0.23 * x + 0.03 * (layer % 3), 0.23 * y - 0.02 * (layer % 5), 0.12 + 0.22 * layer), (0.1, 0.07 + 0.01 * (index % 4), 0.06 + 0.01 * (index % 3))))
    return heap


def world_of(heap):
    bodies = ['{ "name": "floor", "shape": { "box": [40, 40, 1] }, "material": "grey", "position": [0, 0, -0.5] }']
    for index, (place, half) in enumerate(heap):
        size = [2 * h for h in half]
        bodies.append(f'{{ "name": "box {index}", "shape": {{ "box": {size} }}, "material": "grey", "position": {list(place)}, "mass": 1 }}')
    return WORLD.format(bodies=",\n".join(bodies), robots="")


def pybullet_rate(p, heap, ticks):
    connect(p)
    p.createMultiBody(0, p.createCollisionShape(p.GEOM_BOX, halfExtents=[20, 20, 0.5]), basePosition=[0, 0, -0.5])
    bodies = [p.createMultiBody(1, p.createCollisionShape(p.GEOM_BOX, halfExtents=half), basePosition=place) for place, half in heap]
    for body in bodies:
        p.changeDynamics(body, -1, lateralFriction=0.6, restitution=0.15)
    started = time.perf_counter()
    for _ in range(ticks):
        p.stepSimulation()
        for body in bodies:
            p.getBasePositionAndOrientation(body)
            p.getBaseVelocity(body)
    rate = ticks / (time.perf_counter() - started)
    p.disconnect()
    return rate


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--robots", default=",".join(ROBOTS), help="URDFs of pybullet_data")
    parser.add_argument("--json", type=Path, help="also write one object a line")
    arguments = parser.parse_args()
    try:
        import pybullet as p
        import pybullet_data
    except ImportError as error:
        sys.exit(f"physics_peers: {error}; run: ./veneer python -m pip install -r Benches/requirements.txt")
    rows, failed = [], False
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for word in filter(None, arguments.robots.split(",")):
            urdf = Path(pybullet_data.getDataPath()) / word
            links = json.loads(veneer("inspect", urdf, "--json"))["links"]
            said = differences(links, as_pybullet_reads(p, urdf), urdf)
            for line in said:
                print(f"{word}: {line}")
            start = start_of(links)
            steps = FINE_STEPS if outruns_damping(links) else 1
            mine, theirs = our_fall(urdf, urdf.stem, scratch, start), pybullet_fall(p, urdf, links, start, steps)
            apart = {joint: abs(math.remainder(mine[joint] - theirs[joint], 2 * math.pi)) for joint in mine}
            worst = max(apart, key=apart.get)
            print(f"{word}: {len(links)} links, {len(mine)} joints that move; after a second's fall at most {apart[worst]:.5f} apart ({worst})" + (f", PyBullet at 1/{240 * steps} s" if steps > 1 else ""))
            failed |= bool(said) or apart[worst] > (FINE_TOLERANCE if steps > 1 else FALL_TOLERANCE)
            rows.append({"bench": "physics", "case": word, "metric": "fall_apart", "value": apart[worst], "unit": "rad or m", "peer": "pybullet"})
        for word in MJCF_FILES if arguments.robots else []:
            try:
                import mujoco
            except ImportError as error:
                sys.exit(f"physics_peers: {error}; run: ./veneer python -m pip install -r Benches/requirements.txt")
            file = ROOT / word
            links = json.loads(veneer("inspect", file, "--json"))["links"]
            joints, bodies = as_mujoco_reads(mujoco, file)
            said = mujoco_differences(links, joints, bodies)
            for line in said:
                print(f"{word}: {line}")
            print(f"{word}: {len(bodies)} bodies, {len(joints)} joints as MuJoCo reads them" + (", but for the above" if said else ""))
            failed |= bool(said)
            if word in SWINGING:
                mine, theirs = our_swing(file, scratch), mujoco_swing(mujoco, file)
                apart = {body: math.dist(mine[body], place) for body, place in theirs.items()}
                worst = max(apart, key=apart.get)
                print(f"{word}: after a second at most {apart[worst]:.4f} m apart ({worst}), MuJoCo at 1/{240 * FINE_STEPS} s")
                failed |= apart[worst] > SWING_TOLERANCE
                rows.append({"bench": "physics", "case": word, "metric": "swing_apart", "value": apart[worst], "unit": "m", "peer": "mujoco"})
        for count, ticks in ((10, 960), (50, 960), (500, 960)):
            file, own = scratch / f"boxes-{count}.jsonc", scratch / "own.jsonl"
            file.write_text(world_of(boxes(count)))
            veneer("bench", "physics", "--world", file, "--json", own)
            mine = [json.loads(line) for line in own.read_text().splitlines()]
            for row in mine:
                rows.append({**row, "case": f"{count} boxes"})
            rows.append({"bench": "physics", "case": f"{count} boxes", "metric": "steps_per_s", "value": pybullet_rate(p, boxes(count), ticks), "unit": "1/s", "peer": "pybullet"})
    for row in rows:
        print(f"{row['peer']:10s} {row['case']:28s} {row['metric']:26s} {row['value']:12.4f} {row['unit']}")
    if arguments.json:
        arguments.json.write_text("".join(json.dumps(row) + "\n" for row in rows))
    if failed:
        sys.exit("physics_peers: the readings or falls of a robot differ by more than they may")


if __name__ == "__main__":
    main()
