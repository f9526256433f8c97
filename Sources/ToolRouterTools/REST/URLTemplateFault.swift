/// What is wrong with a URL of a configuration. It quotes nothing, since a URL may hold a password.
package struct URLTemplateFault: Error, Hashable, Sendable {
    /// What stands there, in words.
    package var found: String
    /// What should.
    package var expected: String
    /// What to do.
    package var remedy: String

    package init(found: String, expected: String, remedy: String) {
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }
}
