import ToolRouter

extension RouterError {
    /// A tool's call ended because nobody waits for it any more.
    static let cutShort = RouterError(.cancelled, at: .run, "the caller left before the answer")
}
