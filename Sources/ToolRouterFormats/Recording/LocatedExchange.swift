/// An exchange and where it stands in its file. It is handed from thread to thread by reference.
package final class LocatedExchange: Sendable {
    /// What the line says.
    package let exchange: RecordedExchange
    /// The number of its line, from 1.
    package let line: Int
    /// Where its line begins, in bytes from the start of the file; `RecordingReader.exchange(at:)` takes it.
    package let offset: Int

    package init(exchange: RecordedExchange, line: Int, offset: Int) {
        self.exchange = exchange
        self.line = line
        self.offset = offset
    }
}
