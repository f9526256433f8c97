/// What an import of Spider wrote.
package struct SpiderImportSummary: Hashable, Sendable {
    /// The folder of the scenario.
    package let output: String
    /// How many requests were written.
    package let requests: Int
    /// How many different questions are asked.
    package let questions: Int
    /// The databases that were copied, sorted.
    package let databases: [String]
    /// How many times the trace of arrivals was begun.
    package let rounds: Int
    /// From the first arrival to the last.
    package let span: Duration
}
