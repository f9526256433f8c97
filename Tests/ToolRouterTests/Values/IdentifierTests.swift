import Testing
import ToolRouter

struct IdentifierTests {
    /// `é` as one scalar, and as a letter with a combining accent: equal to Swift's strings, two names in a file.
    private let composed = RequestID("r-\u{E9}")
    private let decomposed = RequestID("r-e\u{301}")

    @Test func `identifiers are bytes`() {
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
        #expect(composed == RequestID("r-\u{E9}"))
    }
}
