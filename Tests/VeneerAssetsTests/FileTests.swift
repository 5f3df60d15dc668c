import Foundation
import Testing
import VeneerAssets
import VeneerMath

/// What OBJ and MTL files say, well and badly.
struct FileTests {
    @Test func boxStandsUprightAndFacesMinusY() throws {
        // 2 wide, 3 high (the file's y), 4 deep; its front, at the file's greatest z, is a smaller plate.
        let model = try Folder().model(boxText(Vec3(0, 0, 0), Vec3(2, 3, 3.9)) + boxText(Vec3(0.5, 1, 3.9), Vec3(1.5, 2, 4), offset: 8))
        #expect(length(model.sizeInMetres - Vec3(2, 4, 3)) < 1e-5)
        let front = model.levels[0].mesh.positions.filter { $0.y < -1.999 }
        #expect(front.count > 0 && front.allSatisfy { abs($0.x) <= 0.5001 && abs($0.z) <= 0.5001 })
    }

    @Test func sizeStretchesEachAxis() throws {
        let model = try Folder().model(boxText(Vec3(-1e9, 0, 0), Vec3(1e9, 1e7, 1e9)), size: Vec3(0.3, 0.2, 0.1))
        let bounds = model.levels[0].mesh.bounds
        #expect(length(bounds.high - Vec3(0.15, 0.1, 0.05)) < 1e-5 && length(bounds.low + Vec3(0.15, 0.1, 0.05)) < 1e-5)
    }

