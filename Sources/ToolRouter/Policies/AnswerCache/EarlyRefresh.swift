/// Renews an answer a little before its time is past, by chance, so that its end does not send everybody to the planner
/// at once: XFetch (Vattani, Chierichetti and Lowenstein, "Optimal probabilistic cache stampede prevention", VLDB 2015).
///
/// A request renews when now − δ·β·ln(u) ≥ expiry, with δ the time the answer took to make and u uniform in (0, 1]: with
/// β = 1 the chance is e^−1, 37 %, when δ is left, and 0.7 % when five times δ is left.
public struct EarlyRefresh: Hashable, Sendable {
    /// β: above 1 earlier, below 1 later; 0 never.
    public let beta: Ratio

    public init(beta: Ratio) {
        self.beta = beta
    }

    /// Whether the request that `key` names renews an answer that stays fresh for `freshFor` and took `load` to make.
    public func renews(freshFor: Duration, load: Duration, draw: KeyedDraw, key: String) -> Bool {
        guard beta > .zero, load > .zero, freshFor >= .zero else { return false }
        let reach = Int128(load.wholeNanoseconds) * Int128(beta.millionths) / 1_000_000
        let early = reach * Int128(draw.exponential("refresh", key)) / Int128(KeyedDraw.exponentialUnit)
        return early >= Int128(freshFor.wholeNanoseconds)
    }
}
