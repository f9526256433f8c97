/// Writes a template of a costly statement, as bytes decide: one that is known to cost much with other numbers, functions and
/// columns, or two of them put into one. Most of what it writes compiles.
package struct CostWriter {
    private static let numbers = [1, 2, 3, 5, 8, 13, 20, 30, 45, 62, 90, 150, 300, 900, 3_000, 9_000]
    private static let columns = (0..<9).map { "a\($0)" } + ["a", "body", "json", "id", "c0", "c99"]
    /// Functions of one argument, which may stand for each other.
    private static let functions = [
        "abs", "char", "hex", "json", "json_array_length", "json_quote", "json_type", "json_valid", "length", "lower",
        "ltrim", "quote", "round", "rtrim", "soundex", "sum", "count", "max", "min", "total", "group_concat", "trim",
        "typeof", "unicode", "upper", "json_group_array", "date", "strftime", "sign", "unlikely",
    ]
    private static let operators = ["+", "||", "=", " LIKE ", " GLOB ", " IN ", "<", " AND ", " OR ", ","]

    private var choices: Choices

    /// The template that `bytes` stand for, out of templates that are known.
    package static func template(of known: [String], from bytes: ArraySlice<UInt8>) -> String {
        var writer = CostWriter(choices: Choices(bytes))
        let first = writer.changed(writer.choices.one(of: known))
        if writer.choices.happens(10) { return first }
        let second = writer.changed(writer.choices.one(of: known))
        let number = writer.choices.one(of: numbers)
        return writer.choices.one(of: [
            "SELECT * FROM (\(first)),(\(second))", "SELECT count(*) FROM (\(first)) x{\(number):,(\(second)) y#}",
            "\(first) UNION ALL \(second)", "SELECT 0 IN ({\(number):(\(first)),}1)",
            "SELECT ({\(number):(\(first))+}0)",
            "WITH q0 AS (\(first)){\(number % 40):,q# AS (SELECT * FROM q0)} SELECT * FROM q0 x,q0 y",
            "SELECT (SELECT count(*) FROM (\(first))) FROM t,t y", "SELECT * FROM (\(first)) ORDER BY 1 DESC",
            "SELECT DISTINCT * FROM (\(first)) x,(\(second)) y", "SELECT 1 FROM t WHERE a IN (\(first))",
        ])
    }

    /// A template with a few of its numbers and words changed.
    private mutating func changed(_ template: String) -> String {
        var text = ""
        var word = ""
        for character in template + " " {
            if character.isASCII, character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            text += changedWord(word, isRepeated: text.last == "{" && character == ":", isCalled: character == "(")
            word = ""
            let isOperator = character == "+" || character == "="
            text += isOperator && choices.happens(1) ? choices.one(of: Self.operators) : String(character)
        }
        return String(text.dropLast())
    }

    private mutating func changedWord(_ word: String, isRepeated: Bool, isCalled: Bool) -> String {
        if isRepeated { return choices.happens(5) ? "\(choices.one(of: Self.numbers))" : word }
        if isCalled, Self.functions.contains(word) {
            return choices.happens(4) ? choices.one(of: Self.functions) : word
        }
        if Self.columns.contains(word) { return choices.happens(2) ? choices.one(of: Self.columns) : word }
        return word
    }
}
