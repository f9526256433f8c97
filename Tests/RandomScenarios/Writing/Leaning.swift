/// What a scenario tends to: chance alone would make each of a thousand things happen so rarely that no two of them ever meet.
enum Leaning: String, CaseIterable {
    /// Some of everything.
    case mixed
    /// The planner fails for stretches of time, and its circuit opens.
    case outage
    /// The planner is slow: deadlines, attempt timeouts, late replies, slow calls.
    case slow
    /// The same questions again and again, with an answer cache of every size and age.
    case repetition
    /// One question over and over: answers that age, are renewed early and stand in for a planner that fails.
    case aging
    /// Everybody asks at the same moment.
    case stampede
    /// Limits of requests and tokens that are too small.
    case limits
    /// Money for planners that is not enough.
    case budgets
    /// Models that write what nobody asked for, and SQL that nobody may run.
    case hostile
    /// Candidates beside the planner.
    case candidates
    /// Callers who hang up.
    case impatience
    /// Moments and durations at the ends of their ranges.
    case extremes
}
