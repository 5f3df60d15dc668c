import Foundation
import VeneerMath

extension Mesh {
    /// Two patches, sewn together at half height; with folds, as use has left it.
    mutating func appendCushion(halfSize half: Vec3, fullness: Float, folds: Int, steps: Int) {
        if folds > 0 { return appendUsedCushion(halfSize: half, fullness: fullness, folds: folds, steps: steps) }
        let form = CushionForm(fullness: fullness), n = form.n, m = form.m
        // Denser towards the seam, where the surface turns.
        let knots = (0...steps).map { sin(Float.pi / 2 * (2 * Float($0) / Float(steps) - 1)) }
        for sign: Float in [-1, 1] {
            let us = knots.map { $0 * half.x }, vs = knots.map { $0 * half.y * sign }
            appendGrid(us, knots.map { $0 * half.y }, size: Vec2(2 * half.x, 2 * half.y)) { column, row in
                let u = knots[column], v = knots[row] * sign
                let alongU = form.falling(u), alongV = form.falling(v), height = form.height(alongU, alongV)
                func slope(_ t: Float, _ other: Float) -> Float { n * pow(abs(t), n - 1) * (t < 0 ? -1 : 1) * other }
                // At the seam the surface is upright; a little of z keeps its triangles' own side.
                let normal = Vec3(slope(u, alongV) / half.x, slope(v, alongU) / half.y, sign * (m * pow(height, m - 1) + 0.15) / half.z)
                return (Vec3(us[column], vs[row], sign * half.z * height), normalize(normal))
            }
        }
    }

    /// Leaves as their form arranges them about a stalk, or a bare tree's wood, fitted to the box.
    mutating func appendLeaves(size: Vec3, count: Int, form: LeafForm, _ cut: MeshCut) {
        if form == .hedge { return appendHedge(size: size, count: count, cut) }
        let first = positions.count
        if form == .turf {
            appendTurf(size: size, count: count, cut)
            return fit(from: first, to: size)
        }
        guard form == .tree || form == .bare else {
            appendLeaves(count: count, form: form, cut)
            return fit(from: first, to: size)
        }
        // Fitted as one, with the foot in the middle of the floor: leaves grow on the wood.
        var leaves = Mesh()
        leaves.appendLeaves(count: count, form: .tree, MeshCut(bends: 1))
        let whole = leaves.positions + leaves.positions.map { $0 * Vec3(-1, -1, 1) } + [Vec3(0, 0, -1)]
        if form == .tree {
            appendLeaves(count: count, form: form, cut)
        } else {
            let tree = TreeForm(seed: count)
            for branch in tree.wood.prefix(cut.halvings == 0 ? tree.wood.count : tree.boughCount) {
                appendSweep(branch.path, radius: branch.radius, endingAt: 0.35, steps: (turn: cut.turns, along: cut.along))
            }
        }
        fit(from: first, as: whole, to: size)
    }

    private mutating func appendLeaves(count: Int, form: LeafForm, _ cut: MeshCut) {
        let growth = exp2(Float(cut.halvings) / 2), tree = form == .tree ? TreeForm(seed: count) : nil
        var random = SeededRandom(seed: UInt64(count), stream: form.rawValue)
        for index in 0..<max(1, count >> cut.halvings) {
            let t = (Float(index) + 0.5) / Float(count), turn = Float(index) * 2.39996 + random.uniform(-0.3, 0.3)
            var leaf =
                tree?.leaf(index, of: count, &random)
                ?? (form == .crown ? Leaf(ofCrown: count, index, &random) : Leaf(form, count: count, at: t, turn: turn, &random))
            // Larger leaves reach as far from nearer.
            leaf.stalk *= 1 - 0.6 * (growth - 1) * leaf.size.x
            leaf.size *= growth
            if cut.bends > 1 { appendLeaf(leaf, steps: cut.bends, isFolded: cut.areFolded) } else { appendDiamond(leaf) }
        }
    }

