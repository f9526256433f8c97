import ToolRouter

/// What a rule of a fault plan says that it leads to is what becomes of each request into whose calls its fault was injected before it was
/// answered.
struct FaultsLeadAsStated: Invariant {
    static let name = "faults_lead_as_stated"
    var kinds: EventKinds { consequences.isEmpty ? [] : .settled }

    /// By the names of the rules that say so.
    private let consequences: [String: FaultConsequence]
    /// The rules that have hit a request under way, or one about to arrive.
    private var hits: [RequestID: [String]] = [:]

    init(_ rules: [FaultRule]) {
        consequences = Dictionary(
            uniqueKeysWithValues: rules.compactMap { rule in rule.leadsTo.map { (rule.name, $0) } })
    }

    mutating func observe(_ fault: InjectedFault, after history: RequestHistory?) -> Discrepancy? {
        // What was answered leads to nothing more; how somebody arrives, and at what time, is told before he does.
        guard consequences[fault.rule] != nil, history != nil || fault.seam == .callers || fault.seam == .clock else {
            return nil
        }
        if hits[fault.request]?.contains(fault.rule) != true { hits[fault.request, default: []].append(fault.rule) }
        return nil
    }

    mutating func observe(_ event: RouterEvent, after history: RequestHistory?) -> Discrepancy? {
        guard !hits.isEmpty, case .settled(let answer) = event.kind,
            let rules = hits.removeValue(forKey: event.request),
            let rule = rules.first(where: { consequences[$0]?.isMet(by: answer) == false }),
            let consequence = consequences[rule]
        else { return nil }
        return Discrepancy(
            expected: "\(consequence.words), as fault rule \(rule) says", found: FaultConsequence.words(answer))
    }
}
