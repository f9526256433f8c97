/// A text that must be shown to nobody: whatever describes it says `<secret>`.
package struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The text itself, for the one who has to send it.
    package func reveal() -> String { text }

    package var description: String { "<secret>" }

    package var debugDescription: String { description }

    /// `dump` and interpolations of what holds it go by this.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
