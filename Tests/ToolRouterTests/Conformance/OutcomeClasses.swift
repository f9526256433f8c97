import RouterTesting
import ToolRouter

/// What a case says its calls' endings count as: `config.classify`, by the names of outcomes or of errors.
///
/// It maps names to a class, `{"failure": "success"}`, or classes to lists of names, `{"excluded": ["canceled"]}`. An
/// ending that it does not name is what its outcome says.
struct OutcomeClasses {
    private enum Class {
        case success
        case failure
        case neutral

        init?(_ word: String) {
            switch word {
            case "success", "successful", "ok": self = .success
            case "failure", "failed", "panic", "error", "record", "recorded": self = .failure
            case "excluded", "neutral", "ignore", "ignored": self = .neutral
            default: return nil
            }
        }

        var outcome: CircuitBreakerOutcome {
            switch self {
            case .success: .success
            case .failure: .failure(retryAfter: nil)
            case .neutral: .neutral
            }
        }
    }

    private var classes: [String: Class] = [:]
    /// Why the classification can't be read; nil when it can.
    private(set) var skipReason: String?

    init(_ row: ConformanceCase) {
        guard let classify = row.config["classify"] else { return }
        guard let members = classify.object else {
            skipReason = "a classification that is no object"
            return
        }
        for (key, value) in members {
            if let word = value.string, let meaning = Class(word) {
                classes[key] = meaning
            } else if let names = value.array?.compactMap(\.string), names.count == value.array?.count,
                let meaning = Class(key)
            {
                for name in names { classes[name] = meaning }
            } else {
                skipReason = "a classification by \(key)"
            }
        }
    }

    /// What a step's call ends as: by the name of its error, else by its outcome; nil when it says neither.
    func outcome(of step: ConformanceStep) -> CircuitBreakerOutcome? {
        let error = step.arguments["error"]?.string
        let outcome = step.arguments["outcome"]?.string
        let named = error.flatMap { classes[$0] } ?? outcome.flatMap { classes[$0] }
        return (named ?? outcome.flatMap { Class($0) } ?? error.map { _ in .failure })?.outcome
    }
}
