import ToolRouter

extension ScheduleOutcome.Failure {
    /// For people: the request at which it showed first, and when: `r-12 at 1.5 s`; nil where it was none of both.
    package var place: String? {
        let moment = at.map { "at \(DecimalText.format(Int128($0.wholeNanoseconds), fractionDigits: 9)) s" }
        let parts = [request?.text, moment].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// For people: where it showed, and what.
    package var sentence: String { (place.map { $0 + ": " } ?? "") + words }
}
