import Foundation

/// SplitMix64: the same numbers from the same seed on every machine.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// An independent stream for one purpose, so that adding a draw to one does not move the others.
    public init(seed: UInt64, stream: String) {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(stream)
        state = hash.value
    }

    public mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    public mutating func uniform() -> Float { Float(next() >> 40) / 16_777_216 }
    public mutating func uniform(_ low: Float, _ high: Float) -> Float { mix(low, high, uniform()) }
    public mutating func index(_ count: Int) -> Int { Int(next() % UInt64(count)) }
    public mutating func pick<T>(_ choices: [T]) -> T { choices[index(choices.count)] }
    public mutating func chance(_ probability: Float) -> Bool { uniform() < probability }

    /// Mean 0, variance 1.
    public mutating func normal() -> Float {
        (-2 * log(max(uniform(), 1e-7))).squareRoot() * cos(2 * .pi * uniform())
    }
}

/// FNV-1a over bytes, 64 bits: for state hashes and recipes, the same on every machine.
public struct StableHash: Sendable {
    public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    public init() {}

    public mutating func combine(bytes: UnsafeRawBufferPointer) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    }

    public mutating func combine(_ text: String) {
        var copy = text
        copy.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    public mutating func combine<T: FixedWidthInteger>(_ number: T) {
        withUnsafeBytes(of: number.littleEndian) { combine(bytes: $0) }
    }

    public mutating func combine(_ number: Float) { combine(number.bitPattern) }
    public mutating func combine(_ v: Vec3) { combine(v.x); combine(v.y); combine(v.z) }
    public mutating func combine(_ v: Vec4) { combine(v.x); combine(v.y); combine(v.z); combine(v.w) }
    public var hexadecimal: String { String(format: "%016lx", Int(bitPattern: UInt(value))) }
}
