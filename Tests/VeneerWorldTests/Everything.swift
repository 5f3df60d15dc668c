import Foundation
import Testing
import VeneerMath
import VeneerWorld

/// A small world with everything that a file can say.
let everything = """
    { "$schema": "world.schema.json", "veneer": 1, "name": "all", "seed": 3, "noiseSeed": 7, "gravity": [0, 0, -9.81],
      "materials": { "grey": { "kind": "plain", "colour": [0.5, 0.5, 0.5] }, "oak": { "kind": "wood", "colour": [0.4, 0.3, 0.2], "wear": 0.2, "use": 0.1 } },
      "templates": { "brick": { "shape": { "box": [0.2, 0.1, 0.06] }, "material": "grey", "mass": 2 },
                     "pair": { "bodies": [{ "name": "a", "shape": { "sphere": 0.1 }, "material": "oak", "position": [0, 0, 1], "mass": 1 },
                                          { "name": "b", "shape": { "cone": [0.1, 0.2] }, "material": "oak", "position": [0, 0, 2], "on": "a" }] } },
      "room": { "size": [4, 4, 2.5], "wall": "grey", "floor": "oak", "windows": [{ "wall": "-x", "centre": [0, 1.4], "size": [1, 1] }] },
      "table": { "centre": [0, 0], "size": [1, 0.6, 0.7], "material": "oak" },
      "bodies": [
        { "name": "brick", "template": "brick", "base": [0, 1, 0], "array": { "count": [2, 1, 2], "step": [0.21, 0, 0.06], "stagger": [0.1, 0, 0], "jitter": 0.01 } },
        { "name": "pair", "template": "pair", "position": [1, 0, 0], "yaw": 30 },
        { "name": "row", "template": "brick", "base": [0, 0, 0], "array": { "along": [[-1, -1, 0], [0, -1.2, 0], [1, -1, 0]], "spacing": 0.5 } },
        { "name": "can", "shape": { "cylinder": [0.1, 0.2], "bevel": 0.01 }, "material": "grey", "position": [0, 0, 2], "mass": 1, "friction": 0.4, "restitution": 0.2 },
        { "name": "rod", "shape": { "capsule": [0.05, 0.4] }, "material": "grey", "position": [0, 0.5, 2], "mass": 1, "quaternion": [0, 0, 0, 1] },
        { "name": "vase", "shape": { "lathe": [[0, 0], [0.1, 0], [0.05, 0.2], [0, 0.2]] }, "material": "grey", "base": [0, -1, 0] },
        { "name": "table 2", "shape": { "compound": [{ "box": [1, 1, 0.1] }, { "sphere": 0.1, "position": [0, 0, 0.3] }] }, "material": "grey", "base": [1, 1, 0], "mass": 5 },
        { "name": "lamp", "shape": { "sphere": 0.05 }, "material": "grey", "position": [0, 0, 2.2], "emission": { "lumens": 500, "colour": [1, 0.9, 0.8] } },
        { "name": "plant", "shape": { "leaves": 12, "size": [0.4, 0.4, 0.4], "form": "bush" }, "material": "oak", "base": [1.5, 1.5, 0] },
        { "name": "stone", "shape": { "rock": [0.2, 0.2, 0.1], "seed": 2 }, "material": "grey", "base": [-1, 1, 0] },
        { "name": "hills", "shape": { "heights": { "seed": 2, "feature": 0.5, "cells": 6 }, "size": [2, 2, 0.2] }, "material": { "choice": ["grey", "oak"] }, "position": [4, 0, 0] },
        { "name": "ball", "shape": { "sphere": { "uniform": [0.04, 0.05] } }, "material": "grey", "mass": { "logUniform": [0.1, 1] }, "within": "corner", "array": { "count": 3 } },
        { "name": "bowl", "shape": { "lathe": [[0, 0], [0.1, 0.08], [0.09, 0.08], [0, 0.01]] }, "material": "grey", "base": [1, -0.5, 0], "mass": 0.4, "hollow": true },
        { "name": "spare", "shape": { "sphere": 0.1 }, "material": "grey", "position": [0, 0, 3], "mass": { "normal": [1, 0.1], "within": [0.8, 1.2] }, "spare": true },
        { "name": "bar", "shape": { "sweep": [[0, 0, 0], [0.2, 0, 0.1], [0.4, 0, 0]], "radius": 0.01 }, "material": "grey", "position": [0, 0, 1] } ],
      "joints": [
        { "name": "hinge", "kind": "hinge", "child": "can", "at": [0, 0, 2], "axis": [0, 0, 1], "limits": [-1, 1], "friction": 0.1, "motor": { "velocity": 1, "force": 3 } },
        { "name": "free", "kind": "generic", "parent": "can", "child": "rod", "at": [0, 0, 2], "linear": ["locked", "free", [-0.1, 0.2]], "angular": ["free", "free", "locked"], "driven": "z" } ],
      "areas": { "corner": { "low": [-1.9, -1.9, 0], "high": [-1.2, -1.2, 0.4] } },
      "gates": { "door": { "at": [0, 0, 1], "facing": [1, 0, 0], "radius": 0.8 } },
      "openings": { "hatch": { "at": [0, 0, 2.5], "facing": [0, 0, -1], "size": [1, 0.5] } },
      "sensors": {
        "imu": { "kind": "imu", "on": "can", "position": [0, 0, 0.1], "rate": 120, "noise": { "spin": { "deviation": 0.01, "bias": 0.02 }, "acceleration": { "step": 0.1 } } },
        "touch": { "kind": "contact", "on": "rod", "dropout": 0.1 }, "eye": { "kind": "range", "on": "rod", "rays": { "whole": [3, 5] }, "spread": 90, "reach": 4, "yaw": 20 },
        "encoder": { "kind": "joints", "joints": ["hinge"], "noise": { "position": { "step": 0.001 } } } },
      "look": { "timeOfDay": 10, "clouds": 0.2, "lamps": 1 },
      "camera": { "fov": 45, "sway": 0.01, "keys": [{ "at": 0, "eye": [2, 2, 2], "target": [0, 0, 0] }, { "at": 2, "eye": [2, -2, 2], "target": [0, 0, 0] }] },
      "cameras": { "round": { "orbit": { "centre": [0, 0, 1], "radius": 2 } }, "rider": { "on": "can", "eye": [0, 0, 0.1], "target": [1, 0, 0] }, "sight": { "of": "visitor", "fov": 60 } },
      "walkers": [{ "name": "visitor", "position": [1.8, 0, 0], "yaw": 90, "mass": { "uniform": [50, 90] }, "moves": [{ "at": 0.5, "to": [1.8, 1] }] }] }
    """

