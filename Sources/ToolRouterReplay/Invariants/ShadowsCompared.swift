import ToolRouter

/// Whatever a candidate does, there is exactly one comparison for each request that it was to be asked about, once the request
/// has been answered and the candidate has ended; and the audit log has a record of each.
struct ShadowsCompared: Invariant {
    static let name = "shadows_compared"
    var kinds: EventKinds { [.shadowStarted, .shadowEnded, .shadowCompared] }

    private struct Place: Hashable {
        let request: RequestID
        let candidate: PlannerName
    }

    /// The candidates that were to be asked and are not compared, and whether they have ended.
    private var open: [Place: Bool] = [:]
    private var started = 0
    private var compared = 0

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        switch event.kind {
        case .shadowStarted(let candidate):
            started += 1
            guard open.updateValue(false, forKey: Place(request: event.request, candidate: candidate)) != nil else {
                return nil
            }
            return Discrepancy(expected: "candidate \(candidate) asked once", found: "it was asked again")
        case .shadowEnded(let candidate, _):
            guard open.updateValue(true, forKey: Place(request: event.request, candidate: candidate)) != false else {
                return nil
            }
            return Discrepancy(expected: "one end of candidate \(candidate), which was asked", found: "another one")
        case .shadowCompared(let candidate, let comparison):
            compared += 1
            let hasEnded = open.removeValue(forKey: Place(request: event.request, candidate: candidate))
            guard hasEnded == true else {
                let found = hasEnded == nil ? "another one" : "one before the candidate ended"
                return Discrepancy(
                    expected: "one comparison with candidate \(candidate), which has ended", found: found)
            }
            guard history == nil else {
                return Discrepancy(
                    expected: "a comparison with candidate \(candidate) after the answer", found: "one before")
            }
            return contradiction(candidate, comparison)
        default: return nil
        }
    }

    mutating func finish(_ outcome: ReplayOutcome) -> [Discrepancy] {
        var discrepancies: [Discrepancy] = []
        let left = open.keys.sorted { ($0.request, $0.candidate) < ($1.request, $1.candidate) }
        if let first = left.first {
            discrepancies.append(
                Discrepancy(
                    expected: "a comparison for each of \(started) requests that a candidate was to be asked about",
                    found: "\(compared); there is none with candidate \(first.candidate)", request: first.request))
        }
        if let audit = outcome.audit, audit.records[.shadow] != compared, !outcome.losesRecords {
            discrepancies.append(
                Discrepancy(
                    expected: "an audit record of each of \(compared) comparisons",
                    found: "\(audit.records[.shadow])"))
        }
        let shadows = outcome.totals.shadows
        let told = shadows.keys.sorted().reduce(into: (0, 0)) { told, candidate in
            let totals = shadows[candidate, default: ShadowTotals()]
            told = (told.0 + totals.asked, told.1 + totals.ends.total)
        }
        if told != (started, compared) {
            discrepancies.append(
                Discrepancy(
                    expected: "totals of \(started) requests in samples and \(compared) comparisons",
                    found: "\(told.0) and \(told.1)"))
        }
        return discrepancies
    }

    /// What a comparison says that can't be.
    private func contradiction(_ candidate: PlannerName, _ comparison: ShadowComparison) -> Discrepancy? {
        let hasPlan = if case .success = comparison.proposal.plan { true } else { false }
        let end = comparison.end
        // A request whose candidate has a plan is lost in none of the ways in which there is none.
        let isPossible =
            switch end {
            case .otherTool, .sameText, .sameProgram, .different, .unjudged: hasPlan
            case .unreadable: !hasPlan || comparison.current == .absent
            case .currentAbsent: comparison.current == .absent
            case .busy, .circuitOpen, .budgetExhausted, .timedOut, .failed: !hasPlan
            case .cancelled: true
            }
        guard !isPossible else { return nil }
        return Discrepancy(
            expected: "a comparison with candidate \(candidate) \(hasPlan ? "and" : "without") its plan",
            found: end.rawValue)
    }
}
