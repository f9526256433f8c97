import ToolRouter

extension ShadowProposal {
    /// Whether a candidate was called at all: an open circuit, or too many calls, may keep it from that.
    var wasAsked: Bool {
        guard reply == nil, case .failure(let error) = plan else { return true }
        switch error.code {
        case .circuitOpen, .overloaded, .plannerStuck: return false
        default: return true
        }
    }
}
