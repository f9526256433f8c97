// swift-tools-version: 6.2
import PackageDescription

/// The language rules every target of ours is held to.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let collections = Target.Dependency.product(name: "Collections", package: "swift-collections")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let httpMessages = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let network = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let networkExtras = Target.Dependency.product(name: "NIOExtras", package: "swift-nio-extras")
let networkSockets = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let networkTLS = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// Fuzz targets bring a `main` of their own, that of libFuzzer, so they are there for Scripts/fuzz only.
let fuzzing: [Target] =
    Context.environment["TOOLROUTER_FUZZ"] != "1"
    ? []
    : [
        .target(name: "CFuzzCounters"),
        .executableTarget(
            name: "ToolRouterFuzz",
            dependencies: [
                "ToolRouter", "ToolRouterTools", "ToolRouterFormats", "SQLSandbox", "SandboxJudge", "CFuzzCounters",
            ],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    ]

let package = Package(
    name: "ToolRouter",
    products: [
        .library(name: "ToolRouter", targets: ["ToolRouter"]),
        .executable(name: "toolrouter", targets: ["ToolRouterCLI"]),
        .executable(name: "toolrouter-bench", targets: ["ToolRouterBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", exact: "1.7.3"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", exact: "0.2.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(
            name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
        // Without pkg-config, whose flags for hiredis the package manager refuses.
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),

        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CSQLiteWork", dependencies: ["CSQLite"]),
        .target(name: "CLaneWalls", dependencies: ["CSQLite"]),
        .target(name: "CSwiftRuntime"),

        .target(name: "ToolRouter", dependencies: [collections, crypto], swiftSettings: strict),
        .target(
            name: "SQLSandbox", dependencies: ["ToolRouter", "CSQLite", "CSQLiteWork", "CLaneWalls", crypto],
            swiftSettings: strict),
        .target(
            name: "ToolRouterTools", dependencies: ["ToolRouter", "SQLSandbox", "CSQLite", crypto],
            swiftSettings: strict),
        .target(
            name: "ToolRouterFormats",
            dependencies: ["ToolRouter", "SQLSandbox", "ToolRouterTools", "CSimdJSON", crypto, yams],
            exclude: ["Schemas"], swiftSettings: strict),
        .target(
            name: "ToolRouterSimulation", dependencies: ["ToolRouter", "CSwiftRuntime", collections],
            swiftSettings: strict),
        .target(
            name: "ToolRouterReplay",
            dependencies: [
                "ToolRouter", "ToolRouterSimulation", "SQLSandbox", "ToolRouterTools", "ToolRouterFormats", "CLibXML2",
                collections, crypto,
            ],
            resources: ["html", "css", "js"].map { .embedInCode("Reports/Page/report.\($0)") },
            swiftSettings: strict),
        .target(
            name: "ToolRouterChaos",
            dependencies: [
                "ToolRouter", "ToolRouterSimulation", "SQLSandbox", "ToolRouterFormats", "ToolRouterReplay", crypto,
            ],
            swiftSettings: strict),
        .target(
            name: "ToolRouterServer",
            dependencies: [
                "ToolRouter", "SQLSandbox", "ToolRouterTools", "ToolRouterFormats", "CHiredis", "CRE2", "CSQLite",
                asyncHTTPClient,
                crypto, grdb, histogram, httpMessages, lifecycle, logging, metrics, network, networkExtras,
                networkSockets,
                networkTLS, protobuf, tracing,
            ],
            exclude: ["Telemetry/Wire/otlp.proto"],
            resources: [.embedInCode("HTTP/Pages/index.html"), .embedInCode("HTTP/Pages/openapi.yaml")],
            swiftSettings: strict),
        .executableTarget(
            name: "ToolRouterCLI",
            dependencies: [
                "ToolRouter", "SQLSandbox", "ToolRouterTools", "ToolRouterSimulation", "ToolRouterReplay",
                "ToolRouterChaos", "ToolRouterFormats", "ToolRouterServer", argumentParser, lifecycle, logging,
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "ToolRouterBench",
            dependencies: [
                "ToolRouter", "SQLSandbox", "ToolRouterTools", "CSQLite", "ToolRouterReplay", "ToolRouterChaos",
                "ToolRouterServer", "ToolRouterFormats", argumentParser,
            ],
            swiftSettings: strict),

        .testTarget(
            name: "ToolRouterTests",
            dependencies: [
                "ToolRouter", "ToolRouterTools", "ToolRouterSimulation", "ToolRouterReplay", "ToolRouterFormats",
                "RouterTesting",
            ],
            exclude: ["Conformance/Tables"], swiftSettings: strict),
        // Scripted parts around a router, which its own tests and those of the replay share.
        .target(
            name: "RouterTesting", dependencies: ["ToolRouter", "ToolRouterTools"], path: "Tests/RouterTesting",
            swiftSettings: strict),
        // Tests and the fuzzer share it.
        .target(
            name: "SandboxJudge", dependencies: ["ToolRouter", "SQLSandbox", "CSQLite"], path: "Tests/SandboxJudge",
            exclude: ["Seeds"], swiftSettings: strict),
        // Tests and Scripts/random share it.
        .target(
            name: "RandomScenarios",
            dependencies: ["ToolRouter", "SQLSandbox", "ToolRouterFormats", "ToolRouterReplay"],
            path: "Tests/RandomScenarios", swiftSettings: strict),
        .executableTarget(
            name: "ToolRouterRandom",
            dependencies: ["RandomScenarios", "ToolRouterFormats", "ToolRouterReplay", argumentParser],
            swiftSettings: strict),
        // Tries from inside what the walls around a lane forbid.
        .target(name: "CLaneTrials", dependencies: ["CLaneWalls"], path: "Tests/CLaneTrials"),
        // Lanes are processes of the built tool.
        .testTarget(
            name: "SQLSandboxTests", dependencies: ["SQLSandbox", "SandboxJudge", "CLaneTrials", "ToolRouterCLI"],
            swiftSettings: strict),
        .testTarget(name: "ToolRouterToolsTests", dependencies: ["ToolRouterTools"], swiftSettings: strict),
        .testTarget(name: "ToolRouterFormatsTests", dependencies: ["ToolRouterFormats"], swiftSettings: strict),
        .testTarget(
            name: "ToolRouterSimulationTests", dependencies: ["ToolRouterSimulation"], swiftSettings: strict),
        .testTarget(
            name: "ToolRouterReplayTests", dependencies: ["ToolRouterReplay", "RouterTesting", "RandomScenarios"],
            swiftSettings: strict),
        .testTarget(
            name: "ToolRouterChaosTests",
            dependencies: ["ToolRouterChaos", "ToolRouterReplay", "ToolRouterFormats", "ToolRouter"],
            swiftSettings: strict),
        // Only here and in the tool both worlds meet.
        .testTarget(
            name: "ToolRouterServerTests",
            dependencies: [
                "ToolRouterServer", "ToolRouterFormats", "ToolRouterReplay", "ToolRouterSimulation", "SQLSandbox",
                "RandomScenarios", "RouterTesting", asyncHTTPClient, grdb, httpMessages, logging, metrics, network,
                networkExtras, networkSockets, networkTLS, protobuf, tracing,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["ToolRouterCLI", "ToolRouterBench", "ToolRouterRandom", "CSQLite", "CLibXML2"],
            exclude: ["BrokenInputs"],
            swiftSettings: strict),
    ] + fuzzing,
    cxxLanguageStandard: .cxx17
)

// A target is compiled anew only when a module has changed that is among its own dependencies. One behind those that changed alone,
// say a protocol that gained a requirement, would leave objects that call by the old layout, and a crash with no line of ours in it.
// So each names all modules of ours that it is built on, but for those behind a program, which it only runs.
let targets = Dictionary(uniqueKeysWithValues: package.targets.map { ($0.name, $0) })
for target in package.targets {
    var next = 0
    while next < target.dependencies.count {
        defer { next += 1 }
        guard case .byNameItem(let name, _) = target.dependencies[next], let module = targets[name],
            module.type != .executable
        else { continue }
        target.dependencies += module.dependencies.filter { dependency in
            guard case .byNameItem(let behind, _) = dependency else { return false }
            return !target.dependencies.contains { if case .byNameItem(behind, _) = $0 { true } else { false } }
        }
    }
}
