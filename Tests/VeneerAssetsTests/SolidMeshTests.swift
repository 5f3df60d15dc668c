import Foundation
import Testing
import VeneerAssets
import VeneerMath

/// A wedge 1 m wide (x), 2 deep (y) and 0.5 high (z), its low edge along y at x = 0: a volume of half a cubic metre.
private let corners: [Vec3] = [Vec3(0, 0, 0), Vec3(1, 0, 0), Vec3(1, 0, 0.5), Vec3(0, 2, 0), Vec3(1, 2, 0), Vec3(1, 2, 0.5)]
private let faces = [[0, 1, 2], [3, 5, 4], [0, 3, 4, 1], [1, 4, 5, 2], [0, 2, 5, 3]]
private var triangles: [Int] { faces.flatMap { face in (1..<face.count - 1).flatMap { [face[0], face[$0], face[$0 + 1]] } } }

private func list(_ points: [Vec3]) -> String { points.map { "\($0.x) \($0.y) \($0.z)" }.joined(separator: " ") }

/// Of a file whose up is z, in metres, unless said otherwise.
private func collada(unit: String = "1", up: String = "Z_UP", points: [Vec3] = corners, node: String = "<instance_geometry url=\"#wedge\"/>", p: String? = nil)
    -> String
{
    """
    <?xml version="1.0"?><COLLADA version="1.4.1"><asset><unit name="x" meter="\(unit)"/><up_axis>\(up)</up_axis></asset>
    <library_geometries><geometry id="wedge"><mesh>
      <source id="places"><float_array id="a" count="\(points.count * 3)">\(list(points))</float_array>
        <technique_common><accessor source="#a" count="\(points.count)" stride="3"/></technique_common></source>
      <vertices id="v"><input semantic="POSITION" source="#places"/></vertices>
      <polylist count="\(faces.count)"><input semantic="VERTEX" source="#v" offset="0"/><input semantic="NORMAL" source="#places" offset="1"/>
        <vcount>\(faces.map { "\($0.count)" }.joined(separator: " "))</vcount><p>\(p ?? faces.joined().map { "\($0) 0" }.joined(separator: " "))</p></polylist>
    </mesh></geometry></library_geometries>
    <library_visual_scenes><visual_scene id="s"><node id="n">\(node)</node></visual_scene></library_visual_scenes>
    <scene><instance_visual_scene url="#s"/></scene></COLLADA>
    """
}

private func bytes(_ points: [Vec3], _ indices: [Int]) -> Data {
    var data = Data()
    for p in points { for axis in 0..<3 { withUnsafeBytes(of: p[axis].bitPattern.littleEndian) { data.append(contentsOf: $0) } } }
    for index in indices { withUnsafeBytes(of: UInt16(index).littleEndian) { data.append(contentsOf: $0) } }
    return data
}

/// glTF's y is up: what is (x, y, z) here is (x, z, -y) there.
private func gltf(uri: String?, node: String = "\"mesh\": 0", more: String = "") -> String {
    let data = bytes(corners, triangles)
    return """
        { "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0] }], "nodes": [{ \(node) }], \(more)
          "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
          "accessors": [{ "bufferView": 0, "componentType": 5126, "count": 6, "type": "VEC3" }, { "bufferView": 1, "componentType": 5123, "count": \(triangles.count), "type": "SCALAR" }],
          "bufferViews": [{ "buffer": 0, "byteLength": 72 }, { "buffer": 0, "byteOffset": 72, "byteLength": \(triangles.count * 2) }],
          "buffers": [{ "byteLength": \(data.count)\(uri.map { ", \"uri\": \"\($0)\"" } ?? "") }] }
        """
}

private var gltfPoints: [Vec3] { corners.map { Vec3($0.x, $0.z, -$0.y) } }
private var embedded: String { "data:application/octet-stream;base64," + bytes(gltfPoints, triangles).base64EncodedString() }

