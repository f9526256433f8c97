/// Keeps count of calls that were left behind because they ignored their cancellation, and starts no more to a planner
/// that holds too many: each of them keeps its memory, its connection and perhaps its bill until it ends.
public struct PlannerCalls: Sendable {
    private struct Call: Sendable {
        let circuit: CircuitKey
        var isAbandoned = false
    }

    /// The most calls left behind, for each planner and model.
    public let limit: Int
    private var calls: [UInt64: Call] = [:]
    private var abandoned: [CircuitKey: Int] = [:]
    private var last: UInt64 = 0

    /// No call is under way yet; `limit` is at least 1.
    public init(limit: Int = 64) {
        precondition(limit >= 1, "at least 1 call may be left behind, found \(limit)")
        self.limit = limit
    }

    /// The calls to `circuit` that were left behind and have not ended.
    public func abandoned(to circuit: CircuitKey) -> Int { abandoned[circuit, default: 0] }

    /// The calls that have not ended, left behind or not.
    public var underWay: Int { calls.count }

    /// The number of a call to `circuit` that starts now; nil when too many were left behind.
    public mutating func begin(to circuit: CircuitKey) -> UInt64? {
        guard abandoned(to: circuit) < limit else { return nil }
        last += 1
        calls[last] = Call(circuit: circuit)
        return last
    }

    /// Nobody waits for call `number` any more; one that has ended is not left behind.
    public mutating func abandon(_ number: UInt64) {
        guard let call = calls[number], !call.isAbandoned else { return }
        calls[number]?.isAbandoned = true
        abandoned[call.circuit, default: 0] += 1
    }

    /// Call `number` has ended.
    public mutating func end(_ number: UInt64) {
        guard let call = calls.removeValue(forKey: number) else { return }
        if call.isAbandoned { abandoned[call.circuit, default: 0] -= 1 }
    }
}
