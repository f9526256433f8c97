/// How much room a suite has left for questions in names and for the texts of failures.
///
/// GitLab refuses files of more than 30 MB. In addition to what is given out here, a case takes at most 200 bytes with an
/// identifier of up to 20, so that a report of 100,000 cases stays below that limit even when every one of them fails.
/// What a case is called depends on the cases before it in the recording, and not on how they ended: readers tell by
/// its name whether it failed before.
package struct JUnitRoom: Sendable {
    /// The bytes for names in a report.
    static let names = 5_000_000
    /// The bytes for texts in a report.
    static let texts = 4_000_000

    private var names: Int
    private var texts: Int

    /// The room of one of so many suites of a report.
    package init(suites: Int = 1) {
        names = Self.names / max(suites, 1)
        texts = Self.texts / max(suites, 1)
    }

    /// Whether it is worthwhile to make a name.
    var isLeftForNames: Bool { names > 0 }
    /// Whether it is worthwhile to make a text.
    var isLeftForTexts: Bool { texts > 0 }

    /// Whether there is room for `name`; when there is none, there is none for any later name either.
    mutating func takeName(_ name: String) -> Bool { takeName(ofSize: JUnitText.size(name)) }

    /// Whether there is room for a name of so many bytes; when there is none, there is none for any later name either.
    mutating func takeName(ofSize size: Int) -> Bool {
        Self.take(size, from: &names)
    }

    /// Whether there is room for `text`; when there is none, there is none for any later text either.
    mutating func takeText(_ text: String) -> Bool {
        Self.take(JUnitText.size(text), from: &texts)
    }

    private static func take(_ size: Int, from room: inout Int) -> Bool {
        guard size <= room else {
            room = 0
            return false
        }
        room -= size
        return true
    }
}