    /// As large as they are: a long hedge has more of them, not longer ones.
    private mutating func appendHedge(size: Vec3, count: Int, _ cut: MeshCut) {
        var random = SeededRandom(seed: UInt64(count), stream: LeafForm.hedge.rawValue)
        let long = Shape.hedgeLeafLength(size: size, count: count), growth = exp2(Float(cut.halvings) / 2)
        let inner = pointwiseMax(size / 2 - Vec3(repeating: 0.5 * long), .zero)
        for _ in 0..<max(1, count >> cut.halvings) {
            let side: Float = random.chance(0.5) ? 1 : -1, kind = random.uniform(0, Shape.hedgeArea(size))
            let out = kind < size.x * size.y ? Vec3(0, 0, 1) : kind < size.x * size.y + 2 * size.y * size.z ? Vec3(side, 0, 0) : Vec3(0, side, 0)
            let across = Vec3(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)), stand = random.uniform(-0.35, 0.15) * long
            let aside = normalize(Vec3(random.normal(), random.normal(), random.normal()))
            let tip = normalize(out * random.uniform(0.1, 0.9) + aside + Vec3(0, 0, 0.25)), roll = random.normal() * 0.6
            let rotation = Leaf.rotation(towards: tip, roll: roll)
            // Anywhere on its side.
            let along: Vec3 = across - out * dot(across, out), stalk: Vec3 = inner * (along + out) + out * stand
            let length = growth * long * random.uniform(0.7, 1.2)
            let first = positions.count
            appendDiamond(Leaf(size: Vec3(length, 0.55 * length, 0.15 * length), stalk: stalk, rotation: rotation))
            // What would stand out of the box is moved in.
            let low = positions[first...].reduce(-size / 2) { pointwiseMin($0, $1) }, high = positions[first...].reduce(size / 2) { pointwiseMax($0, $1) }
            for index in first..<positions.count { positions[index] -= low + high }
        }
    }

    /// Where there are fewer, they are as much wider.
    private mutating func appendTurf(size: Vec3, count: Int, _ cut: MeshCut) {
        var random = SeededRandom(seed: UInt64(count), stream: LeafForm.turf.rawValue)
        for _ in 0..<max(1, count >> cut.halvings) {
            let stalk = Vec3(random.uniform(-0.5, 0.5) * size.x, random.uniform(-0.25, 0.25) * size.y + random.uniform(-0.25, 0.25) * size.y, -size.z / 2)
            let long = size.z * random.uniform(0.4, 1), lean = Vec3(random.normal(), random.normal(), 0) * 0.35
            let rotation = Leaf.rotation(towards: normalize(Vec3(0, 0, 1) + lean), roll: random.uniform(-.pi, .pi))
            let wide = Shape.turfWidth(size) * exp2(Float(cut.halvings))
            appendDiamond(Leaf(size: Vec3(long, wide, 0.5 * wide), stalk: stalk, rotation: rotation))
        }
    }

    struct Leaf {
        /// Length, width, and how high its arch is.
        var size: Vec3
        var stalk: Vec3
        var rotation: Quaternion

        /// Its length lies along a unit vector, turned about that.
        static func rotation(towards tip: Vec3, roll: Float) -> Quaternion {
            let heading = Quaternion(angleInRadians: atan2(tip.y, tip.x), axis: Vec3(0, 0, 1))
            let pitch = Quaternion(angleInRadians: -asin(clamp(tip.z, -1, 1)), axis: Vec3(0, 1, 0))
            return heading * pitch * Quaternion(angleInRadians: roll, axis: Vec3(1, 0, 0))
        }
    }

    /// Both sides of a blade, pointed at its end: from its stalk it rises along x, then hangs over.
    private mutating func appendLeaf(_ leaf: Leaf, steps: Int, isFolded: Bool) {
        let size = leaf.size
        func middle(_ t: Float) -> Vec3 { Vec3(t * size.x, 0, 3.3 * t * (1.1 - t) * size.z) }
        func halfWidth(_ t: Float) -> Float { 0.5 * size.y * max(0.04, pow(sin(Float.pi * pow(t, 0.75)), 0.8)) }
        let alongs = (0...steps).map { Float($0) / Float(steps) }, across: [Float] = isFolded ? [-1, 0, 1] : [-1, 1]
        for sign: Float in [-1, 1] {
            appendGrid(alongs, across, size: Vec2(size.x, size.y)) { column, row in
                let t = alongs[column], side = across[row] * sign
                let ahead = middle(min(1, t + 0.02)) - middle(max(0, t - 0.02)), up = normalize(cross(ahead, Vec3(0, 1, 0)))
                // Folded along its middle, and a thousandth thick.
                let position = middle(t) + Vec3(0, side * halfWidth(t), 0) + up * (0.3 * halfWidth(t) * abs(side) + sign * 0.001)
                return (leaf.stalk + leaf.rotation.act(position), leaf.rotation.act(normalize(up - Vec3(0, 0.3 * side, 0)) * sign))
            }
        }
    }

    /// Both sides of a blade of two triangles, folded along its middle.
    private mutating func appendDiamond(_ leaf: Leaf) {
        let (long, half, arch) = (leaf.size.x, leaf.size.y / 2, leaf.size.z)
        for sign: Float in [-1, 1] {
            appendGrid([0, long], [0, leaf.size.y], size: Vec2(long, leaf.size.y)) { column, row in
                // The cell's diagonal is the middle of the leaf.
                let side = Float(column - row) * -sign, t = column == row ? Float(column) : 0.45
                let place = Vec3(t * long, side * half, (0.5 + 0.5 * abs(side) - t * t) * arch + sign * 0.0005)
                return (leaf.stalk + leaf.rotation.act(place), leaf.rotation.act(normalize(Vec3(0.4 * (t - 0.4), -0.3 * side, 1)) * sign))
            }
        }
    }

    /// Stretches what was added so that it, or what it is part of, fills the box around the origin.
    mutating func fit(from first: Int, as whole: [Vec3]? = nil, to size: Vec3) {
        let all = whole ?? Array(positions[first...])
        let low = all.reduce(Vec3(repeating: .infinity)) { pointwiseMin($0, $1) }, high = all.reduce(Vec3(repeating: -.infinity)) { pointwiseMax($0, $1) }
        let scale = size / pointwiseMax(high - low, Vec3(repeating: 1e-6))
        for index in first..<positions.count {
            positions[index] = (positions[index] - (low + high) / 2) * scale
            normals[index] = normalize(normals[index] / scale)
        }
    }
}

