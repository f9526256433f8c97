package import ToolRouter
package import ToolRouterFormats

/// What a failure is known by: two replays show the same one when their symptoms are equal, whatever else differs.
package enum Symptom: Hashable, Sendable {
    /// An invariant broke; `stage` and `code` are those of the event that broke it, nil where it showed in the end only.
    case invariant(String, stage: Stage?, code: ErrorCode?)
    /// A request parted from its golden: the worst kind of drift, the first stage at which it shows, the code it has now.
    case drift(DriftKind, stage: Stage?, code: ErrorCode?)
    /// A request ended with this error, at this stage.
    case answer(ErrorCode, stage: Stage)
    /// Something happened that need not be wrong.
    case happening(Happening)
    /// The replay had no end.
    case endless
    /// Every request waited, and nothing was left that could have ended that.
    case stalled
    /// The process of the replay ended.
    case crash
    /// The process of the replay said nothing for too long, and had to be ended.
    case silence
}

extension Symptom {
    /// As it is written: `invariant:one_answer@settle/planner_timeout`, `drift:outcome@plan`, `answer:circuit_open@plan`,
    /// `happening:circuit_opened`, `endless`, `stalled`, `crash`, `silence`.
    package var text: String {
        switch self {
        case .invariant(let name, let stage, let code): "invariant:\(name)" + Self.place(stage, code)
        case .drift(let kind, let stage, let code): "drift:\(kind.rawValue)" + Self.place(stage, code)
        case .answer(let code, let stage): "answer:\(code.rawValue)@\(stage.rawValue)"
        case .happening(let happening): "happening:\(happening.rawValue)"
        case .endless: "endless"
        case .stalled: "stalled"
        case .crash: "crash"
        case .silence: "silence"
        }
    }

    /// Reads what `text` writes; nil for anything else.
    package init?(_ text: String) {
        switch text {
        case "endless": self = .endless
        case "stalled": self = .stalled
        case "crash": self = .crash
        case "silence": self = .silence
        default:
            guard let colon = text.firstIndex(of: ":") else { return nil }
            self.init(String(text[..<colon]), about: text[text.index(after: colon)...])
        }
    }

    private init?(_ what: String, about text: Substring) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let place =
            parts.count > 1 ? parts[1].split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false) : []
        let stage = place.first.flatMap { Stage(rawValue: String($0)) }
        let code = place.count > 1 ? ErrorCode(rawValue: String(place[1])) : nil
        let isWhole = (place.isEmpty || stage != nil || place[0] == "-") && (place.count < 2 || code != nil)
        guard isWhole, !parts[0].isEmpty else { return nil }
        let word = String(parts[0])
        switch what {
        case "invariant": self = .invariant(word, stage: stage, code: code)
        case "drift":
            guard let kind = DriftKind(rawValue: word) else { return nil }
            self = .drift(kind, stage: stage, code: code)
        case "answer":
            guard let error = ErrorCode(rawValue: word), let stage, code == nil else { return nil }
            self = .answer(error, stage: stage)
        case "happening":
            guard let happening = Happening(rawValue: word), parts.count == 1 else { return nil }
            self = .happening(happening)
        default: return nil
        }
    }

    private static func place(_ stage: Stage?, _ code: ErrorCode?) -> String {
        guard stage != nil || code != nil else { return "" }
        return "@\(stage?.rawValue ?? "-")" + (code.map { "/\($0.rawValue)" } ?? "")
    }
}
