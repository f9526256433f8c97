import Foundation

/// The scenarios of this repository.
enum ShippedScenarios {
    /// Their paths, sorted.
    static let paths: [String] = {
        var folder = URL(filePath: #filePath).deletingLastPathComponent()
        while !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) {
            precondition(folder.path != "/", "no Package.swift above \(#filePath)")
            folder.deleteLastPathComponent()
        }
        let replays = folder.appending(path: "replays").path
        return ((try? FileManager.default.contentsOfDirectory(atPath: replays)) ?? []).sorted()
            .map { "\(replays)/\($0)" }
            .filter { FileManager.default.fileExists(atPath: $0 + "/scenario.yaml") }
    }()

    static let names = paths.map { URL(filePath: $0).lastPathComponent }

    static func path(_ name: String) -> String { paths[names.firstIndex(of: name)!] }
}
