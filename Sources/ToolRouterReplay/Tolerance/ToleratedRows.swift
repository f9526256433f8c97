import ToolRouterFormats

/// How the kept rows of two results compare when floating-point numbers may differ a little.
enum ToleratedRows: Hashable, Sendable {
    /// Each value is the golden's, or a number near enough.
    case same
    /// At least one value is another one.
    case different
    /// Rows, or the ends of long values, are not kept.
    case unknown

    /// Compares two results of as many rows: in their order if `orderMatters`, else row with row in any pairing.
    ///
    /// Nearness is not transitive, so that a pairing must be searched for: at most `KeptResult.mostRows` rows, so at most that
    /// number cubed of steps.
    init(_ golden: KeptResult, _ now: KeptResult, orderMatters: Bool, within tolerance: RealTolerance) {
        guard golden.rowCount == now.rowCount, golden.columns.count == now.columns.count else {
            self = .different
            return
        }
        guard golden.isWhole, now.isWhole, !golden.hasCutValue, !now.hasCutValue else {
            self = .unknown
            return
        }
        let before = golden.rows.map { $0.map(KeptValue.init) }
        let after = now.rows.map { $0.map(KeptValue.init) }
        let isNear = { (row: Int, other: Int) in
            zip(before[row], after[other]).allSatisfy { $0.isNear($1, within: tolerance) }
        }
        let isSame =
            orderMatters
            ? before.indices.allSatisfy { isNear($0, $0) } : Self.hasPairing(of: before.count, where: isNear)
        self = isSame ? .same : .different
    }

    /// Whether `count` rows and as many others can be paired, by augmenting paths (Kuhn 1955).
    private static func hasPairing(of count: Int, where isPair: (Int, Int) -> Bool) -> Bool {
        let candidates = (0..<count).map { row in (0..<count).filter { isPair(row, $0) } }
        var owners = [Int?](repeating: nil, count: count)
        func finds(_ row: Int, _ visited: inout Set<Int>) -> Bool {
            for other in candidates[row] where visited.insert(other).inserted {
                let isFree = owners[other].map { finds($0, &visited) } ?? true
                if isFree {
                    owners[other] = row
                    return true
                }
            }
            return false
        }
        for row in 0..<count {
            var visited: Set<Int> = []
            if !finds(row, &visited) { return false }
        }
        return true
    }
}

/// A value of a kept row, by its literal.
private struct KeptValue {
    private let literal: [UInt8]
    private let number: Double?
    private let isReal: Bool

    init(_ literal: String) {
        self.literal = Array(literal.utf8)
        let isNumber = self.literal.first.map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false
        number = isNumber ? Double(literal) : nil
        // An integer is written in digits alone; "x'1e5'" and texts begin otherwise.
        isReal = number != nil && self.literal.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }

    /// Whether both are the same bytes, or numbers of which one at least is a REAL and that are near enough.
    func isNear(_ other: KeptValue, within tolerance: RealTolerance) -> Bool {
        if literal == other.literal { return true }
        guard isReal || other.isReal, let number, let now = other.number else { return false }
        return tolerance.covers(number, now)
    }
}

extension KeptResult {
    /// Whether a text or blob is kept by its beginning and a digest only: such a literal does not end with a quote.
    fileprivate var hasCutValue: Bool {
        rows.contains { $0.contains { $0.hasSuffix("…)") || $0.hasSuffix("…))") } }
    }
}
