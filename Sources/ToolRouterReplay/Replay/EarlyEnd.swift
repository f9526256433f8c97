import SQLSandbox

/// Why a replay ended before its last request. The cases that it handed on are sound.
package enum EarlyEnd: Sendable {
    /// Somebody wanted it to end.
    case interruption
    /// A statement took more processor time than any within its budget is known to take: another machine may answer it, so
    /// that nothing can be said of it.
    case processorTime

    /// What the watch over the statements says.
    init(_ cause: RunWatch.Cause) {
        switch cause {
        case .interruption: self = .interruption
        case .processorTime: self = .processorTime
        }
    }
}
