import Foundation

/// Absolute paths without symbolic links.
package enum RealPath {
    /// The path of what is at `path`; nil when there is nothing.
    package static func of(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The path of what may be made at `path`: that of the nearest folder above it that exists, and the rest.
    package static func toBe(_ path: String) -> String {
        if let there = of(path) { return there }
        var above = URL(filePath: path, directoryHint: .notDirectory).absoluteURL.standardized
        var missing: [String] = []
        while true {
            if let path = of(above.path(percentEncoded: false)) {
                return missing.reduce(path) { ($0 as NSString).appendingPathComponent($1) }
            }
            missing.insert(above.lastPathComponent, at: 0)
            above.deleteLastPathComponent()
        }
    }
}
