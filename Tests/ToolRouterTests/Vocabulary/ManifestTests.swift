import Foundation
import Testing

/// The package manager compiles a target anew when a module among its own dependencies has changed, and not when one behind them has.
/// Objects that are left from before call by the layouts of before: a test process once died so, after a protocol had gained a requirement,
/// where a wrong row of a witness table was called.
@Suite struct ManifestTests {
    private struct Manifest: Decodable {
        struct Target: Decodable {
            let name: String
            let type: String
            let path: String?
            let dependencies: [Dependency]

            var names: Set<String> { Set(dependencies.compactMap(\.name)) }
            var folder: String { path ?? (type == "test" ? "Tests/" : "Sources/") + name }
        }

        struct Dependency: Decodable {
            /// The target's name, and nothing or a condition; nil for a product of another package.
            let byName: [String?]?

            var name: String? { byName?.first ?? nil }
        }

        let targets: [Target]
    }

    /// What the package manager makes of the manifest.
    private static let read = Result { () throws -> [String: Manifest.Target] in
        let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        // In a folder of its own, since a build may hold the usual one.
        process.arguments =
            ["swift", "package", "--package-path", folder.path, "--scratch-path", scratch.path, "dump-package"]
        process.standardOutput = output
        try process.run()
        let json = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let manifest = try JSONDecoder().decode(Manifest.self, from: json)
        return Dictionary(uniqueKeysWithValues: manifest.targets.map { ($0.name, $0) })
    }

    private static let folder: URL = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The modules that a source imports.
    private static func imports(in source: String) -> Set<String> {
        let line =
            /^(?:@\w+ )*(?:(?:public|package|internal|fileprivate|private) )?import (?:(?:struct|class|enum|protocol|func|var|let|typealias) )?(\w+)/
        return Set(source.matches(of: line.anchorsMatchLineEndings()).map { String($0.output.1) })
    }

    @Test func `a target names every module of ours that it imports`() throws {
        let targets = try Self.read.get()
        #expect(targets.count > 20)
        for target in targets.values.sorted(by: { $0.name < $1.name }) where target.type != "system" {
            let sources = Self.folder.appending(path: target.folder)
            let files = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
            var imported: Set<String> = []
            for file in files where file.hasSuffix(".swift") {
                imported.formUnion(
                    Self.imports(in: try String(contentsOf: sources.appending(path: file), encoding: .utf8)))
            }
            let missing = imported.intersection(targets.keys).subtracting(target.names).subtracting([target.name])
            #expect(missing.isEmpty, "\(target.name) imports \(missing.sorted()), which Package.swift does not say")
        }
    }

    @Test func `a target names every module of ours that it is built on`() throws {
        let targets = try Self.read.get()
        for target in targets.values.sorted(by: { $0.name < $1.name }) {
            for module in target.names.compactMap({ targets[$0] }) where module.type != "executable" {
                let missing = module.names.subtracting(target.names)
                #expect(missing.isEmpty, "\(target.name) needs \(missing.sorted()), behind \(module.name)")
            }
        }
    }

    @Test(arguments: [
        ("import ToolRouter\nlet a = 1\n", ["ToolRouter"]), ("package import SQLSandbox", ["SQLSandbox"]),
        ("@testable import ToolRouterFormats", ["ToolRouterFormats"]), ("// import ToolRouter", []),
        ("import struct ToolRouter.Timestamp", ["ToolRouter"]), ("let text = \"import ToolRouter\"", []),
    ])
    func `imports are found`(source: String, modules: [String]) {
        #expect(Self.imports(in: "import Foundation\n" + source) == Set(modules + ["Foundation"]))
    }
}
