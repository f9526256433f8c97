import ToolRouter

/// How durations are written in a recording: whole microseconds, from 0 to 292 years.
enum Microseconds {
    /// What `Timestamp` and `Duration.wholeNanoseconds` can hold.
    static let range: ClosedRange<Int64> = 0...(Int64.max / 1_000)

    /// What is written for `duration`; fractions of a microsecond are dropped. Traps on a negative one.
    static func of(_ duration: Duration) -> Int64 {
        precondition(duration >= .zero, "a recorded duration can't be negative: \(duration)")
        return duration.wholeMicroseconds
    }
}

extension StrictObject {
    /// The duration in microseconds at `field`, or an error.
    func duration(_ field: FieldName) throws(FileError.Reason) -> Duration {
        .microseconds(try integer(field, in: Microseconds.range))
    }

    /// The duration in microseconds at `field`; nil when it is absent or null.
    func optionalDuration(_ field: FieldName) throws(FileError.Reason) -> Duration? {
        try optionalInteger(field, in: Microseconds.range).map { .microseconds($0) }
    }
}

extension JSONWriter {
    /// Writes the member unless it is absent.
    mutating func optionalMember(_ name: String, _ value: String?) {
        if let value { member(name, value) }
    }

    /// Writes the member in microseconds unless it is absent.
    mutating func optionalMember(_ name: String, _ duration: Duration?) {
        if let duration { member(name, Microseconds.of(duration)) }
    }
}
