import Foundation
import Testing
import ToolRouter

@Suite struct ErrorCodeTableTests {
    private static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/ToolRouter/ToolRouter.docc/ErrorCodes.md").standardized

    private static let introduction = """
        # Error codes

        Every refusal and failure leaves as `application/problem+json` (RFC 9457) with the members `type`, `title`, `status`,
        `detail`, `instance`, `error` (the class), `code`, `stage`, `retryable`, `retry_after_ms`, `hint` and `trace_id`. The
        class is the contract; the code, from this closed list, refines it and owns status and `retryable`.

        `retry_after_ms` is a number where it is known when to ask again: always with `rate_limited`, `budget_exhausted`, `overloaded`,
        `audit_unavailable` and `not_ready`, with `circuit_open` unless an operator keeps the circuit open, and with an HTTP error of the provider
        that named a time. Elsewhere it is `null`, also where `retryable` is yes.

        """

    /// The table is made from the type. `TOOLROUTER_WRITE_DOCS=1 swift test --filter ErrorCodeTableTests` writes it.
    @Test func `the documented table is the type's`() throws {
        let text = Self.introduction + "\n" + ErrorCode.table + "\n"
        if ProcessInfo.processInfo.environment["TOOLROUTER_WRITE_DOCS"] == "1" {
            try text.write(to: Self.file, atomically: true, encoding: .utf8)
        }
        let documented = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(
            documented == text,
            "ErrorCodes.md differs from ErrorCode; write it by TOOLROUTER_WRITE_DOCS=1 swift test --filter ErrorCodeTableTests"
        )
    }

    @Test func `every code has a meaning of its own, in one sentence`() {
        let meanings = ErrorCode.allCases.map(\.meaning)
        #expect(Set(meanings).count == meanings.count)
        for meaning in meanings {
            #expect(meaning.hasSuffix(".") && !meaning.contains("|") && meaning.utf8.count < 120, "\(meaning)")
        }
    }
}
