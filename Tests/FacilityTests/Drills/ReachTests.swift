import Testing

@testable import Facility

/// How people name a part of a site: as the sheet does, by the building's number, or by its grid code.
@Suite struct ReachTests {
    private static func site(_ buildings: [(name: String, code: String)]) -> Site {
        var site = Compound.site([])
        for (position, building) in buildings.enumerated() where position < site.devices.count {
            site.devices[position].place = Place(building: building.name, gridCode: building.code)
        }
        for position in site.devices.indices.dropFirst(buildings.count) {
            site.devices[position].place = Place(building: "", gridCode: "")
        }
        return site
    }

    private static let streets = site([
        ("1号楼", "350203001001001"), ("3号楼", "350203001001002"), ("13号楼", "350203001001002"),
        ("A座", "350203001001003"),
    ])

    @Test(
        "A building is meant by its name, its number in any of the usual forms, or a grid code of its own",
        arguments: [
            ("building:3号楼", "3号楼"), ("building:3", "3号楼"), ("building:03", "3号楼"), ("building:3栋", "3号楼"),
            ("building:Building 3", "3号楼"), ("building:13#", "13号楼"), ("building:a", "A座"),
            ("building:350203001001001", "1号楼"), ("building:350203001001003", "A座"),
        ])
    func meant(word: String, building: String) {
        #expect(Reach(word, in: Self.streets) == .building(building))
    }

    @Test(
        "What no building has, or more than one, is none",
        arguments: [
            "building:2", "building:B座", "building:350203001001002", "building:", "building:号楼",
            "building:33",
        ])
    func unmeant(word: String) {
        #expect(Reach(word, in: Self.streets) == nil)
        let twins = Self.site([("3号楼", "x"), ("3栋", "x")])
        #expect(Reach("building:3", in: twins) == nil)
        #expect(Reach("building:3栋", in: twins) == .building("3栋"))
    }
}
