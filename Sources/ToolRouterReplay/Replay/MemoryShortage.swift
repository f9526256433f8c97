/// The system had no memory for a statement, so that answers may differ for no reason of theirs: a fault of the run, never
/// drift.
package struct MemoryShortage: Error, CustomStringConvertible {
    /// The scenario that was being replayed.
    package let scenario: String

    package var description: String {
        "\(scenario): the system had no memory for a statement, so that its answer means nothing; run fewer jobs at a time"
    }
}
