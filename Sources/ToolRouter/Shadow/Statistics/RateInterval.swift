/// What a rate, or a difference of two, may be.
package struct RateInterval: Hashable, Sendable {
    /// The least it may be.
    package let lower: Double
    /// The most it may be.
    package let upper: Double

    package init(lower: Double, upper: Double) {
        (self.lower, self.upper) = (lower, upper)
    }

    /// Whether `value` is one that it may be; the ends belong to it.
    package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

    /// Where a function that holds at `inside` and does not at `outside` ceases to hold. After 100 halvings the two are
    /// neighbours, wherever they began.
    static func edge(from inside: Double, towards outside: Double, holds: (Double) -> Bool) -> Double {
        if holds(outside) { return outside }
        var (inside, outside) = (inside, outside)
        for _ in 0..<100 {
            let middle = (inside + outside) / 2
            if middle == inside || middle == outside { break }
            if holds(middle) { inside = middle } else { outside = middle }
        }
        return inside
    }
}
