/// The real clocks, which nothing of an answer depends on.
enum Moments {
    private static let begin = ContinuousClock.now

    /// The time since some fixed moment.
    static var now: Duration { ContinuousClock.now - begin }
}
