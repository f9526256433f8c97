import Foundation

/// What the surroundings of the process say.
enum Environment {
    /// Whether this is a CI run, in which goldens are never written.
    static var isCI: Bool {
        let value = ProcessInfo.processInfo.environment["CI"] ?? ""
        return !["", "0", "false"].contains(value.lowercased())
    }
}
