/// How much of what was said a recording holds.
package enum RecordedContent: String, CaseIterable, Sendable {
    /// Questions and what models said to them, as far as no redaction took them out.
    case all
    /// Neither: times, tokens, models and errors only. Who reads it is given stand-ins.
    case none
}