    @Test func normalsAreUnitAndOnTheWindingsSide() throws {
        let mesh = try Folder().model(boxText(.zero, Vec3(1, 1, 1))).levels[0].mesh
        for t in stride(from: 0, to: mesh.indices.count, by: 3) {
            let p = (0..<3).map { mesh.positions[Int(mesh.indices[t + $0])] }
            let flat = normalize(cross(p[1] - p[0], p[2] - p[0]))
            // A box's edges are sharp.
            for k in 0..<3 { #expect(length(mesh.normals[Int(mesh.indices[t + k])] - flat) < 1e-4) }
            #expect(dot(flat, p[0]) > 0, "a box's faces look away from its middle")
        }
    }

    @Test func smoothBallsNormalsPointOutwards() throws {
        let mesh = try Folder().model(ballText(rows: 24, columns: 48)).levels[0].mesh
        for (p, n) in zip(mesh.positions, mesh.normals) { #expect(dot(normalize(p), n) > 0.9 || dot(normalize(p), n) < -0.9) }
    }

    @Test func polygonWithADentKeepsItsArea() throws {
        // An L of three unit squares.
        let text = "v 0 0 0\nv 2 0 0\nv 2 1 0\nv 1 1 0\nv 1 2 0\nv 0 2 0\nf 1 2 3 4 5 6\n"
        let mesh = try Folder().model(text).levels[0].mesh
        #expect(mesh.triangleCount == 4)
        #expect(abs(area(mesh) - 3) < 1e-5)
    }

    @Test func indicesCountFromTheEndToo() throws {
        let forward = try Folder().model("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n"), backward = try Folder().model("v 0 0 0\nv 1 0 0\nv 0 1 0\nf -3 -2 -1\n")
        #expect(forward.levels[0].mesh == backward.levels[0].mesh)
    }

    @Test func whatHasNoAreaOrIsThereTwiceIsLeftOut() throws {
        let text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 2 0 0\nf 1 2 3\nf 1 2 4\nf 1 1 2\nf 3 2 1\nf 2 3 1\nl 1 2\nf 1 2\n"
        #expect(try Folder().model(text).levels[0].mesh.triangleCount == 1)
    }

    @Test(arguments: [
        ("v 0 0\nf 1 1 1\n", "line 1"), ("v 0 0 nan\n", "line 1"), ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", "line 4"),
        ("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 0\n", "line 4"), ("", "no faces"), ("v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n", "one point"),
        ("v 0 0 0\nv 1e7 0 0\nv 0 1e7 0\nf 1 2 3\n", "\"size\""), ("v 0 0 0\nv 1e-7 0 0\nv 0 1e-7 0\nf 1 2 3\n", "\"size\""),
        ("v 0 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "no triangle"), ("v 1e300 0 0\nv 1 0 0\nv 2 0 0\nf 1 2 3\n", "line 1"),
    ])
    func brokenFileIsRefusedWithTheReason(text: String, reason: String) throws {
        let folder = try Folder()
        let error = #expect(throws: AssetError.self) { try folder.model(text) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
        #expect(error?.file.contains("thing.obj") == true)
    }

    @Test func missingFileIsRefused() throws {
        let folder = try Folder()
        #expect(throws: AssetError.self) { try ModelLibrary.model(named: "file:\(folder.url.path)/none.obj", cache: folder.cache) }
        #expect(throws: AssetError.self) { try ModelLibrary.model(named: "file:\(folder.url.path)/none.glb", cache: folder.cache) }
    }

    @Test func missingMaterialsAndTexturesAreDoneWithoutAndSaid() throws {
        let triangle = "v 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0 0\nusemtl paint\nf 1/1 2/1 3/7\n"
        let without = try Folder().model("mtllib none.mtl\n" + triangle)
        #expect(without.materials.count == 1 && without.remarks.count == 2)
        let folder = try Folder()
        try folder.write("newmtl paint\nKd 1 0 0\nmap_Kd broken.jpg\n", "a.mtl")
        try folder.write([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3], "broken.jpg")
        let broken = try folder.model("mtllib a.mtl\n" + triangle)
        #expect(broken.textures.isEmpty && broken.remarks.count == 1)
        #expect(broken.materials[0].colour.x > 0.8 && broken.materials[0].colour.y < 0.02)
    }

    @Test func mirrorsAreSilveredAndBlackOnesAreNot() throws {
        let folder = try Folder(), corners = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nvt 0 0\n"
        try folder.write("newmtl Mirror_1\nKd .7 .7 .7\nnewmtl black_mirror\nKd .06 .06 .06\nKs .5 .5 .5\nNs 96\n", "m.mtl")
        let model = try folder.model("mtllib m.mtl\n" + corners + "usemtl Mirror_1\nf 1/1 2/1 3/1\nusemtl black_mirror\nf 1/1 2/1 4/1\n")
        let materials = Dictionary(uniqueKeysWithValues: model.materials.map { ($0.name, $0) })
        let mirror = try #require(materials["Mirror_1"]), black = try #require(materials["black_mirror"])
        #expect(mirror.metallic == 1 && mirror.roughness < 0.04 && mirror.colour.min() > 0.8)
        #expect(black.metallic == 0 && black.roughness >= 0.2 && black.colour.max() < 0.1)
    }

    @Test func damagedFilesNeverCrash() throws {
        let folder = try Folder(), whole = Array(("mtllib a.mtl\nusemtl paint\n" + ballText(rows: 5, columns: 6)).utf8)
        try folder.write("newmtl paint\nKd .5 .5 .5\n", "a.mtl")
        var random = SeededRandom(seed: 5), refused = 0
        for number in 0..<120 {
            var bytes = whole
            for _ in 0..<1 + random.index(6) { bytes[random.index(bytes.count)] = UInt8(random.index(256)) }
            if random.chance(0.3) { bytes.removeLast(random.index(bytes.count)) }
            try folder.write(bytes, "\(number).obj")
            do {
                let model = try ModelLibrary.model(named: "file:\(folder.url.path)/\(number).obj", size: Vec3(1, 1, 1), cache: folder.cache)
                #expect(model.levels.allSatisfy { $0.mesh.positions.allSatisfy { $0.sum().isFinite } && $0.mesh.normals.allSatisfy { $0.sum().isFinite } })
            } catch { refused += 1 }
        }
        #expect(refused > 0 && refused < 120)
    }
}
