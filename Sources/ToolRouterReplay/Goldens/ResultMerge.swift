import Foundation
import ToolRouterFormats
import ToolRouterTools

/// Keeps the results that accepted answers speak of, from the golden and from what waits; none where those are to be kept no more.
struct ResultMerge {
    private let path: String
    private let sources: [KeptResults]
    private let isWanted: Bool
    private var merged = KeptResults()

    /// Reads the results at `pending`, if the run kept any, and at `golden`.
    init(pending: String, golden: String) throws {
        path = golden
        isWanted = FileManager.default.fileExists(atPath: pending)
        let paths = isWanted ? [pending, golden].filter { FileManager.default.fileExists(atPath: $0) } : []
        sources = try paths.map { try KeptResults.read(path: $0) }
    }

    /// Keeps the result of `record`.
    mutating func keep(of record: AnswerRecord) {
        guard let digest = record.result?.ordered, merged.takes(digest) else { return }
        if let result = sources.lazy.compactMap({ $0[digest] }).first { merged.add(result) }
    }

    /// Replaces the results of the golden.
    func write() throws {
        guard isWanted else {
            unlink(path)
            return
        }
        try merged.write(to: path)
    }
}
