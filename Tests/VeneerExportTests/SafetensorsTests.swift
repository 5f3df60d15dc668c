import Foundation
import Testing
import VeneerExport
import VeneerMath

@Suite struct SafetensorsTests {
    @Test func everyTypeRoundTrips() throws {
        let file = SafetensorsFile(
            tensors: [
                "picture": .init((0..<30).map { UInt8($0 * 8) }, shape: [2, 5, 3]), "w/weight": .init([0.1, -2, .pi, 1e-20], shape: [2, 2]),
                "ids": .init([Int32.min, -1, 300], shape: [3]), "half": .init(halvesOf: [0.5, -65504, 6e-8], shape: [3, 1]),
                "nothing": .init([Float](), shape: [0, 4]),
            ], metadata: ["model": "a \"quoted\" name\n", "b": "2"])
        #expect(try SafetensorsFile(decoding: file.encoded()) == file)
        #expect(file.encoded() == file.encoded())
        #expect(try SafetensorsFile(decoding: file.encoded()).tensors["w/weight"]?.floats == [0.1, -2, .pi, 1e-20])
    }

    /// By the format's own words: a 64-bit length, then JSON, then data; written here by hand.
    @Test func layoutIsTheFormats() throws {
        let file = SafetensorsFile(tensors: ["b": .init([UInt8(7)], shape: [1]), "a": .init([Float(1)], shape: [1])]).encoded()
        let length = Int(file[0]) + Int(file[1]) << 8
        #expect(file[2..<8].allSatisfy { $0 == 0 })
        #expect(length % 8 == 0)
        let header = try #require(try JSONSerialization.jsonObject(with: Data(file[8..<8 + length])) as? [String: [String: Any]])
        #expect(header["a"]?["dtype"] as? String == "F32")
        #expect(header["a"]?["data_offsets"] as? [Int] == [0, 4])
        #expect(header["b"]?["data_offsets"] as? [Int] == [4, 5])
        #expect(Array(file[(8 + length)...]) == [0, 0, 0x80, 0x3f, 7])
    }

    @Test func damageIsAnErrorAndNeverACrash() throws {
        let file = SafetensorsFile(tensors: ["a": .init([Float](repeating: 1, count: 8), shape: [8])]).encoded()
        for length in 0..<file.count { #expect(throws: ExportError.self) { try SafetensorsFile(decoding: Array(file[..<length])) } }
        let text = Array("{\"a\": {\"dtype\": \"F32\", \"shape\": [2147483647, 2147483647, 2147483647], \"data_offsets\": [0, 8]}}".utf8)
        let lie = withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text + [UInt8](repeating: 0, count: 8)
        #expect(throws: ExportError.self) { try SafetensorsFile(decoding: lie) }
    }

    @Test func everyHalfRoundTripsAndRoundingIsToNearestEven() {
        for bits in UInt16.min...UInt16.max {
            let value = Half.value(bits)
            if value.isNaN { #expect(Half.value(Half.bits(value)).isNaN) } else { #expect(Half.bits(value) == bits) }
        }
        // Between neighbours a and b: nearer to a, exactly between (the even one), nearer to b.
        for bits in stride(from: UInt16(0), to: 0x7bff, by: 37) {
            let a = Half.value(bits), b = Half.value(bits + 1), middle = (a + b) / 2
            #expect(Half.bits(middle.nextDown) == bits)
            #expect(Half.bits(middle) == (bits % 2 == 0 ? bits : bits + 1))
            #expect(Half.bits(middle.nextUp) == bits + 1)
        }
        #expect(Half.bits(65504) == 0x7bff)
        #expect(Half.bits(65519.996) == 0x7bff)
        #expect(Half.bits(65520) == 0x7c00)
        #expect(Half.bits(-.infinity) == 0xfc00)
    }
}
