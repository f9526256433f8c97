import Foundation

/// Folders that reports go to.
package enum ReportFolder {
    /// Makes the folder at `path` unless it is there.
    package static func create(_ path: String) throws(ReportError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw ReportError(
                path: path, reason: "the folder can't be made: \(error.localizedDescription)",
                remedy: "choose a writable place with --reports")
        }
    }
}
