import Testing
import VeneerAssets
import VeneerMath

/// Levels of detail and collision.
struct DetailTests {
    @Test func levelsShrinkAndSayHowFarTheyAreOff() throws {
        let folder = try Folder(), model = try folder.model(ballText(rows: 90, columns: 120), size: Vec3(2, 2, 2)), full = try model.fullMesh()
        #expect(model.triangleCount == full.triangleCount && full.triangleCount > 20_000)
        #expect(model.levels.count == 7)
        for (level, wanted) in zip(model.levels, [8000, 4000, 2000, 1000, 500, 250, 120]) {
            #expect(Double(level.mesh.triangleCount) > 0.9 * Double(wanted))
            // Every place of the fine surface is near the coarse one: the estimate is a mean over planes, so twice it is allowed.
            let farthest = stride(from: 0, to: full.positions.count, by: 37).map { distance(full.positions[$0], level.mesh) }.max() ?? 0
            #expect(farthest < 2 * level.errorInMetres + 0.001)
            // And the estimate isn't idle: a ball of 120 triangles can't be closer than this.
            if wanted == 120 { #expect(level.errorInMetres > 0.003 && level.errorInMetres < 0.1) }
        }
    }

    @Test func textureStaysWhereItWas() throws {
        let model = try Folder().model(ballText(rows: 90, columns: 120))
        let size = Vec3(model.sizeInMetres.x, model.sizeInMetres.z, model.sizeInMetres.y)
        var low = Vec3(repeating: .infinity), high = -low
        for i in 0...90 {
            for j in 0...120 {
                low = pointwiseMin(low, ballPoint(Float(j) / 120, Float(i) / 90)); high = pointwiseMax(high, ballPoint(Float(j) / 120, Float(i) / 90))
            }
        }
        #expect(length(high - low - size) < 1e-4)
        let mesh = model.levels[4].mesh
        for (p, uv) in zip(mesh.positions, mesh.textureCoordinates) {
            let inFile = Vec3(p.x, p.z, -p.y) + (low + high) / 2
            // Where all columns meet, u is anything.
            if abs(inFile.y) < 0.98 { #expect(length(ballPoint(uv.x, uv.y) - inFile) < 1e-3) }
        }
    }

    @Test func aTablesPiecesLeaveTheSpaceBelowItFree() throws {
        var text = boxText(Vec3(-0.8, 0.7, -0.4), Vec3(0.8, 0.75, 0.4)), offset = 8
        for x in [-0.75, 0.69] as [Float] {
            for z in [-0.35, 0.29] as [Float] {
                text += boxText(Vec3(x, 0, z), Vec3(x + 0.06, 0.72, z + 0.06), offset: offset)
                offset += 8
            }
        }
        let model = try Folder().model(text)
        #expect(model.hulls.count >= 5 && model.hulls.count <= 16)
        let bounds = model.hulls.map { hull in (hull.points.reduce(hull.points[0], pointwiseMin), hull.points.reduce(hull.points[0], pointwiseMax)) }
        func isFree(_ p: Vec3) -> Bool { bounds.allSatisfy { p.x < $0.x || p.y < $0.y || p.z < $0.z || p.x > $1.x || p.y > $1.y || p.z > $1.z } }
        #expect(isFree(Vec3(0, 0, -0.1)) && isFree(Vec3(0.4, 0, -0.3)) && isFree(Vec3(0, 0.25, -0.2)))
        #expect(!isFree(Vec3(0, 0, 0.35)) && !isFree(Vec3(0.72, 0.32, 0)))
        // Together as large as the table.
        #expect(abs(bounds.map(\.1.z).max()! - 0.375) < 1e-4 && abs(bounds.map(\.0.z).min()! + 0.375) < 1e-4)
    }

    @Test func theSameFilesGiveTheSameModel() throws {
        let text = ballText(rows: 60, columns: 80), first = try Folder().model(text), second = try Folder().model(text)
        #expect(first.contentHash == second.contentHash && first.hulls == second.hulls)
        #expect(first.levels.map(\.mesh) == second.levels.map(\.mesh))
    }

    @Test func cachedModelIsTheModel() throws {
        let folder = try Folder(), text = ballText(rows: 40, columns: 50), made = try folder.model(text), read = try folder.model(text)
        #expect(made.levels.map(\.mesh) == read.levels.map(\.mesh) && made.hulls == read.hulls && made.materials == read.materials)
    }

    @Test func changedFileIsAnotherModel() throws {
        let folder = try Folder(), one = try folder.model(boxText(.zero, Vec3(1, 1, 1))), other = try folder.model(boxText(.zero, Vec3(1, 1, 1.5)))
        #expect(one.contentHash != other.contentHash && one != other)
    }
}

extension DetailTests {
    @Test func aCrownKeepsItsLeavesArea() throws {
        // Twelve thousand square leaves in a ball, two triangles each.
        var text = "", random = SeededRandom(seed: 9)
        for leaf in 0..<12_000 {
            let p = Vec3(random.normal(), random.normal(), random.normal()) * 0.5
            let u = normalize(Vec3(random.normal(), random.normal(), random.normal())) * 0.02, w = Vec3(u.y, -u.x, 0), v = w / max(1e-6, length(w)) * 0.02
            for corner in [p - u - v, p + u - v, p + u + v, p - u + v] { text += "v \(corner.x) \(corner.y) \(corner.z)\n" }
            text += "f \(4 * leaf + 1) \(4 * leaf + 2) \(4 * leaf + 3) \(4 * leaf + 4)\n"
        }
        let folder = try Folder(), model = try folder.model(text), whole = area(try model.fullMesh())
        #expect(model.triangleCount == 24_000)
        // Down to a sixth of the leaves, which is as far as they may grow.
        for level in model.levels.prefix(1) {
            #expect(level.mesh.triangleCount <= 8000)
            #expect(abs(area(level.mesh) / whole - 1) < 0.1)
        }
        #expect(area(model.levels[1].mesh) > 0.4 * whole)
    }
}
