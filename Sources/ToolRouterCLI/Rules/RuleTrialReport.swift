import ToolRouter
import ToolRouterFormats
import ToolRouterReplay

/// What came of putting labelled questions to rules, for people and for machines.
struct RuleTrialReport {
    /// How many rules are named that were wrong.
    private static let mostMistakes = 10

    private let trial: RuleTrial
    private let rules: Int
    private let required: Ratio?

    /// - Parameter required: the least accuracy; nil asks for none.
    init(_ trial: RuleTrial, rules: Int, required: Ratio?) {
        self.trial = trial
        self.rules = rules
        self.required = required
    }

    /// Whether the accuracy is what was asked for. Compared in whole numbers: no rounding decides.
    var isEnough: Bool {
        guard let required else { return true }
        return Int64(trial.matrix.right) * 1_000_000 >= required.millionths * Int64(trial.matrix.total)
    }

    var lines: [String] {
        var lines: [String] = []
        let sources = trial.sources
        if sources.count > 1 {
            for (source, matrix) in sources {
                lines += ["source: " + (source.isEmpty ? "not said" : Excerpt.of(source))] + Self.table(matrix) + [""]
            }
            lines.append("all sources")
        }
        lines += Self.table(trial.matrix)
        lines += mistakes
        if let required {
            lines += ["", "required: \(FixedDigits.percent(required.value)): \(isEnough ? "reached" : "missed")"]
        }
        return lines
    }

    private static func table(_ matrix: ConfusionMatrix) -> [String] {
        let decisions = ConfusionMatrix.decisions
        let rows = matrix.labels.map { label in
            [label] + decisions.map { "\(matrix.count(label: label, decision: $0))" }
        }
        let table = TextTable([["label"] + decisions] + rows, numbers: Set(1...decisions.count))
        return table.lines + [
            share("accuracy", matrix.right, matrix.total, "right"),
            share("where decided", matrix.right, matrix.decided, "right"),
            share("left to the planner", matrix.undecided, matrix.total, ""),
        ]
    }

    private static func share(_ name: String, _ count: Int, _ total: Int, _ word: String) -> String {
        guard total > 0 else { return "\(name): none of 0" }
        let interval = ConfusionMatrix.interval(count, of: total)
        let counts = "\(count) of \(total)" + (word.isEmpty ? "" : " \(word)")
        return "\(name): \(FixedDigits.percent(Double(count) / Double(total))) (\(counts); "
            + "95 %: \(FixedDigits.percent(interval.lower)) to \(FixedDigits.percent(interval.upper)))"
    }

    private var mistakes: [String] {
        let mistakes = trial.mistakes
        guard !mistakes.isEmpty else { return [] }
        var lines = ["", "rules that were wrong"]
        for record in mistakes.prefix(Self.mostMistakes) {
            lines.append(
                "  \(Excerpt.of(record.rule)) (\(record.tool)): wrong \(record.wrong) of \(record.wrong + record.right)"
            )
            if let example = record.example {
                lines.append("    \(Excerpt.of(example.name)), \(example.label): \(Excerpt.of(example.question))")
            }
        }
        if mistakes.count > Self.mostMistakes {
            lines.append("  and \(Quantity.words(mistakes.count - Self.mostMistakes, "more rule"))")
        }
        return lines
    }

    /// The report as JSON, with a line break between its parts.
    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("version", 1)
            writer.member("rules", rules)
            Self.write(trial.matrix, to: &writer)
            writer.member(
                "sources",
                array: { writer in
                    for (source, matrix) in trial.sources {
                        writer.object { writer in
                            writer.member("source", source)
                            Self.write(matrix, to: &writer)
                        }
                    }
                })
            writer.member(
                "mistakes",
                array: { writer in
                    for record in trial.mistakes {
                        writer.object { writer in
                            writer.member("rule", record.rule)
                            writer.member("tool", record.tool)
                            writer.member("right", record.right)
                            writer.member("wrong", record.wrong)
                            writer.member("example", record.example?.name)
                        }
                    }
                })
            if let required {
                writer.key("required")
                writer.literal(required.decimalText)
                writer.member("reached", isEnough)
            }
        }
        return writer.text
    }

    private static func write(_ matrix: ConfusionMatrix, to writer: inout JSONWriter) {
        writer.member("questions", matrix.total)
        writer.member("right", matrix.right)
        writer.member("undecided", matrix.undecided)
        writer.member(
            "accuracy",
            object: { writer in
                let interval = ConfusionMatrix.interval(matrix.right, of: matrix.total)
                writer.key("rate")
                writer.literal(FixedDigits.rate(Double(matrix.right) / Double(max(matrix.total, 1))))
                writer.key("lower")
                writer.literal(FixedDigits.rate(interval.lower))
                writer.key("upper")
                writer.literal(FixedDigits.rate(interval.upper))
            })
        writer.member(
            "matrix",
            object: { writer in
                for label in matrix.labels {
                    writer.member(
                        label,
                        object: { writer in
                            for decision in ConfusionMatrix.decisions {
                                writer.member(decision, matrix.count(label: label, decision: decision))
                            }
                        })
                }
            })
    }
}
