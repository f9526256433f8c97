/// The interval of a rate after one look (E. B. Wilson, JASA 22, 1927): unlike the textbook one it stays between 0 and 1 and
/// says something where nothing, or everything, was counted.
package enum WilsonInterval {
    /// The rate of `count` in `total`, at the level 1 − α; everything where there is no total.
    package static func of(_ count: Int, in total: Int, alpha: Ratio) -> RateInterval {
        precondition(count >= 0 && count <= total, "\(count) of \(total)")
        guard total > 0 else { return RateInterval(lower: 0, upper: 1) }
        let (all, rate) = (Double(total), Double(count) / Double(total))
        let z = NormalQuantile.exceeded(with: alpha.value / 2)
        let weight = 1 + z * z / all
        let middle = (rate + z * z / (2 * all)) / weight
        let half = z / weight * (rate * (1 - rate) / all + z * z / (4 * all * all)).squareRoot()
        return RateInterval(
            lower: count == 0 ? 0 : max(0, middle - half), upper: count == total ? 1 : min(1, middle + half))
    }

    /// By how much the rate of `left` is above that of `right`, two samples that have nothing to do with each other, at the
    /// level 1 − α (R. G. Newcombe, Statistics in Medicine 17, 1998, 873–890, method 10).
    package static func difference(
        _ left: (count: Int, total: Int), _ right: (count: Int, total: Int), alpha: Ratio
    ) -> RateInterval {
        guard left.total > 0, right.total > 0 else { return RateInterval(lower: -1, upper: 1) }
        let (first, second) = (
            of(left.count, in: left.total, alpha: alpha), of(right.count, in: right.total, alpha: alpha)
        )
        let rates = (Double(left.count) / Double(left.total), Double(right.count) / Double(right.total))
        func length(_ one: Double, _ other: Double) -> Double { (one * one + other * other).squareRoot() }
        return RateInterval(
            lower: rates.0 - rates.1 - length(rates.0 - first.lower, second.upper - rates.1),
            upper: rates.0 - rates.1 + length(first.upper - rates.0, rates.1 - second.lower))
    }
}
