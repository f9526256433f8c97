import Testing

/// What one step asserts, and which of it has been compared: what nobody compares is a failure, never a pass.
package final class StepAssertions {
    private let step: ConformanceStep
    private let place: String
    private var unread: Set<String>

    /// - Parameter number: which step of `row` it is, from 0.
    package init(of step: ConformanceStep, in row: ConformanceCase, number: Int) {
        self.step = step
        place = "\(row.id), step \(number)"
        unread = Set(step.expect.keys)
    }

    /// Compares one field, if it is asserted; an asserted null is that there is none.
    package func check(_ field: String, _ found: ConformanceValue?) {
        guard let expected = step.expect[field] else { return }
        unread.remove(field)
        #expect(found == (expected == .null ? nil : expected), "\(place), \(field)")
    }

    /// Compares each asserted member of an asserted object; nil is for a member that we don't have.
    package func checkMembers(_ field: String, found: (String) -> Int?) {
        guard let expected = step.expect[field]?.object else { return }
        unread.remove(field)
        for (name, value) in expected.sorted(by: { $0.key < $1.key }) {
            #expect(found(name) == value.whole, "\(place), \(field).\(name)")
        }
    }

    /// Every assertion must have been compared by now.
    package func finish() {
        #expect(unread.isEmpty, "\(place): nothing to check \(unread.sorted()) against")
    }
}

extension ConformanceValue {
    /// The first member of an object that is not `known`, as a reason for not running a case.
    package func unknownMember(_ name: String, known: Set<String>) -> String? {
        Set((object ?? [:]).keys).subtracting(known).min().map { "the configuration has \(name).\($0)" }
    }
}
