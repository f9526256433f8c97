/// A plan and what the guard says to it, as a comparison holds it until the request has concluded: of a bounded size.
struct JudgedPlan: Sendable {
    /// The plan; without its arguments where those are too large to be held.
    let plan: Plan
    /// Whether its arguments are there.
    let isWhole: Bool
    let verdict: PlanVerdict
    /// What it touches; nil where it is not approved.
    let footprint: Footprint?

    init(_ plan: Plan, _ verdict: PlanVerdict, _ footprint: Footprint? = nil) {
        isWhole = plan.bytes <= ShadowComparison.largestPlan
        self.plan = isWhole ? plan : plan.withoutArguments
        self.verdict = verdict
        self.footprint = footprint
    }

    /// What the guard said: an error that is no refusal is the tool's doing, and says nothing of the plan.
    init(_ plan: Plan, _ judgement: Result<Footprint, RouterError>) {
        switch judgement {
        case .success(let footprint): self.init(plan, .approved, footprint)
        case .failure(let error) where error.code.kind == .validationError: self.init(plan, .refused(error.code))
        case .failure: self.init(plan, .unjudged)
        }
    }

    /// How `candidate` compares with this plan, which is the current one: by the tool, then the text, then the program.
    func end(of candidate: JudgedPlan, _ tools: [any Tool]) -> ShadowEnd {
        guard plan.tool == candidate.plan.tool else { return .otherTool }
        if isWhole, candidate.isWhole, hasSameText(as: candidate, tools) { return .sameText }
        if verdict == .unjudged || candidate.verdict == .unjudged { return .unjudged }
        if let program = footprint?.program, let other = candidate.footprint?.program, program.hasSameBytes(as: other) {
            return .sameProgram
        }
        return .different
    }

    /// Whether both read the same; nil where one of them is not approved.
    func hasSameReads(as other: JudgedPlan) -> Bool? {
        guard let footprint, let others = other.footprint else { return nil }
        return footprint.reads(sameAs: others)
    }

    private func hasSameText(as other: JudgedPlan, _ tools: [any Tool]) -> Bool {
        tools.first { $0.name == plan.tool }?.hasSameText(plan, other.plan) ?? plan.hasSameArguments(as: other.plan)
    }
}

extension Plan {
    /// Whether both have the same arguments, byte for byte: canonically equivalent Unicode is not the same.
    public func hasSameArguments(as other: Plan) -> Bool {
        argumentsJSON == other.argumentsJSON
    }

    private var argumentsJSON: [UInt8] {
        var writer = JSONWriter()
        PlanArgument.object(arguments).write(to: &writer)
        return writer.utf8
    }

    /// The tool alone.
    var withoutArguments: Plan { Plan(tool: tool, confidence: confidence) }
}
