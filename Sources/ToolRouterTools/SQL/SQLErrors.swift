import SQLSandbox
import ToolRouter

extension RouterError {
    /// The `validation_error` that a refusal of the guard is.
    init(_ refusal: SQLRefusal) {
        self.init(ErrorCode(refusal.code), at: .guard, refusal.detail, hint: refusal.hint)
    }

    /// The `validation_error` that a statement of another database is.
    init(_ foreign: ForeignStatement) {
        self.init(
            .statementDenied, at: .guard, "\(foreign.verb) is no query, and none of SQLite's statements",
            hint: "send one SELECT that only reads")
    }

    /// The error that a failure of an approved statement is.
    init(_ failure: SQLFailure, at stage: Stage) {
        let code: ErrorCode =
            switch failure.code {
            case .executionBudget: .executionBudget
            case .busy: .databaseBusy
            case .failed: .sqlFailed
            case .tooComplex: .sqlTooComplex
            case .cancelled: .cancelled
            case .denied: .statementDenied
            case .databaseUnavailable: .databaseUnavailable
            }
        self.init(
            code, at: stage, failure.detail,
            hint: code == .sqlTooComplex ? "write a shorter pattern, or look for the text with instr()" : nil)
    }
}

extension ErrorCode {
    fileprivate init(_ code: SQLRefusal.Code) {
        // The sandbox's words are the router's; a test holds them together.
        self = ErrorCode(rawValue: code.rawValue)!
    }
}

extension SQLRefusal.Code {
    /// Whether the text is SQL that means something here, only not allowed.
    var isPolicy: Bool {
        switch self {
        case .tableDenied, .columnDenied, .functionDenied, .notReadOnly, .statementDenied, .multipleStatements: true
        default: false
        }
    }
}
