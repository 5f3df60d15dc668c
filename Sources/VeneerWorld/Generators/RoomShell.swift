import VeneerMath

/// Floor, ceiling and walls with openings, around the origin.
struct RoomShell {
    struct Opening {
        /// Of its middle, along the wall.
        var along: Float
        var width: Float
        var bottom: Float
        var top: Float
        var isWindow: Bool
        /// One sees in: what lies behind belongs to others.
        var isOpen = false
        /// Seen from without, it may have curtains.
        var isDressed = true
    }

    /// Wall space: x along the wall, y out of the room, z up; the origin on the floor in the middle of the inner face.
    struct Wall {
        var worldFromWall: Pose
        var length: Float
        var openings: [Opening] = []
        var material = 0
    }

    static let thickness: Float = 0.24
    /// Inside.
    var size: Vec3
    /// +y, −x, −y, +x.
    var walls: [Wall]

    init(size: Vec3) {
        self.size = size
        walls = (0..<4).map { turn in
            let across = turn % 2 == 0 ? size.y : size.x
            let rotation = Quaternion.yaw(Float(turn) * 90)
            return Wall(worldFromWall: Pose(position: rotation.act(Vec3(0, across / 2, 0)), rotation: rotation), length: turn % 2 == 0 ? size.x : size.y)
        }
    }

    func build(_ b: inout SceneBuilder, floor: Int, ceiling: Int) {
        let t = RoomShell.thickness, trim = b.white()
        b.build("floor") { $0.box("", Vec3(size.x + 2 * t, size.y + 2 * t, 0.2), at: Vec3(0, 0, -0.1), floor) }
        b.build("ceiling") { $0.box("", Vec3(size.x + 2 * t, size.y + 2 * t, 0.2), at: Vec3(0, 0, size.z + 0.1), ceiling) }
        for (index, wall) in walls.enumerated() {
            let corner = index % 2 == 0 ? t : 0
            b.build("wall", at: wall.worldFromWall) { RoomShell.add(wall, to: &$0, from: 0, to: t, overhang: corner, height: size.z, trim: trim) }
        }
    }

    /// A wall between y = `near` and `far` of wall space, with what belongs to its openings.
    static func add(
        _ wall: Wall, to b: inout SceneBuilder, from near: Float, to far: Float, overhang: Float, height: Float, trim: Int, isOutdoors: Bool = false
    ) {
        let end = wall.length / 2 + overhang, middle = (near + far) / 2, deep = far - near
        var left = -end, skirtingLeft = -wall.length / 2
        func piece(_ b: inout SceneBuilder, _ name: String, _ x0: Float, _ x1: Float, _ z0: Float, _ z1: Float) {
            guard x1 - x0 > 0.002, z1 - z0 > 0.002 else { return }
            b.box(name, Vec3(x1 - x0, deep, z1 - z0), at: Vec3((x0 + x1) / 2, middle, (z0 + z1) / 2), wall.material)
        }
        func skirting(_ b: inout SceneBuilder, _ x0: Float, _ x1: Float) {
            guard x1 - x0 > 0.02, !isOutdoors else { return }
            b.box("skirting", Vec3(x1 - x0, 0.014, 0.09), at: Vec3((x0 + x1) / 2, near - 0.007, 0.045), trim, bevel: 0.003)
            if near != 0 { b.box("skirting behind", Vec3(x1 - x0, 0.014, 0.09), at: Vec3((x0 + x1) / 2, far + 0.007, 0.045), trim, bevel: 0.003) }
        }
        for opening in wall.openings.sorted(by: { $0.along < $1.along }) {
            let x0 = opening.along - opening.width / 2, x1 = opening.along + opening.width / 2
            piece(&b, "pier", left, x0, 0, height)
            piece(&b, "below", x0, x1, 0, opening.bottom)
            piece(&b, "above", x0, x1, opening.top, height)
            left = x1
            if opening.bottom < 0.05 {
                skirting(&b, skirtingLeft, x0 - 0.07)
                skirtingLeft = x1 + 0.07
            }
        }
        piece(&b, wall.openings.isEmpty ? "" : "pier", left, end, 0, height)
        skirting(&b, skirtingLeft, wall.length / 2)
        for opening in wall.openings {
            let place = Pose(position: Vec3(opening.along, 0, 0))
            if opening.isWindow {
                b.build("window", at: place) { $0.window(opening, depth: deep, trim: trim, isOutdoors: isOutdoors) }
            } else {
                b.build("door", at: place) { $0.doorFrame(opening, near: near, far: far, trim: trim) }
            }
        }
    }
}

