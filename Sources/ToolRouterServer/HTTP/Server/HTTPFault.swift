/// Why a service can't listen.
package struct HTTPFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package let detail: String
    /// What to do about it.
    package let remedy: String

    package var description: String { "\(detail); \(remedy)" }
}
