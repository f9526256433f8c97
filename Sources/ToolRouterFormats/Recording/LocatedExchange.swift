/// An exchange and where it stands in its file.
package struct LocatedExchange: Hashable, Sendable {
    /// What the line says.
    package let exchange: RecordedExchange
    /// The number of its line, from 1.
    package let line: Int
    /// Where its line begins, in bytes from the start of the file; `RecordingReader.exchange(at:)` takes it.
    package let offset: Int
}