/// Changes one value somewhere, so that the text stays JSON.
struct Mutator {
    var random: SeededRandom
    private static let numbers: [Double] = [0, -1, 1e-9, 1e9, -1e30, 3.5, 0.5, 4001, 65_536, 1e300, -0.001]

    mutating func mutated(_ value: JSONValue) -> JSONValue {
        var nodes = 0
        count(value, &nodes)
        var place = random.index(nodes)
        return changed(value, &place)
    }

    private func count(_ value: JSONValue, _ nodes: inout Int) {
        nodes += 1
        switch value.content {
        case .array(let elements): for element in elements { count(element, &nodes) }
        case .object(let members): for member in members { count(member.value, &nodes) }
        default: break
        }
    }

    private mutating func changed(_ value: JSONValue, _ place: inout Int) -> JSONValue {
        var value = value
        if place == 0 {
            value.content = other(than: value.content)
            place = -1
            return value
        }
        place -= 1
        switch value.content {
        case .array(var elements):
            for index in elements.indices where place >= 0 { elements[index] = changed(elements[index], &place) }
            value.content = .array(elements)
        case .object(var members):
            for index in members.indices where place >= 0 { members[index].value = changed(members[index].value, &place) }
            value.content = .object(members)
        default: break
        }
        return value
    }

    private mutating func other(than content: JSONValue.Content) -> JSONValue.Content {
        switch (content, random.index(4)) {
        case (.number(let number), 0): return .number(number * Double(random.uniform(-3, 3)))
        case (.number, 1), (.number, 2): return .number(random.pick(Mutator.numbers))
        case (.string(let text), 0), (.string(let text), 1): return .string(random.pick([String(text.dropLast()), text + "x", "", "grey", "can", "brick"]))
        case (.array(let elements), 0) where !elements.isEmpty: return .array(elements + elements)
        case (.array(let elements), 1) where !elements.isEmpty: return .array(Array(elements.dropLast()))
        case (.array, 2): return .array([])
        case (.object(let members), 0), (.object(let members), 1):
            guard !members.isEmpty else { return .null }
            var fewer = members
            fewer.remove(at: random.index(members.count))
            return .object(fewer)
        default:
            return random.pick([.null, .bool(true), .number(1), .string("x"), .array([]), .object([])])
        }
    }
}

extension JSONValue {
    var text: String {
        switch content {
        case .null: "null"
        case .bool(let isTrue): "\(isTrue)"
        case .number(let number): "\(number)"
        case .string(let text): "\"\(text)\""
        case .array(let elements): "[\(elements.map(\.text).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\"\($0.key)\":\($0.value.text)" }.joined(separator: ","))}"
        }
    }
}
