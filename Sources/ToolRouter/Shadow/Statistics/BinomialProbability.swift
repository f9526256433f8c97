import Glibc

/// How probable it is that `count` of `total` draws come out one way.
///
/// By the saddle-point expansion of C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000): a difference
/// of log-gammas would lose eight of its digits at ten million draws, this loses none.
package enum BinomialProbability {
    /// The natural logarithm of the probability of exactly `count` of `total` draws, each with probability `rate`; minus
    /// infinity for what can't be. `count` and `total` may lie between whole numbers, where the factorials are gammas.
    ///
    /// - Precondition: 0 ≤ `count` ≤ `total`, and 0 ≤ `rate` ≤ 1.
    package static func logarithm(of count: Double, in total: Double, at rate: Double) -> Double {
        precondition(count >= 0 && count <= total, "\(count) of \(total) draws")
        precondition(rate >= 0 && rate <= 1, "a probability of \(rate)")
        if rate == 0 { return count == 0 ? 0 : -.infinity }
        if rate == 1 { return count == total ? 0 : -.infinity }
        if count == 0 { return total * log1p(-rate) }
        if count == total { return total * log(rate) }
        let rest = total - count
        return stirlingError(total) - stirlingError(count) - stirlingError(rest)
            - deviance(count, expected: total * rate) - deviance(rest, expected: total * (1 - rate))
            + 0.5 * log(total / (2 * .pi * count) / rest)
    }

    /// The probability of at most `count` heads of `total` throws of a fair coin. Takes at most about √`total` steps.
    ///
    /// - Precondition: 0 ≤ `count` ≤ `total`.
    package static func ofAtMost(_ count: Int, heads total: Int) -> Double {
        precondition(count >= 0 && count <= total, "\(count) heads of \(total) throws")
        if count == total { return 1 }
        // Only the smaller tail is a sum of falling terms.
        if count > total - count - 1 { return 1 - ofAtMost(total - count - 1, heads: total) }
        var (sum, term) = (1.0, 1.0)
        var heads = count
        while heads > 0, term > sum * 1e-18 {
            term *= Double(heads) / Double(total - heads + 1)
            sum += term
            heads -= 1
        }
        return min(1, exp(logarithm(of: Double(count), in: Double(total), at: 0.5) + log(sum)))
    }

    /// ln(n!) less Stirling's formula for it.
    private static func stirlingError(_ number: Double) -> Double {
        if number < 16 {
            var sign: Int32 = 0
            return lgamma_r(number + 1, &sign) - (number + 0.5) * log(number) + number - 0.5 * log(2 * .pi)
        }
        let square = number * number
        return (1 / 12.0 - (1 / 360.0 - (1 / 1260.0 - (1 / 1680.0 - 1 / 1188.0 / square) / square) / square) / square)
            / number
    }

    /// x·ln(x/e) + e − x, which two large logarithms would round away where x is near e.
    private static func deviance(_ count: Double, expected: Double) -> Double {
        let difference = count - expected
        guard abs(difference) < 0.1 * (count + expected) else {
            return count * log(count / expected) + expected - count
        }
        let ratio = difference / (count + expected)
        var sum = difference * ratio
        var term = 2 * count * ratio
        for power in 1...1_000 {
            term *= ratio * ratio
            let next = sum + term / Double(2 * power + 1)
            if next == sum { break }
            sum = next
        }
        return sum
    }
}
