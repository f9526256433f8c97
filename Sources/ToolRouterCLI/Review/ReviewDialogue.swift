import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// A review at a terminal: shows group by group what differs, and takes one key for each decision.
struct ReviewDialogue {
    /// How a review ended.
    enum End {
        /// All was decided.
        case decided
        /// The person left early.
        case left
    }

    private static let help = [
        "a  accept: the new answer is right and becomes the golden",
        "r  reject: the new answer is wrong; the golden stays, and the next replay shows it again",
        "s  skip: decide another time",
        "g  then a, r or s: all of this group that are open, which most likely have one cause",
        "k  then a, r or s: all that are open whose worst kind is this one's",
        "l  then a, r or s: all that are left",
        "u  undo the last decision",
        "q  quit: what was accepted is written if you say so; nothing else is lost",
    ]

    private let name: String
    private let results: DriftResults
    private(set) var session: ReviewSession

    init(_ name: String, _ drifts: [Drift], _ results: DriftResults) {
        (self.name, self.results) = (name, results)
        session = ReviewSession(drifts)
    }

    /// Asks until all is decided or the person leaves.
    ///
    /// - Returns: how it ended, and whether what was accepted is to be written.
    mutating func run() -> (end: End, writes: Bool) {
        SingleKeys.read {
            while true {
                let end = ask()
                guard let writes = askWhetherToWrite() else { continue }
                return (end, writes)
            }
        }
    }

    private mutating func ask() -> End {
        var shown: (group: Int, member: Int)?
        while let current = session.current {
            if shown?.group != current.group { showGroup(current.group) }
            if shown.map({ $0 != (current.group, current.member) }) ?? true { show(current.drift, current.member) }
            shown = (current.group, current.member)
            Console.write(prompt)
            guard let key = SingleKeys.next() else {
                Console.write("\n")
                return .left
            }
            switch key {
            case "a": decide(.accepted, .one)
            case "r": decide(.rejected, .one)
            case "s": decide(.skipped, .one)
            case "g" where session.open(.group) > 1: decideAll(.group, "of this group")
            case "k" where session.open(.kind) > 1: decideAll(.kind, "of this kind")
            case "l" where session.open(.rest) > 1: decideAll(.rest, "that are left")
            case "u" where session.canUndo:
                Console.write("taken back: \(session.undo())\n")
                shown = nil
            case "q":
                Console.write("quit\n")
                return .left
            default:
                Console.write("\n")
                for line in Self.help { Console.print("  " + line) }
            }
        }
        return .decided
    }

    /// What may be pressed; scopes are offered where they are about more than the one before.
    private var prompt: String {
        let open = [session.open(.one), session.open(.group), session.open(.kind), session.open(.rest)]
        var words = ["[a]ccept", "[r]eject", "[s]kip"]
        for (place, word) in ["[g]roup", "[k]ind", "[l]eft"].enumerated() where open[place + 1] > open[place] {
            words.append("\(word) (\(open[place + 1]))")
        }
        return (words + (session.canUndo ? ["[u]ndo"] : []) + ["[q]uit", "[?]"]).joined(separator: " ") + " "
    }

    private mutating func decide(_ decision: ReviewSession.Decision, _ scope: ReviewSession.Scope) {
        let count = session.decide(decision, scope)
        Console.write("\(decision.word)\(count == 1 ? "" : " (\(count))")\n")
    }

    private mutating func decideAll(_ scope: ReviewSession.Scope, _ words: String) {
        Console.write("\nthe \(session.open(scope)) \(words): [a]ccept [r]eject [s]kip, any other key: none ")
        switch SingleKeys.next() {
        case "a": decide(.accepted, scope)
        case "r": decide(.rejected, scope)
        case "s": decide(.skipped, scope)
        default: Console.write("none\n")
        }
    }

    /// Whether what was accepted is to be written; nil where the last decision was taken back and the review goes on.
    private mutating func askWhetherToWrite() -> Bool? {
        Console.print("\(name): \(summary)")
        let count = session.requests(.accepted).count
        guard count > 0 else { return false }
        while true {
            Console.write("accept \(Quantity.words(count, "answer"))? [y]es [n]o [u]ndo ")
            switch SingleKeys.next() {
            case "y":
                Console.write("yes\n")
                return true
            case "n", nil:
                Console.write("no\n")
                return false
            case "u":
                Console.write("taken back: \(session.undo())\n")
                return nil
            default: Console.write("\n")
            }
        }
    }

    private var summary: String {
        let (accepted, rejected) = (session.requests(.accepted).count, session.requests(.rejected).count)
        return "\(accepted) accepted, \(rejected) rejected, \(session.count - accepted - rejected) left as they are"
    }

    private func showGroup(_ number: Int) {
        let group = session.groups[number].group
        var line = StyledLine("group \(number + 1) of \(session.groups.count): ", .strong)
        line.append(Quantity.words(group.count, "request"), .strong)
        line.append(", \(group.cause): " + group.kinds.map(\.rawValue).joined(separator: ", "))
        Console.write("\n")
        show(line.wrapped(to: look.width, indent: 2))
    }

    private func show(_ drift: Drift, _ member: Int) {
        let number = session.groups[session.current?.group ?? 0].members.count
        var line = StyledLine("\(name) \(Excerpt.of(drift.id.text))", .strong)
        line.append(" (\(member + 1) of \(number)): \(drift.headline)")
        show(line.wrapped(to: look.width, indent: 2))
        show(DriftPage(drift, results: results, look: look).lines)
    }

    private func show(_ lines: [StyledLine]) {
        Console.write(lines.map { look.text($0) + "\n" }.joined())
    }

    private var look: PageLook { PageLook(hasColours: Console.hasColour, width: TerminalSize.columns) }
}

extension ReviewSession.Decision {
    fileprivate var word: String {
        switch self {
        case .accepted: "accepted"
        case .rejected: "rejected"
        case .skipped: "skipped"
        }
    }
}
