package import SQLSandbox
package import ToolRouter

/// The values that parameters have in trials: one for each name, the same in every run.
package enum TrialValues {
    private static let values: [Value] = [
        .integer(7), .null, .text("078-05-1120"), .text("%a%"), .real(-1.5), .text("now"), .integer(.max),
        .text("' OR 1=1; DROP TABLE visit; --"), .text(""), .text(String(repeating: "x", count: 3_000)),
    ]

    /// The value of the parameter of that name, without the colon.
    static func value(of name: String) -> Value {
        values[name.utf8.reduce(0) { ($0 * 31 + Int($1)) % 1_009 } % values.count]
    }

    /// The values of a statement's parameters.
    package static func values(of statement: ApprovedStatement) -> [String: Value] {
        Dictionary(uniqueKeysWithValues: statement.parameters.map { ($0, value(of: $0)) })
    }
}
