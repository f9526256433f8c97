import Foundation
import ToolRouter

@testable import ToolRouterTools

/// Documents in a folder of their own, removed with it.
final class Library {
    let path: String

    /// Where the documents are.
    var folder: String { path + "/documents" }

    init(_ documents: [String: String] = [:]) throws {
        let parent = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
        path = parent.appending(path: "documents-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in documents { try write(text, to: name) }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    func write(_ text: String, to name: String) throws {
        try write(Data(text.utf8), to: name)
    }

    func write(_ data: Data, to name: String) throws {
        let url = URL(filePath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: url)
    }

    func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: "\(folder)/\(name)")
    }

    var source: DocumentFolder { DocumentFolder(folder) }

    /// An index of the documents, in memory.
    func index(_ bounds: DocumentBounds = DocumentBounds()) throws -> DocumentIndex {
        let index = try DocumentIndex(nil)
        _ = try index.update(from: source, within: bounds)
        return index
    }

    /// What a search finds.
    func find(_ query: String, _ limits: SearchLimits = SearchLimits()) throws -> DocumentSet {
        try index().session().find(Plan(query: query), within: limits)
    }
}

/// The same numbers for the same seed (SplitMix64).
struct Draws {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func draw(_ count: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((word ^ (word >> 31)) % UInt64(count))
    }
}