private func read(_ data: Data, _ ending: String, beside: (String, Data)? = nil) throws -> SolidMesh {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("veneer-mesh-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) } // leavings in the temporary folder harm nobody
    let file = folder.appendingPathComponent("wedge.\(ending)")
    try data.write(to: file)
    if let beside { try beside.1.write(to: folder.appendingPathComponent(beside.0)) }
    return try SolidMesh(file: file, name: "wedge.\(ending)", scale: Vec3(1, 1, 1))
}

/// Outwards positive.
private func volume(_ mesh: ModelMesh) -> Float {
    stride(from: 0, to: mesh.indices.count, by: 3).reduce(0) { sum, t in
        let p = (0..<3).map { mesh.positions[Int(mesh.indices[t + $0])] }
        return sum + dot(p[0], cross(p[1], p[2])) / 6
    }
}

private func isTheWedge(_ mesh: ModelMesh, at shift: Vec3 = .zero) -> Bool {
    let bounds = mesh.bounds
    return mesh.triangleCount == 8 && length(bounds.low - shift) < 1e-5 && length(bounds.high - shift - Vec3(1, 2, 0.5)) < 1e-5
        && abs(volume(mesh) - 0.5) < 1e-4
}

struct SolidMeshTests {
    @Test func aColladaFileSaysItsUnitAndItsAxes() throws {
        #expect(isTheWedge(try read(Data(collada().utf8), "dae").mesh))
        #expect(isTheWedge(try read(Data(collada(unit: "0.01", points: corners.map { $0 * 100 }).utf8), "dae").mesh))
        #expect(isTheWedge(try read(Data(collada(up: "Y_UP", points: gltfPoints).utf8), "dae").mesh))
        #expect(isTheWedge(try read(Data(collada(up: "X_UP", points: corners.map { Vec3($0.z, $0.y, -$0.x) }).utf8), "dae").mesh))
    }

    /// Steps in the node's order, then in the one that carries it; a mirror turns the faces back outwards.
    @Test func aColladaScenePutsItsPartsInPlace() throws {
        let moved = """
            <translate>0 0 3</translate><node><rotate>0 0 1 90</rotate><translate>2 0 0</translate><rotate>0 0 1 -90</rotate><instance_geometry url="#wedge"/></node>
            """
        #expect(isTheWedge(try read(Data(collada(node: moved).utf8), "dae").mesh, at: Vec3(0, 2, 3)))
        let mirrored = "<matrix>-1 0 0 1  0 1 0 0  0 0 1 0  0 0 0 1</matrix><instance_geometry url=\"#wedge\"/>"
        #expect(abs(volume(try read(Data(collada(node: mirrored).utf8), "dae").mesh) - 0.5) < 1e-4)
        let twice = "<instance_geometry url=\"#wedge\"/><node><translate>5 0 0</translate><instance_geometry url=\"#wedge\"/></node>"
        #expect(try read(Data(collada(node: twice).utf8), "dae").mesh.triangleCount == 16)
    }

    @Test func glTFIsReadFromAllItsForms() throws {
        #expect(isTheWedge(try read(Data(gltf(uri: embedded).utf8), "gltf").mesh))
        let outside = try read(Data(gltf(uri: "wedge%20parts.bin").utf8), "gltf", beside: ("wedge parts.bin", bytes(gltfPoints, triangles)))
        #expect(isTheWedge(outside.mesh))
        var json = Data(gltf(uri: nil).utf8), binary = bytes(gltfPoints, triangles), glb = Data("glTF".utf8)
        while json.count % 4 != 0 { json.append(0x20) }
        while binary.count % 4 != 0 { binary.append(0) }
        func word(_ number: Int) { withUnsafeBytes(of: UInt32(number).littleEndian) { glb.append(contentsOf: $0) } }
        for number in [2, 12 + 16 + json.count + binary.count, json.count, 0x4e4f_534a] { word(number) }
        glb += json
        for number in [binary.count, 0x004e_4942] { word(number) }
        glb += binary
        #expect(isTheWedge(try read(glb, "glb").mesh))
        // Up by 3 m, which is y there.
        #expect(
            isTheWedge(
                try read(Data(gltf(uri: embedded, node: "\"mesh\": 0, \"translation\": [0, 3, 0], \"scale\": [1, 1, 1]").utf8), "gltf").mesh, at: Vec3(0, 0, 3))
        )
        #expect(abs(volume(try read(Data(gltf(uri: embedded, node: "\"mesh\": 0, \"scale\": [-1, 1, 1]").utf8), "gltf").mesh) - 0.5) < 1e-4)
    }

    @Test(arguments: [
        (collada(p: "0 0 1 0 99 0"), "dae", "vertex 99 of 6"), (collada(p: "0 0 1 0"), "dae", "fewer corners"), (collada(unit: "0"), "dae", "meter"),
        (collada(up: "W_UP"), "dae", "X_UP, Y_UP, Z_UP"), (collada(node: "<instance_geometry url=\"#wege\"/>"), "dae", "names nothing"),
        (collada(node: "<instance_node url=\"#n\"/>"), "dae", "in a circle"), (collada(node: "<instance_controller url=\"#wedge\"/>"), "dae", "skeleton"),
        (collada(node: "<matrix>1 2 3</matrix>"), "dae", "needs 16 numbers"), ("<robot/>", "dae", "not a <COLLADA>"), ("<COLLADA>", "dae", "never closed"),
        ("{", "gltf", "isn't JSON"), ("{ \"asset\": {} }", "gltf", "asset.version is missing"),
        ("{ \"asset\": { \"version\": \"1.0\" } }", "gltf", "version 2 is read"),
        (gltf(uri: "nothing.bin"), "gltf", "can't be read"), (gltf(uri: "data:,AAAA"), "gltf", "reaches beyond"),
        (gltf(uri: embedded, node: "\"children\": [0]"), "gltf", "in a circle"),
        (gltf(uri: embedded, node: "\"mesh\": 7"), "gltf", "mesh 7"), (gltf(uri: embedded, node: "\"mesh\": 0, \"matrix\": [1]"), "gltf", "16 numbers"),
        (gltf(uri: embedded, more: "\"extensionsRequired\": [\"KHR_draco_mesh_compression\"],"), "gltf", "KHR_draco_mesh_compression"),
        ("glTF", "glb", "no GLB"),
        ("solid", "ply", "none of OBJ, STL, DAE"),
    ])
    func whatIsWrongIsNamed(text: String, ending: String, remedy: String) throws {
        let error = #expect(throws: AssetError.self) { try read(Data(text.utf8), ending) }
        #expect(error?.description.contains(remedy) == true && error?.description.contains("\n") == false, "\(error?.description ?? "no error")")
    }
}
