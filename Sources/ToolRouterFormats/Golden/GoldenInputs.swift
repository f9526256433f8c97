import ToolRouter

/// What the answers of a run were made from: the settings of the scenario as they are written, and digests of the files
/// that it reads.
///
/// A golden keeps them, so that a run can say what was changed since, before it says what drifted.
package struct GoldenInputs: Hashable, Sendable {
    /// What begins a value that is kept as a digest: a long one, a price, a secret, the content of a file.
    package static let digestMark = "sha256:"

    /// The settings by their paths, such as `breaker.failures`, with the text in the file.
    package var settings: [String: String]
    /// Digests by what they are of, such as `recording traffic.jsonl`.
    package var files: [String: String]

    package init(settings: [String: String] = [:], files: [String: String] = [:]) {
        self.settings = settings
        self.files = files
    }

    /// What changed from these inputs to `other`, in words such as `breaker.failures 5 → 6`, settings first, sorted by name.
    /// Inputs without files, as a recorder writes them, say nothing of files.
    package func differences(from other: GoldenInputs) -> [String] {
        Self.changes(settings, other.settings) + (files.isEmpty ? [] : Self.changes(files, other.files))
    }

    private static func changes(_ before: [String: String], _ now: [String: String]) -> [String] {
        Set(before.keys).union(now.keys).sorted().compactMap { name in
            let (before, now) = (before[name], now[name])
            return Self.isSame(before, now) ? nil : "\(Excerpt.of(name)) \(change(before, now))"
        }
    }

    private static func isSame(_ before: String?, _ now: String?) -> Bool {
        guard let before, let now else { return before == nil && now == nil }
        return before.hasSameBytes(as: now)
    }

    private static func change(_ before: String?, _ now: String?) -> String {
        let isDigest = [before, now].contains { $0?.hasPrefix(digestMark) == true }
        switch (before, now) {
        case (nil, _) where isDigest: return "added"
        case (_, nil) where isDigest: return "removed"
        case (_, _) where isDigest: return "changed"
        default: return "\(before.map { Excerpt.of($0) } ?? "not set") → \(now.map { Excerpt.of($0) } ?? "not set")"
        }
    }
}
