import Foundation
import VeneerAssets
import VeneerExport
import VeneerMath
import VeneerPhysics
import VeneerWorld

/// Broken files of every kind that the program reads: each must open, or be refused by one clear line; nothing may crash, hang or take memory without bound.
enum FuzzBench {
    enum Kind: String, CaseIterable { case world, mesh, robot, log }

    /// Each kind's share of the cases.
    static func rows(cases: Int, seed: Int) throws -> [BenchRow] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-fuzz-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
        var progress = ProgressLine("fuzz", total: cases, unit: "files"), done = 0
        let rows = try Kind.allCases.flatMap { kind -> [BenchRow] in
            let seeds = try FuzzSeeds.files(of: kind, folder: folder), count = cases / Kind.allCases.count
            var mutator = FileMutator(random: SeededRandom(seed: UInt64(seed), stream: "fuzz \(kind.rawValue)")), refused = 0, slowest = 0.0
            for index in 0..<count {
                guard !Interrupt.isRequested else { break }
                let original = mutator.random.pick(seeds), bytes = mutator.mutated(original.bytes, isBinary: original.isBinary, kind, keepsForm: index % 3 < 2)
                let file = folder.appendingPathComponent("case.\(original.ending)")
                try Data(bytes).write(to: file)
                let started = ContinuousClock.now
                do { try open(file, kind, &mutator.random) } catch {
                    refused += 1
                    let said = "\(error)"
                    guard !said.isEmpty, !said.contains("\n"), said.count < 1000 else {
                        throw CommandError("fuzz: \(kind.rawValue) \(index) of seed \(seed) says: \(said)")
                    }
                }
                let seconds = (ContinuousClock.now - started) / .seconds(1)
                slowest = max(slowest, seconds)
                guard seconds < longestInSeconds else { throw CommandError("fuzz: \(kind.rawValue) \(index) of seed \(seed) took \(seconds) s") }
                done += 1
                progress.advance(to: done)
            }
            let peak = try peakMemoryInMegabytes()
            guard peak < mostMegabytes else { throw CommandError("fuzz: \(kind.rawValue) files of seed \(seed) took \(Int(peak)) MB") }
            func row(_ metric: String, _ value: Double, _ unit: String) -> BenchRow {
                BenchRow(bench: "fuzz", name: kind.rawValue, metric: metric, value: value, unit: unit)
            }
            return [
                row("cases", Double(count), "files"), row("refused", Double(refused), "files"), row("slowest", slowest * 1000, "ms"), row("memory", peak, "MB"),
            ]
        }
        progress.finish()
        return rows
    }

    private static let longestInSeconds = 20.0, mostMegabytes = 2000.0

    /// A file that opens is used, too: a few ticks of a world, all of a short log.
    private static func open(_ file: URL, _ kind: Kind, _ random: inout SeededRandom) throws {
        switch kind {
        case .world: try use(try World(contentsOf: file), &random)
        case .robot: try use(try World(robotFile: file), &random)
        case .mesh: _ = try SolidMesh(file: file, name: file.lastPathComponent, scale: Vec3(1, 1, 1)).pieces
        case .log: _ = try Replay.run(log: file, verify: true)
        }
    }

    /// One in twenty worlds has all that moves sent away, up to the end of where things may be and as fast as they may go, and goes on past a checkpoint.
    private static func use(_ world: World, _ random: inout SeededRandom) throws {
        let simulation = try Simulation(world: world)
        simulation.step(2)
        guard random.chance(0.05) else { return }
        simulation.scatter(&random)
        simulation.step(Simulation.ticksBetweenCheckpoints)
        guard simulation.state.isFinite else { throw CommandError("a body is nowhere a second after all were sent away") }
    }

    private static func peakMemoryInMegabytes() throws -> Double {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
            let kilobytes = Double(line.split(separator: " ").dropLast().last ?? "")
        else { throw CommandError("fuzz: /proc/self/status doesn't say how much memory was used") }
        return kilobytes / 1000
    }
}

/// Sound files to break.
private enum FuzzSeeds {
    struct File {
        var bytes: [UInt8]
        var ending: String
        var isBinary = false
    }

