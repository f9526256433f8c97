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

    /// Whether `left` is the earlier stage.
    public static func comesBefore(_ left: Stage, _ right: Stage) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}
