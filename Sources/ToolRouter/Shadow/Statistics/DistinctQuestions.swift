/// Which pairs are the first of their question.
///
/// A test takes each pair for a draw of its own. The same question asked again is none: both planners are likely to say what
/// they said before, and a question that a dashboard asks every minute would outvote all others. So of each question the first
/// pair counts, in the order in which they come.
package struct DistinctQuestions: Sendable {
    /// The most questions that are told apart, all candidates together: some 32 MB. Beyond, nobody knows what is a repeat, and no
    /// pair counts.
    package static let most = 1_000_000

    /// What a pair is.
    package enum Standing: Hashable, Sendable {
        /// The first of its question.
        case first
        /// Its question is a pair already.
        case repeated
        /// There are too many questions to tell.
        case beyond
    }

    private let most: Int
    private var numbers: [PlannerName: UInt64] = [:]
    private var seen: Set<UInt64> = []

    package init(most: Int = Self.most) {
        self.most = most
    }

    /// What a pair with `candidate` is.
    ///
    /// - Parameter fingerprint: eight bytes of a digest of the question. Among a million, one is taken for another with a
    ///   probability of 3·10⁻⁸.
    package mutating func standing(of fingerprint: UInt64, with candidate: PlannerName) -> Standing {
        let number = numbers[candidate] ?? UInt64(numbers.count)
        numbers[candidate] = number
        // An odd factor takes no two candidates of a question to the same place.
        let place = fingerprint &+ number &* 0x9E37_79B9_7F4A_7C15
        if seen.contains(place) { return .repeated }
        guard seen.count < most else { return .beyond }
        seen.insert(place)
        return .first
    }
}
