import SQLSandbox
import ToolRouter
import ToolRouterTools

extension Plan {
    /// Whether its statement asks for who the caller is, by its text and not by what its guard says of it.
    var isPersonal: Bool {
        guard let sql, sql.utf8.contains(UInt8(ascii: ":")) else { return false }
        let text = Array(sql.utf8)
        return SQLTokens(text[...]).contains { token in
            token.kind == .variable
                && CallerParameter.allCases.contains { text[token.range].elementsEqual(":\($0.rawValue)".utf8) }
        }
    }
}