extension SceneBuilder {
    /// Frame, panes and sill in the outer half of the wall; the sky behind.
    fileprivate mutating func window(_ opening: RoomShell.Opening, depth: Float, trim: Int, isOutdoors: Bool) {
        let w = opening.width, high = opening.top - opening.bottom, z = (opening.top + opening.bottom) / 2, bar: Float = 0.055,
            // Seen from without they stand near the wall's face: what panes show of a reveal close by is grain.
            y = depth * (isOutdoors ? 0.22 : 0.6),
            bevel: Float = isOutdoors ? 0 : 0.004
        for side: Float in [-1, 1] {
            box("upright", Vec3(bar, 0.06, high), at: Vec3(side * (w - bar) / 2, y, z), trim, bevel: bevel)
            box("rail", Vec3(w - 2 * bar, 0.06, bar), at: Vec3(0, y, z + side * (high - bar) / 2), trim, bevel: bevel)
        }
        let panes = max(1, Int((w / 0.75).rounded()))
        for index in 1..<max(2, panes) where panes > 1 {
            box("mullion", Vec3(0.05, 0.055, high - 2 * bar), at: Vec3(-w / 2 + w * Float(index) / Float(panes), y, z), trim, bevel: bevel)
        }
        if high > 1.5 { box("transom", Vec3(w - 2 * bar, 0.05, 0.035), at: Vec3(0, y, opening.top - high * 0.28), trim) }
        box("sill", Vec3(w + 0.08, 0.16, 0.026), at: Vec3(0, 0.04, opening.bottom - 0.013), trim, bevel: bevel)
        guard !opening.isOpen else { return }
        guard !isOutdoors else {
            if opening.isDressed { apart { $0.hangCurtains(w - 2 * bar, high - 2 * bar, at: Vec3(0, y - 0.012, z)) } }
            // A dark room behind glass; someone may be at home.
            let outwards = Pose(position: Vec3(0, y + 0.005, z), rotation: .about(Vec3(1, 0, 0), 90)), isLit = random.chance(litWindows)
            add(
                "glass", .box(size: Vec3(w - 0.02, high - 0.02, 0.01), bevel: 0), windowGlass(), at: outwards,
                emission: isLit ? .lamp(luminousFluxInLumens: (w * high * 60).rounded(), colour: SceneBuilder.warmLight) : nil)
            return
        }
        // The pane's +z looks into the room.
        let pane = Pose(position: Vec3(0, y + 0.05, z), rotation: .about(Vec3(1, 0, 0), 90))
        add("", .box(size: Vec3(w, high, 0.02), bevel: 0), trim, at: pane, emission: .sky)
    }

    /// As they are seen from without: behind the panes, and drawn before the dark of the room.
    private mutating func hangCurtains(_ w: Float, _ high: Float, at middle: Vec3) {
        switch random.index(5) {
        case 0, 1:
            let cloth = random.chance(0.6) ? linen() : secondCloth(), wide = (w * random.uniform(0.16, 0.3)).rounded(to: 100)
            for side: Float in [-1, 1] {
                add(
                    "curtain", .drape(size: Vec3(wide, 0.014, high), folds: max(2, Int(wide / 0.07))), cloth,
                    at: Pose(position: middle + Vec3(side * (w - wide) / 2, 0, 0)))
            }
        case 2:
            let share = random.uniform(0.2, 0.7), deep = (high * share).rounded(to: 100)
            box("blind", Vec3(w, 0.006, deep), at: middle + Vec3(0, 0, (high - deep) / 2), linen())
        default: break
        }
    }

    /// Lining and architraves; outer doors have their leaf.
    fileprivate mutating func doorFrame(_ opening: RoomShell.Opening, near: Float, far: Float, trim: Int) {
        let w = opening.width, top = opening.top, isInner = near != 0
        for side: Float in [-1, 1] {
            box("lining", Vec3(0.02, far - near + 0.004, top), at: Vec3(side * (w / 2 - 0.01), (near + far) / 2, top / 2), trim)
            for (y, there) in [(near - 0.008, true), (far + 0.008, isInner)] where there {
                box("architrave", Vec3(0.07, 0.016, top + 0.07), at: Vec3(side * (w / 2 + 0.035), y, (top + 0.07) / 2), trim, bevel: 0.003)
            }
        }
        box("lining", Vec3(w - 0.04, far - near + 0.004, 0.02), at: Vec3(0, (near + far) / 2, top - 0.01), trim)
        for (y, there) in [(near - 0.008, true), (far + 0.008, isInner)] where there {
            box("architrave", Vec3(w, 0.016, 0.07), at: Vec3(0, y, top + 0.035), trim, bevel: 0.003)
        }
        guard !isInner else { return }
        let leaf = random.chance(0.6) ? trim : wood(), panel = w - 0.3
        box("leaf", Vec3(w - 0.046, 0.04, top - 0.026), at: Vec3(0, near + 0.05, (top - 0.02) / 2), leaf, bevel: 0.002)
        for (z, high) in [(0.5, 0.62), (1.4, 0.9)] as [(Float, Float)] where z + high / 2 < top - 0.1 {
            box("panel", Vec3(panel, 0.01, high), at: Vec3(0, near + 0.027, z), leaf, bevel: 0.004)
        }
        box("latch plate", Vec3(0.04, 0.006, 0.2), at: Vec3(w / 2 - 0.09, near + 0.028, 1.03), metal(), bevel: 0.002)
        box("handle", Vec3(0.12, 0.018, 0.018), at: Vec3(w / 2 - 0.13, near - 0.015, 1.06), metal(), bevel: 0.006)
        box("spindle", Vec3(0.018, 0.05, 0.018), at: Vec3(w / 2 - 0.08, near + 0.005, 1.06), metal())
    }
}
