package import SQLSandbox

/// A policy on a database, with everything that a judge of attacks must know of them.
package struct Trial: Sendable {
    /// What it is about, in words.
    package let name: String
    /// The database.
    package let database: TrialDatabase
    /// What statements may touch and spend.
    package let policy: SandboxPolicy
    /// The columns, as `table.column`, and tables, that differ between twins.
    let denied: Set<String>
    /// The columns that are computed from denied ones, in small letters.
    var hidden: Set<String> = []

    /// All of them; the position is part of the fuzzer's inputs.
    package static let all: [Trial] = [
        Trial(
            name: "nothing is denied", database: .hospital, policy: SandboxPolicy(budget: budget), denied: []),
        Trial(
            name: "denied columns", database: .hospital,
            policy: SandboxPolicy(
                deniedColumns: ["Patient": ["SSN", "pin"], "badge": ["ssn"], "secret": ["ssn", "pin", "note"]],
                budget: budget),
            denied: ["patient.ssn", "patient.pin", "badge.ssn", "secret.ssn", "secret.pin", "secret.note"],
            hidden: ["patient.masked"]),
        Trial(
            name: "allowed tables", database: .hospital,
            policy: SandboxPolicy(
                tables: .only(["patient", "visit", "Guess", "wards", "stays"]), deniedColumns: ["patient": ["ssn"]],
                budget: budget),
            denied: ["patient.ssn", "badge", "secret", "papers"], hidden: ["patient.masked"]),
        Trial(
            name: "denied keys", database: .hospital,
            policy: SandboxPolicy(deniedColumns: ["patient": ["id"], "visit": ["note"]], budget: budget),
            denied: ["patient.id", "visit.note"]),
        Trial(
            name: "few functions and a small budget", database: .hospital,
            policy: SandboxPolicy(
                deniedColumns: ["patient": ["ssn"], "secret": ["note"]],
                functions: ["count", "sum", "like", "substr", "rank", "->>"], doubleQuotedStrings: true,
                budget: ExecutionBudget(rows: 3, bytes: 500, operations: 700)),
            denied: ["patient.ssn", "secret.note"], hidden: ["patient.masked"]),
        Trial(
            name: "allowed views", database: .hospital,
            policy: SandboxPolicy(
                tables: .only(["roster", "leak", "wards", "stays", "patient", "visit", "doors"]),
                deniedColumns: ["patient": ["pin"]], budget: budget),
            denied: ["patient.pin", "secret", "badge", "papers"]),
        Trial(
            name: "odd names", database: .bazaar,
            policy: SandboxPolicy(
                deniedColumns: ["ORDER": ["a \"b"], "rows": ["rowid"], "Stück": ["farbe"], "pair": ["a"]],
                budget: budget),
            denied: ["order.a \"b", "rows.rowid", "Stück.farbe", "pair.a"]),
        Trial(
            name: "statistics of denied columns", database: .archive,
            policy: SandboxPolicy(
                deniedColumns: ["person": ["diagnosis"], "stay": ["reason"], "room": ["code"]], budget: budget),
            denied: ["person.diagnosis", "stay.reason", "room.code"]),
        Trial(
            name: "a full-text table", database: .hospital,
            policy: SandboxPolicy(
                tables: .only(["patient", "visit", "guess", "papers", "wards"]), deniedColumns: ["patient": ["ssn"]],
                budget: budget),
            denied: ["patient.ssn", "badge", "secret"], hidden: ["patient.masked"]),
    ]

    // Small, so that a long function, which nothing interrupts, can't be called very often.
    private static let budget = ExecutionBudget(rows: 40, bytes: 8_000, operations: 5_000)
}
