import ToolRouter

extension ShadowProposal {
    /// Whether a candidate was called at all: an open circuit, too many calls or want of money may keep it from that, and then
    /// it said nothing in no time.
    var wasAsked: Bool { reply != nil || failure != nil || duration > .zero }
}
