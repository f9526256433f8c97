/// What a run says, in text, JSON and exit code: one place maps all three.
package enum Verdict: String, CaseIterable, Sendable {
    /// Everything answered as its golden says.
    case pass
    /// Something drifted, a gate failed or the recordings lack an episode.
    case drift
    /// An invariant broke.
    case broken
    /// There is no golden to compare with, nothing was selected, or something was passed over.
    case missing
    /// There is too little to say anything: an interrupted run in which nothing was found so far.
    case inconclusive
    /// Two runs of the same inputs differ.
    case nondeterministic

    /// The exit code of a process that ends with this verdict.
    package var exitCode: Int32 {
        switch self {
        case .pass: 0
        case .drift: 1
        case .broken: 2
        case .missing: 3
        case .inconclusive: 4
        case .nondeterministic: 5
        }
    }

    /// The exit code of an interrupted run, whatever its verdict (128 + SIGINT, as shells have it).
    package static let interruptedExitCode: Int32 = 130

    /// The verdict in a few words.
    package var words: String {
        switch self {
        case .pass: "nothing drifted"
        case .drift: "drifted"
        case .broken: "an invariant broke"
        case .missing: "no golden"
        case .inconclusive: "inconclusive"
        case .nondeterministic: "not deterministic"
        }
    }

    /// The one that counts when several apply.
    package static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict {
        let gravity: [Verdict] = [.pass, .inconclusive, .missing, .drift, .broken, .nondeterministic]
        return verdicts.max { gravity.firstIndex(of: $0)! < gravity.firstIndex(of: $1)! } ?? .missing
    }
}
