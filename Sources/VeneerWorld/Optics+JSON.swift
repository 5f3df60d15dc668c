import VeneerMath

extension Optics {
    /// From `fov`, or `intrinsics` and perhaps `lens`.
    init(_ fields: FieldReader) throws {
        let k = try fields.object("intrinsics"), lens = try fields.object("lens")
        let degrees = try fields.number("fov", default: 45, in: 5...150)
        guard let k else {
            if lens != nil {
                throw fields.fail(
                    "\(fields.place).lens goes with calibrated \"intrinsics\": { \"focal\": [fx, fy], \"centre\": [cx, cy], \"size\": [width, height] }")
            }
            self.init(.fieldOfView(verticalInDegrees: degrees))
            return
        }
        if let fov = fields.value("fov") { throw fields.fail("\(fields.place) has both \"fov\" and \"intrinsics\"; leave one out", at: fov) }
        let intrinsics = try Intrinsics(k)
        self.init(.intrinsics(intrinsics), lens: try lens.map(Lens.init))
        do {
            _ = try camera(worldFromCamera: .identity).pinhole(intrinsics.size)
        } catch {
            throw fields.fail("\(fields.place) \(error)")
        }
    }

    var jsonFields: String {
        switch projection {
        case .fieldOfView(let degrees): return "\"fov\": \(degrees)"
        case .intrinsics(let k):
            return
                "\"intrinsics\": { \"focal\": [\(k.focal.x), \(k.focal.y)], \"centre\": [\(k.centre.x), \(k.centre.y)], \"size\": [\(k.size.width), \(k.size.height)] }"
                + (lens.map { ", \"lens\": \($0.jsonText)" } ?? "")
        }
    }
}

extension Intrinsics {
    fileprivate init(_ fields: FieldReader) throws {
        let size = try fields.numbers("size", count: 2), focal = try fields.numbers("focal", count: 2)
        guard size.allSatisfy({ $0 == $0.rounded() && (1...100_000).contains($0) }) else {
            throw fields.fail("\(fields.place).size must be whole pixels [width, height]")
        }
        guard focal.allSatisfy({ $0 > 0 && $0 < 1e6 }) else { throw fields.fail("\(fields.place).focal must be two positive numbers of pixels [fx, fy]") }
        let centre = try fields.numbers("centre", count: 2, default: [size[0] / 2, size[1] / 2])
        guard abs(centre[0]) < 1e6, abs(centre[1]) < 1e6 else { throw fields.fail("\(fields.place).centre must be pixels [cx, cy] from the top left corner") }
        self.init(focal: Vec2(focal[0], focal[1]), centre: Vec2(centre[0], centre[1]), size: FrameSize(Int(size[0]), Int(size[1])))
        try fields.finish()
    }
}

extension Lens {
    fileprivate init(_ fields: FieldReader) throws {
        if let value = fields.value("brownConrady") {
            guard case .array(let list) = value.content, list.count == 4 || list.count == 5 else {
                throw fields.fail(
                    "\(fields.place).brownConrady must be 4 or 5 numbers [k1, k2, p1, p2, k3]; OpenCV's rational and thin-prism terms are not known here",
                    at: value)
            }
            let c = try fields.numbers(value, key: "brownConrady", count: list.count)
            self = .brownConrady(k1: c[0], k2: c[1], p1: c[2], p2: c[3], k3: c.count > 4 ? c[4] : 0)
        } else if fields.value("fisheye") != nil {
            let c = try fields.numbers("fisheye", count: 4)
            self = .fisheye(k1: c[0], k2: c[1], k3: c[2], k4: c[3])
        } else {
            // Asked for, a mistyped name is told first.
            try fields.finish()
            throw fields.fail("\(fields.place) must have one of \"brownConrady\", \"fisheye\"")
        }
        try fields.finish()
    }

    fileprivate var jsonText: String {
        let list = coefficients.map { "\($0)" }.joined(separator: ", ")
        switch self {
        case .brownConrady: return "{ \"brownConrady\": [\(list)] }"
        case .fisheye: return "{ \"fisheye\": [\(list)] }"
        }
    }
}
