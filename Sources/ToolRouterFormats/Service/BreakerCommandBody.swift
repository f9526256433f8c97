package import ToolRouter

/// What the body of a command to a circuit says: `{"action": "open"}`.
package struct BreakerCommandBody: Hashable, Sendable, JSONReadable {
    /// Who is to decide about the circuit from now on.
    package var mode: CircuitBreakerMode

    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, fields: ["action"])
        switch try object.text("action") {
        case "open": mode = .forcedOpen
        case "close": mode = .forcedClosed
        case "auto": mode = .automatic
        case let word:
            throw object.fault(
                "action", found: "the text \"\(Excerpt.of(word))\"", expected: "`open`, `close` or `auto`",
                remedy: "write one of them")
        }
    }
}
