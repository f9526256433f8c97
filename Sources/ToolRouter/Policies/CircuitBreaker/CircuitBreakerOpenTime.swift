/// How long a circuit stays open: grown with each opening in a row, jittered by a keyed draw, stretched to what the
/// provider asked for, and never beyond a cap.
struct CircuitBreakerOpenTime: Sendable {
    private let base: Int64
    private let cap: Int64
    private let growth: Ratio
    private let jitter: Ratio
    private let draw: KeyedDraw
    private let key: String
    /// The openings so far: each draws for itself.
    private var openings: UInt64 = 0
    /// The nanoseconds of the next opening, before jitter and patience.
    private var next: Int64

    /// Draws are keyed by `key`, the circuit, and the number of the opening.
    init(_ configuration: CircuitBreakerConfiguration, draw: KeyedDraw, key: String) {
        base = configuration.openFor.wholeNanoseconds
        cap = max(base, configuration.maximumOpen.wholeNanoseconds)
        growth = configuration.openGrowth
        jitter = configuration.openJitter
        self.draw = draw
        self.key = key
        next = base
    }

    /// The nanoseconds of one more opening, when failures asked to be left alone for `patience` more.
    mutating func open(patience: Int64) -> Int64 {
        openings += 1
        let time = jittered(next)
        if growth > .one { next = Int64(min(Int128(cap), Int128(next) * Int128(growth.millionths) / 1_000_000)) }
        return max(time, min(patience, cap))
    }

    /// The circuit has closed: the next opening is the first in a row.
    mutating func reset() {
        next = base
    }

    private func jittered(_ time: Int64) -> Int64 {
        guard jitter > .zero, time > 0 else { return time }
        let reach = Int64(Int128(time) * Int128(jitter.millionths) / 1_000_000)
        let drawn = draw.number(below: 2 * UInt64(reach) + 1, "breaker", key, occurrence: openings)
        return min((time - reach).addingClamped(Int64(drawn)), cap)
    }
}