    static func files(of kind: FuzzBench.Kind, folder: URL) throws -> [File] {
        switch kind {
        case .world: return try worlds()
        case .mesh: return meshes()
        case .robot: return [File(bytes: Array(robot.utf8), ending: "urdf"), File(bytes: Array(mechanism.utf8), ending: "xml")]
        case .log:
            let file = folder.appendingPathComponent("seed.log"), run = try Run(world: try World(jsonText: small, file: "small"), log: file, keepsPast: true)
            try run.apply(.impulse(body: 1, newtonSeconds: Vec3(0.1, 0, 0.2), pointInWorld: Vec3(0, 0, 0.3)))
            try run.step(120)
            try run.apply(.setBody(body: 1, pose: Pose(position: Vec3(0, 0, 1)), linearVelocity: .zero, angularVelocity: .zero))
            try run.step(100)
            try run.rewind(to: Tick(run.tick.index - 60))
            try run.apply(.walk(walker: 0, WalkerControls(forward: 1, headingInRadians: 1)))
            try run.step(140)
            if let checkpoint = run.checkpoint {
                let fork = folder.appendingPathComponent("fork.log"), other = try Run(world: run.world, from: checkpoint, log: fork)
                try other.step(60)
                try other.finish()
            }
            try run.finish()
            return try ["seed.log", "fork.log"].map {
                File(bytes: Array(try Data(contentsOf: folder.appendingPathComponent($0))), ending: "log", isBinary: true)
            }
        }
    }

    /// Those that need no furniture, as they are shipped and as they are written out.
    private static func worlds() throws -> [File] {
        let texts = try Places.worldNames.compactMap { name -> String? in
            let text = try String(contentsOf: Places.root.appendingPathComponent("Worlds/\(name).jsonc"), encoding: .utf8)
            return text.contains("pack:") || text.contains("urdf") ? nil : text
        }
        return (texts + [small]).map { File(bytes: Array($0.utf8), ending: "jsonc") }
    }

