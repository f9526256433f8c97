import Foundation
import SQLSandbox

/// The text of an SQL script that a database is built from.
package enum ScriptFile {
    /// Reads the script at `path`: bounded, and in UTF-8.
    package static func read(_ path: String) throws(FileError) -> String {
        // A pipe would be waited for, and a device has no end.
        let file = WholeFile.isOrdinary(path) ? FileHandle(forReadingAtPath: path) : nil
        defer { try? file?.close() }
        guard let bytes = try? file?.read(upToCount: ScriptBudget.largestScript + 1) else {
            throw FileError(
                path: path, problem: "the script can't be read", remedy: "check the file and its permissions")
        }
        guard bytes.count <= ScriptBudget.largestScript else {
            throw FileError(
                path: path, problem: "the script has more than \(ScriptBudget.largestScript >> 20) MiB",
                remedy: "build the database once, and name its file")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw FileError(path: path, problem: "the script is not UTF-8", remedy: "save it in UTF-8")
        }
        return text
    }
}