extension Mesh.Leaf {
    init(_ form: LeafForm, count: Int, at t: Float, turn: Float, _ random: inout SeededRandom) {
        func about(_ axis: Vec3, _ angle: Float) -> Quaternion { Quaternion(angleInRadians: angle, axis: axis) }
        let around = about(Vec3(0, 0, 1), turn), across = Vec3(0, 1, 0)
        switch form {
        case .upright:
            let long = random.uniform(0.7, 1)
            size = Vec3(long, 0.12, long * 0.07)
            stalk = around.act(Vec3(random.uniform(0.01, 0.09), 0, 0))
            rotation = around * about(across, -random.uniform(1.2, 1.47))
        case .fountain:
            let long = random.uniform(0.75, 1)
            size = Vec3(long, 0.085, long * 0.36)
            stalk = .zero
            rotation = around * about(across, -mix(0.25, 1.15, t))
        case .stem:
            let long = mix(0.42, 0.26, t)
            size = Vec3(long, long * 0.44, long * 0.24)
            stalk = Vec3(0, 0, mix(0.1, 0.88, t))
            rotation = around * about(across, -mix(0.2, 1.1, t * t))
        case .bush:
            // The more, the smaller.
            let long = random.uniform(0.8, 1.2) * 1.8 / Float(count).squareRoot()
            size = Vec3(long, long * 0.5, long * 0.3)
            rotation = around * about(across, -mix(-0.5, 1.35, t) + random.uniform(-0.3, 0.3))
            stalk = rotation.act(Vec3(random.uniform(0.2, 0.5), 0, 0))
            rotation = rotation * about(Vec3(1, 0, 0), random.uniform(-0.6, 0.6))
        case .crown, .tree, .bare, .hedge, .turf: preconditionFailure("made otherwise")
        }
    }

    /// Of a crown of radius 1: all around the ends of boughs, which are as evenly spread as seeds in a sunflower. Each bough has as many as the next.
    init(ofCrown count: Int, _ index: Int, _ random: inout SeededRandom) {
        func inBall() -> Vec3 { Vec3(random.normal(), random.normal(), random.normal()) }
        let boughs = max(5, min(26, count / 70)), bough = index % boughs, high = 1 - 1.85 * (Float(bough) + 0.5) / Float(boughs)
        let turn = Float(bough) * 2.39996, wide = (1 - high * high).squareRoot(), offBough = inBall(), away = normalize(offBough)
        let end = Vec3(cos(turn) * wide, sin(turn) * wide, high) * (bough % 3 == 0 ? 0.45 : 0.66)
        stalk = end + away * 0.36 * min(1, length(offBough) / 2.2).squareRoot()
        let long = random.uniform(0.75, 1.25) * Shape.crownLeafLength(count: count)
        size = Vec3(long, long * 0.55, long * 0.2)
        // Outwards, and hanging a little.
        let ahead = normalize(away + stalk + Vec3(0, 0, -0.3) + 0.35 * inBall())
        rotation = Mesh.Leaf.rotation(towards: ahead, roll: random.uniform(-0.7, 0.7))
    }
}

extension Shape {
    /// Of a crown of radius 1: what they cover together is about its surface.
    static func crownLeafLength(count: Int) -> Float { min(0.5, 7 / Float(count).squareRoot()) }
    /// In metres.
    static func hedgeLeafLength(size: Vec3, count: Int) -> Float { 0.55 * (hedgeArea(size) / Float(count)).squareRoot() }
    /// Of a blade.
    static func turfWidth(_ size: Vec3) -> Float { 0.09 * size.z }
    static func hedgeArea(_ size: Vec3) -> Float { size.x * size.y + 2 * size.z * (size.x + size.y) }
}
