/// All that names a cached answer but the planner: each of those that serve has keys of its own, so that what one planned is
/// never taken for what another did.
final class CacheKeyParts: Sendable {
    let owner: CacheOwner
    let tool: String
    let question: CanonicalQuestion
    let fingerprints: [ToolFingerprint]

    init(owner: CacheOwner, tool: String, question: CanonicalQuestion, fingerprints: [ToolFingerprint]) {
        self.owner = owner
        self.tool = tool
        self.question = question
        self.fingerprints = fingerprints
    }

    func key(prompt: String) -> CacheKey {
        CacheKey(owner: owner, tool: tool, question: question, fingerprints: fingerprints, prompt: prompt)
    }
}

extension Router.CacheLookup {
    /// The key of answers to what the planner of that number plans; nil where none is stored.
    func key(of number: Int, _ router: Router) -> CacheKey? {
        number == 0 ? key : parts?.key(prompt: router.prompt(of: router.gateways[number]))
    }

    /// What requests share that have the same plan of that planner mended for the same reason; nothing is stored under it.
    func repairKey(of number: Int, _ repair: PlannerRepair, _ router: Router) -> CacheKey? {
        var plan = JSONWriter()
        plan.array { list in
            list.string(repair.plan.tool.text)
            PlanArgument.object(repair.plan.arguments).write(to: &list)
        }
        return parts?.key(
            prompt: "\(router.prompt(of: router.gateways[number]))/repair/\(repair.code.rawValue)/\(plan.text)")
    }
}