    private static func meshes() -> [File] {
        let mesh = Shape.cylinder(radius: 0.1, height: 0.3, bevel: 0.01).mesh()
        let object = mesh.positions.map { "v \($0.x) \($0.y) \($0.z)\n" } + mesh.normals.map { "vn \($0.x) \($0.y) \($0.z)\n" }
        let faces = stride(from: 0, to: mesh.indices.count, by: 3).map { t in
            "f " + (0..<3).map { "\(mesh.indices[t + $0] + 1)//\(mesh.indices[t + $0] + 1)" }.joined(separator: " ") + "\n"
        }
        var facets = "solid case\n", binary = [UInt8](repeating: 0, count: 80)
        func put<T: FixedWidthInteger>(_ number: T) { withUnsafeBytes(of: number.littleEndian) { binary.append(contentsOf: $0) } }
        put(UInt32(mesh.indices.count / 3))
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            let corners = (0..<3).map { mesh.positions[Int(mesh.indices[t + $0])] }
            facets += "facet normal 0 0 1\n outer loop\n" + corners.map { "  vertex \($0.x) \($0.y) \($0.z)\n" }.joined() + " endloop\nendfacet\n"
            for v in [Vec3(0, 0, 1)] + corners { for axis in 0..<3 { put(v[axis].bitPattern) } }
            put(UInt16(0))
        }
        return [
            File(bytes: Array((object + faces).joined().utf8), ending: "obj"), File(bytes: Array((facets + "endsolid\n").utf8), ending: "stl"),
            File(bytes: binary, ending: "stl", isBinary: true), File(bytes: Array(collada(mesh).utf8), ending: "dae"),
            File(bytes: Array(graphics(mesh).utf8), ending: "gltf"),
        ]
    }

    private static func collada(_ mesh: Mesh) -> String {
        """
        <COLLADA version="1.4.1"><asset><unit meter="1"/><up_axis>Z_UP</up_axis></asset>
        <library_geometries><geometry id="g"><mesh>
        <source id="p"><float_array id="a" count="\(mesh.positions.count * 3)">\(mesh.positions.map { "\($0.x) \($0.y) \($0.z)" }.joined(separator: "\n"))</float_array>
        <technique_common><accessor source="#a" count="\(mesh.positions.count)" stride="3"/></technique_common></source>
        <vertices id="v"><input semantic="POSITION" source="#p"/></vertices>
        <triangles count="\(mesh.indices.count / 3)"><input semantic="VERTEX" source="#v" offset="0"/>
        <p>\(mesh.indices.map { "\($0)" }.joined(separator: " "))</p></triangles></mesh></geometry></library_geometries>
        <library_visual_scenes><visual_scene id="s"><node id="n"><translate>0 0 1</translate><rotate>0 0 1 30</rotate><scale>1 2 1</scale>
        <instance_geometry url="#g"/><node><matrix>1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</matrix><instance_geometry url="#g"/></node></node></visual_scene></library_visual_scenes>
        <scene><instance_visual_scene url="#s"/></scene></COLLADA>
        """
    }

    private static func graphics(_ mesh: Mesh) -> String {
        var data = Data()
        for p in mesh.positions { for axis in 0..<3 { withUnsafeBytes(of: p[axis].bitPattern.littleEndian) { data.append(contentsOf: $0) } } }
        let split = data.count
        for index in mesh.indices { withUnsafeBytes(of: index.littleEndian) { data.append(contentsOf: $0) } }
        return """
            { "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }],
              "nodes": [{ "mesh": 0, "children": [1], "translation": [0, 1, 0] }, { "mesh": 0, "rotation": [0, 0, 0.6, 0.8], "scale": [1, 2, 1] }],
              "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1, "mode": 4 }] }],
              "accessors": [{ "bufferView": 0, "componentType": 5126, "count": \(mesh.positions.count), "type": "VEC3" },
                            { "bufferView": 1, "componentType": 5125, "count": \(mesh.indices.count), "type": "SCALAR" }],
              "bufferViews": [{ "buffer": 0, "byteOffset": 0, "byteLength": \(split) }, { "buffer": 0, "byteOffset": \(split), "byteLength": \(data.count - split) }],
              "buffers": [{ "byteLength": \(data.count), "uri": "data:application/octet-stream;base64,\(data.base64EncodedString())" }] }
            """
    }

    private static let mechanism = """
        <mujoco model="case">
          <compiler angle="degree" autolimits="true" eulerseq="xyz"/>
          <default><geom density="800" rgba="0.8 0.5 0.1 1"/><joint damping="0.2"/>
            <default class="finger"><joint type="slide" axis="1 0 0" range="0 0.03"/><geom type="box" size="0.005 0.01 0.03" mass="0.02"/></default></default>
          <worldbody>
            <geom type="plane" size="4 4 0.1"/>
            <body name="mast" pos="0 0 0.05" euler="0 0 90">
              <inertial pos="0 0 0.3" mass="4" fullinertia="0.12 0.13 0.02 0.001 0.002 0.003"/>
              <joint name="pan" axis="0 0 1" range="-170 170"/>
              <joint name="tilt" axis="0 1 0" pos="0 0 0.1" range="-30 60" frictionloss="0.1"/>
              <geom type="cylinder" size="0.05 0.3" pos="0 0 0.3"/>
              <body name="boom" pos="0 0 0.6" quat="0.9238795 0 0.3826834 0">
                <joint name="elbow" axis="0 1 0"/>
                <geom type="capsule" fromto="0 0 0 0.5 0 0" size="0.03"/>
                <geom type="box" size="0.02 0.02 0.02" pos="0.25 0 0.05" axisangle="0 0 1 30" mass="0.3"/>
                <body name="bob" pos="0.2 0 0"><joint type="ball" damping="0.01" armature="0.001"/><geom type="sphere" size="0.03" pos="0 0 -0.2"/></body>
                <body name="left" pos="0.5 0 0" zaxis="1 0 0" childclass="finger"><joint name="left"/><geom/></body>
                <body name="right" pos="0.5 0.1 0" xyaxes="-1 0 0 0 -1 0" childclass="finger"><joint name="right"/><geom/></body>
              </body>
            </body>
          </worldbody>
          <equality><joint joint1="right" joint2="left" polycoef="0 1 0 0 0"/></equality>
          <actuator><motor joint="pan" gear="10" ctrlrange="-3 3"/><position joint="left" forcerange="-12 12"/></actuator>
        </mujoco>
        """

    private static let small = """
        { "veneer": 1, "name": "small", "seed": 3, "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] } },
          "areas": { "floor": { "low": [-1, -1, 0], "high": [1, 1, 1] } },
          "bodies": [
            { "name": "floor", "shape": { "box": [4, 4, 0.2] }, "material": "grey", "position": [0, 0, -0.1] },
            { "name": "box", "shape": { "box": [0.2, 0.2, 0.2], "bevel": 0.01 }, "material": "grey", "base": [0, 0, 0.2], "mass": { "uniform": [1, 2] } },
            { "name": "hills", "shape": { "heights": { "seed": 2, "feature": 0.5, "cells": 12 }, "size": [2, 2, 0.2] }, "material": "grey", "position": [5, 0, 0] },
            { "name": "cart", "shape": { "box": [0.4, 0.6, 0.2] }, "material": "grey", "position": [-1.5, 0, 0.25], "mass": 20 },
            { "name": "wheel", "shape": { "cylinder": [0.1, 0.05] }, "material": "grey", "position": [-1.5, 0, 0.1], "pitch": 90, "on": "cart" },
            { "name": "bowl", "shape": { "lathe": [[0, 0], [0.1, 0.08], [0.09, 0.08], [0, 0.01]] }, "material": "grey", "base": [0.8, 0.8, 0], "mass": 0.3, "hollow": true },
            { "name": "spare", "spare": true, "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 1], "mass": 1 },
            { "name": "can", "shape": { "cylinder": [0.05, 0.2] }, "material": "grey", "within": "floor", "mass": 0.3, "array": { "count": 3 } } ],
          "joints": [{ "name": "pin", "kind": "hinge", "child": "box", "at": [0, 0, 0.5], "axis": [0, 1, 0], "limits": [-1, 1], "motor": { "velocity": 1, "force": 2 } }],
          "vehicles": [{ "name": "cart", "chassis": "cart", "turnSpeed": 2, "wheels": [{ "body": "wheel", "drive": 50, "brake": 20 }] }],
          "gates": { "line": { "at": [0, 0, 0.1], "facing": [1, 0, 0], "radius": 1 } },
          "openings": { "hatch": { "at": [0, 0, 2], "facing": [0, 0, -1], "size": [1, 1] } },
          "sensors": { "imu": { "kind": "imu", "on": "box", "noise": { "spin": { "deviation": 0.01 } } }, "eye": { "kind": "range", "on": "box", "rays": 5, "spread": 90 } },
          "walkers": [{ "name": "visitor", "position": [1, 0, 0], "yaw": 20, "mass": 60, "moves": [{ "at": 0.1, "to": [0, 1] }] }],
          "look": { "timeOfDay": 12 }, "camera": { "keys": [{ "eye": [2, 2, 2], "target": [0, 0, 0] }] } }
        """

    private static let robot = """
        <robot name="case">
          <material name="grey"><color rgba="0.5 0.5 0.5 1"/></material>
          <link name="base"/>
          <link name="upper">
            <inertial><origin xyz="0 0 0.2" rpy="0.1 0 0"/><mass value="2"/><inertia ixx="0.02" ixy="0.001" ixz="0" iyy="0.02" iyz="0" izz="0.01"/></inertial>
            <visual><geometry><cylinder radius="0.05" length="0.4"/></geometry><material name="grey"/></visual>
            <collision><origin xyz="0 0 0.2"/><geometry><capsule radius="0.05" length="0.3"/></geometry></collision>
          </link>
          <link name="slide"><inertial><mass value="1"/><inertia ixx="0.01" iyy="0.01" izz="0.01"/></inertial><collision><geometry><box size="0.1 0.1 0.1"/></geometry></collision></link>
          <link name="tip"><inertial><mass value="0.1"/><inertia ixx="0.001" iyy="0.001" izz="0.001"/></inertial><visual><geometry><sphere radius="0.03"/></geometry></visual></link>
          <joint name="swing" type="revolute"><parent link="base"/><child link="upper"/><origin xyz="0 0 0.5"/><axis xyz="0 1 0"/><limit lower="-2" upper="2" effort="50" velocity="3"/><dynamics damping="0.1"/></joint>
          <joint name="push" type="prismatic"><parent link="upper"/><child link="slide"/><origin xyz="0 0 0.4"/><axis xyz="0 0 1"/><limit lower="0" upper="0.2" effort="20" velocity="1"/></joint>
          <joint name="fix" type="fixed"><parent link="slide"/><child link="tip"/><origin xyz="0 0 0.1"/></joint>
        </robot>
        """
}
