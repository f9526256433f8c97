import Synchronization

/// The audit log of a replay: it keeps sums, and the last records.
public final class InMemoryAuditLog: AuditLog {
    /// What all records add up to.
    public struct Sums: Sendable {
        /// Records by kind.
        public internal(set) var records = Tally<AuditRecord.Name>()
        /// Tokens and money of the current planner.
        public internal(set) var planner = SpendingSum()
        /// Tokens and money of each candidate.
        public internal(set) var candidates: [PlannerName: SpendingSum] = [:]
        /// The marks of the requests whose answers are recorded, added up: the same sum only for the same requests.
        package internal(set) var answered: UInt64 = 0

        /// 64 bits of a request's id, the same in every process.
        package static func mark(of request: RequestID) -> UInt64 {
            KeyedDraw(seed: 0).number("answered", request.text)
        }
    }

    private struct State {
        var sums = Sums()
        var latest: [AuditRecord] = []
        var oldest = 0
    }

    /// The most records that are kept.
    private let capacity: Int
    private let state = Mutex(State())

    /// Keeps the last `capacity` records, at least 0; each holds its request and its answer with all rows.
    public init(keeping capacity: Int = 0) {
        precondition(capacity >= 0, "an audit log can't keep \(capacity) records")
        self.capacity = capacity
    }

    public var isAccepting: Bool { true }

    public func append(_ record: AuditRecord, done: @escaping @Sendable (Bool) -> Void) {
        state.withLock { state in
            state.sums.add(record)
            guard capacity > 0 else { return }
            if state.latest.count < capacity {
                state.latest.append(record)
            } else {
                state.latest[state.oldest] = record
                state.oldest = (state.oldest + 1) % capacity
            }
        }
        done(true)
    }

    /// What all records add up to, so far.
    public var sums: Sums { state.withLock(\.sums) }

    /// The last records, oldest first.
    public var records: [AuditRecord] {
        state.withLock { Array($0.latest[$0.oldest...] + $0.latest[..<$0.oldest]) }
    }
}

extension InMemoryAuditLog.Sums {
    mutating func add(_ record: AuditRecord) {
        records.add(record.kind.name)
        switch record.kind {
        case .answer(let answer, _):
            planner.add(answer.bill)
            answered &+= Self.mark(of: record.request.id)
        case .lateUsage(_, let bill): planner.add(bill)
        case .shadow(let name, let comparison):
            candidates[name, default: SpendingSum()].add(comparison.proposal.bill)
        case .lateShadowUsage(let name, let bill): candidates[name, default: SpendingSum()].add(bill)
        }
    }
}

/// Tokens and money, added up.
public struct SpendingSum: Hashable, Sendable {
    public private(set) var usage = TokenUsage()
    /// What was priced, the known parts of the other bills among it.
    public private(set) var cost = Money.zero
    /// Bills of which nothing is known and in `cost`.
    public private(set) var unpriced = 0
    /// Bills whose cost is an estimate, or of which only a part is known.
    public private(set) var estimated = 0

    public init() {}

    /// Takes one more bill.
    public mutating func add(_ bill: Bill) {
        usage = usage + bill.usage
        switch bill.cost.status {
        case .exact: break
        case .estimated: estimated += 1
        case .missing: unpriced += 1
        }
        cost += bill.cost.amount ?? .zero
    }
}
