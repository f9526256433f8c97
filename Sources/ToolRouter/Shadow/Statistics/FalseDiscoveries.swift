import Glibc

/// Which of several verdicts hold together.
///
/// Who asks twenty candidates gets a verdict on one of them by chance. e-BH bounds the expected share of wrong verdicts among
/// those that are said, whatever the candidates have to do with each other (R. Wang and A. Ramdas, "False discovery rate
/// control with e-values", JRSS B 84, 2022).
package enum FalseDiscoveries {
    /// For each ln E, in their order, whether its verdict is said: with the K of them in falling order, those down to the
    /// last j with E ≥ K/(α·j).
    package static func said(_ logarithmsOfE: [Double], alpha: Ratio) -> [Bool] {
        let sorted = logarithmsOfE.sorted(by: >)
        let threshold = log(Double(sorted.count)) + alpha.logarithmOfThreshold
        let last = sorted.indices.last { sorted[$0] >= threshold - log(Double($0 + 1)) }
        guard let last else { return logarithmsOfE.map { _ in false } }
        return logarithmsOfE.map { $0 >= sorted[last] }
    }
}
