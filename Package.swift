// swift-tools-version: 6.2
// The rooms of the house, lowest first: a room may import only rooms above it in this file
// (docs/architecture.md). `swift build --explicit-target-dependency-import-check error` holds the arrows.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
]

// A payload that kills the program, compiled in for the tests of careful mode only (deploy/test.sh).
let traps: [SwiftSetting] =
    Context.environment["GENGFU_TRAPS"] == nil ? [] : [.define("GENGFU_TRAPS")]

let package = Package(
    name: "gengfu",
    products: [
        .executable(name: "gengfu", targets: ["gengfu"]),
        .executable(name: "gengfu-codec", targets: ["gengfu-codec"]),
        .library(name: "gengfu-slow-disk", type: .dynamic, targets: ["CSlowDisk"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1",
            traits: ["FullFoundation"]),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    ],
    targets: [
        // C bridges
        .systemLibrary(name: "CMosquitto", providers: [.apt(["libmosquitto-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZip", providers: [.apt(["libzip-dev"])]),
        .systemLibrary(name: "CCrypt", providers: [.apt(["libcrypt-dev"])]),
        // Of the codec child alone.
        .systemLibrary(
            name: "CJavaScriptCore", pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]),
        .target(
            name: "CSimdjson",
            cxxSettings: [.unsafeFlags(["-std=c++17"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("m")]),

        // Preloaded under a process whose disk should be slow: benchmarks and tests
        .target(name: "CSlowDisk", linkerSettings: [.linkedLibrary("dl")]),

        // A disk in memory for SQLite that loses, tears, fails and fills up: tests only
        .target(name: "CSimulatedDisk", linkerSettings: [.linkedLibrary("sqlite3")]),

        // Pure rooms: no clock, file, randomness or logging
        .target(name: "CodecWire", swiftSettings: strict),
        .target(name: "Expressions", swiftSettings: strict),
        .target(
            name: "Facility", dependencies: ["CodecWire", "Expressions", "CSimdjson"], swiftSettings: strict),
        .target(name: "Papers", dependencies: ["Facility"], swiftSettings: strict),

        // The texts that are sent, as destination files write them
        .target(
            name: "Templates",
            dependencies: ["Facility", .product(name: "Mustache", package: "swift-mustache")],
            swiftSettings: strict),

        // IO rooms
        .target(name: "CodecHost", dependencies: ["CodecWire"], swiftSettings: strict),
        .target(name: "Control", dependencies: ["Facility"], swiftSettings: strict),
        .target(
            name: "SiteConfiguration",
            dependencies: ["CZip", "CodecWire", "Expressions", "Facility", "Templates", "Yams"],
            swiftSettings: strict),
        .target(name: "MQTT", dependencies: ["CMosquitto", "Facility"], swiftSettings: strict),
        .target(
            name: "Ring",
            dependencies: [
                "COpenSSL", "Facility",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "Forward",
            dependencies: [
                "COpenSSL", "Facility", "Templates",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict),
        .target(
            name: "Console",
            dependencies: [
                "Control", "Facility",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "Simulation",
            dependencies: [
                "CMosquitto", "Control", "Facility", "MQTT",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: strict),

        // The programs
        .executableTarget(
            name: "gengfu-codec", dependencies: ["CJavaScriptCore", "CodecWire"], swiftSettings: strict),
        .executableTarget(
            name: "gengfu",
            dependencies: [
                "CCrypt", "CMosquitto", "CodecHost", "CodecWire", "Console", "Control", "Expressions",
                "Facility", "Forward", "MQTT", "Papers", "Ring", "Simulation", "SiteConfiguration",
                "Templates",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict + traps),

        // Tests, a target per room; TidyTests reads the source tree itself
        .testTarget(name: "TidyTests", swiftSettings: strict),
        .testTarget(name: "CodecWireTests", dependencies: ["CodecWire"], swiftSettings: strict),
        // The child is started as a process.
        .testTarget(
            name: "CodecHostTests", dependencies: ["CodecHost", "CodecWire", "gengfu-codec"],
            swiftSettings: strict),
        .testTarget(name: "ExpressionsTests", dependencies: ["Expressions"], swiftSettings: strict),
        .testTarget(
            name: "FacilityTests", dependencies: ["CSimdjson", "CodecWire", "Expressions", "Facility"],
            swiftSettings: strict),
        .testTarget(name: "PapersTests", dependencies: ["Facility", "Papers"], swiftSettings: strict),
        .testTarget(name: "ControlTests", dependencies: ["Control", "Facility"], swiftSettings: strict),
        .testTarget(
            name: "MQTTTests", dependencies: ["CMosquitto", "Facility", "MQTT"], swiftSettings: strict),
        .testTarget(
            name: "RingTests",
            dependencies: [
                "Expressions", "Facility", "Ring", .product(name: "GRDB", package: "GRDB.swift"),
            ],
            swiftSettings: strict),
        // Whole nights on the simulated disk, each from one seed.
        .testTarget(
            name: "DeterminismTests", dependencies: ["CSimulatedDisk", "Expressions", "Facility", "Ring"],
            swiftSettings: strict),
        .testTarget(
            name: "SiteConfigurationTests",
            dependencies: ["Expressions", "Facility", "SiteConfiguration", "Yams"],
            exclude: ["Diagnostics", "Documents/charging"],
            swiftSettings: strict),
        .testTarget(
            name: "ForwardTests",
            dependencies: [
                "Facility", "Forward", "Simulation", "SiteConfiguration", "Templates",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            exclude: ["Signing/signing-vectors.json"],
            swiftSettings: strict),
        .testTarget(
            name: "ConsoleTests",
            dependencies: [
                "Console", "Control", "Facility", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["Facility", "Simulation", .product(name: "Logging", package: "swift-log")],
            swiftSettings: strict),
        // The program itself, started as a process and looked at from outside
        .testTarget(
            name: "GengfuTests", dependencies: ["Control", "Facility", "MQTT", "Ring", "gengfu"],
            swiftSettings: strict),
    ]
)
