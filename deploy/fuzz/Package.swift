// swift-tools-version: 6.2
// The fuzz targets, built apart so that no build of the program sees them: `deploy/fuzz.sh` lays links to the rooms
// they need beside this file's copy and builds them with coverage. The package has the program's own name, since the
// rooms give what they have to their own package alone.

import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
]

// What a room keeps to itself is fuzzed too.
let open = settings + [.unsafeFlags(["-enable-testing"])]

let package = Package(
    name: "gengfu",
    dependencies: [.package(url: "https://github.com/jpsim/Yams", from: "6.2.2")],
    targets: [
        .systemLibrary(name: "CZip"),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-std=c++17"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("m")]),
        .target(name: "CodecWire", swiftSettings: settings),
        .target(name: "Expressions", swiftSettings: settings),
        .target(
            name: "Facility", dependencies: ["CodecWire", "Expressions", "CSimdjson"], swiftSettings: open),
        .target(
            name: "SiteConfiguration", dependencies: ["CZip", "CodecWire", "Expressions", "Facility", "Yams"],
            swiftSettings: open),
        // libFuzzer brings the `main`.
        .executableTarget(
            name: "Fuzz",
            dependencies: ["CodecWire", "CSimdjson", "Expressions", "Facility", "SiteConfiguration"],
            swiftSettings: settings + [.unsafeFlags(["-parse-as-library"])]),
    ]
)
