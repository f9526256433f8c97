import Foundation

/// A file of a scenario that can't be used: which, why, and what to do.
package struct ScenarioFileError: Error, CustomStringConvertible {
    /// The file or folder.
    package let path: String
    /// What is wrong.
    package let detail: String
    /// What to do.
    package let remedy: String

    package init(path: String, detail: String, remedy: String) {
        self.path = path
        self.detail = detail
        self.remedy = remedy
    }

    package var description: String { "\(path): \(detail); \(remedy)" }

    /// Reads a file and says which when it can't.
    static func wrapping<Content>(_ path: String, _ read: () throws -> Content) throws -> Content {
        do {
            return try read()
        } catch {
            throw ScenarioFileError(
                path: path, detail: "this can't be read: \(error.localizedDescription)",
                remedy: "check that it exists, may be read and is UTF-8")
        }
    }
}
