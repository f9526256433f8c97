/// The stages of the router, in order.
public enum Stage: String, CaseIterable, Sendable {
    case admit
    case route
    case recall
    case plan
    case `guard`
    case run
    case settle
    case shadow
}
