import Foundation
import Testing
import VeneerAssets
import VeneerMath

/// Furniture archives.
struct CatalogueTests {
    private static let list = """
        # A comment
        license=A free one
        name#1=Caf\\u00e9 table 2
        category#1=Kitchen
        tags#1=Table, Round
        model#1=/things/table/table.obj
        width#1=120
        depth#1=80
        height#1=40
        creator#1=Somebody
        name#2=Lamp
        model#2=/things/lamp.obj
        width#2=10
        depth#2=10
        height#2=30
        modelRotation#2=1 0 0 0 0 1 0 -1 0
        """

    @Test func catalogueGivesNamesSizesAndCredits() throws {
        let folder = try Folder()
        try folder.write(zip([("PluginFurnitureCatalog.properties", Array(Self.list.utf8))]), "Things.sh3f")
        let catalogue = try Catalogue(folder: folder.url)
        #expect(catalogue.entries.map(\.name) == ["pack:sweethome3d/Things/table", "pack:sweethome3d/Things/lamp"])
        let table = try #require(catalogue["pack:sweethome3d/Things/table"])
        #expect(table.title == "Café table 2" && table.semantic == "café table" && table.category == "Kitchen" && table.tags == ["Table", "Round"])
        #expect(length(table.sizeInMetres - Vec3(1.2, 0.8, 0.4)) < 1e-6)
        #expect(table.credit.contains("Somebody") && table.credit.contains("A free one"))
    }

    @Test func rotationIsHonouredAndTheSizeIsReal() throws {
        let folder = try Folder()
        // It lies along z in the file, its tip at 3; the catalogue's rotation, y' = z and z' = -y, stands it up.
        let lamp = boxText(Vec3(-1, -1, 0), Vec3(1, 1, 2.9)) + boxText(Vec3(-0.1, -0.1, 2.9), Vec3(0.1, 0.1, 3), offset: 8)
        try folder.write(
            zip([("PluginFurnitureCatalog.properties", Array(Self.list.utf8)), ("things/lamp.obj", Array(lamp.utf8))]), "Things.sh3f")
        let model = try ModelLibrary.model(named: "pack:sweethome3d/Things/lamp", in: try Catalogue(folder: folder.url), cache: folder.cache)
        let bounds = model.levels[0].mesh.bounds
        #expect(length(bounds.high - Vec3(0.05, 0.05, 0.15)) < 1e-5)
        let tip = model.levels[0].mesh.positions.filter { $0.z > 0.1499 }
        #expect(!tip.isEmpty && tip.allSatisfy { abs($0.x) < 0.006 && abs($0.y) < 0.006 })
    }

    @Test func damagedArchivesAreRefused() throws {
        let whole = zip([("PluginFurnitureCatalog.properties", Array(Self.list.utf8))])
        var random = SeededRandom(seed: 3), refused = 0
        for _ in 0..<60 {
            let folder = try Folder()
            var bytes = whole
            for _ in 0..<3 { bytes[random.index(bytes.count)] ^= UInt8(1 + random.index(255)) }
            if random.chance(0.5) { bytes.removeLast(random.index(bytes.count)) }
            try folder.write(bytes, "Things.sh3f")
            do { _ = try Catalogue(folder: folder.url) } catch { refused += 1 }
        }
        #expect(refused > 50, "a checksum finds nearly all")
    }

    @Test func anEmptyFolderHasNoModels() throws {
        #expect(try Catalogue(folder: Folder().url).entries.isEmpty)
    }

    /// An archive of stored files.
    private func zip(_ files: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var body: [UInt8] = [], directory: [UInt8] = []
        func little(_ value: UInt32, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(value >> (8 * UInt32($0)) & 0xff) } }
        for file in files {
            let offset = UInt32(body.count), count = UInt32(file.bytes.count), nameLength = UInt32(file.name.utf8.count)
            let common = little(20, 2) + little(0, 2) + little(0, 2) + little(0, 4) + little(checksum(file.bytes), 4) + little(count, 4) + little(count, 4)
            body += little(0x0403_4b50, 4) + common + little(nameLength, 2) + little(0, 2) + Array(file.name.utf8) + file.bytes
            directory += little(0x0201_4b50, 4) + little(20, 2) + common + little(nameLength, 2) + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 2)
            directory += little(0, 4) + little(offset, 4) + Array(file.name.utf8)
        }
        let count = UInt32(files.count)
        return body + directory + little(0x0605_4b50, 4) + little(0, 4) + little(count, 2) + little(count, 2) + little(UInt32(directory.count), 4)
            + little(UInt32(body.count), 4) + little(0, 2)
    }

    /// CRC-32, a bit at a time.
    private func checksum(_ bytes: [UInt8]) -> UInt32 {
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xedb8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
