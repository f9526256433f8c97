import ToolRouter
import ToolRouterFormats

/// A fault of replies that has several forms: `what` names one of them, and without it each reply draws.
protocol ReplyFaultWithForms: ReplyFault {
    /// The forms, by the words of plans.
    associatedtype What: CaseIterable, RawRepresentable<String>, Sendable

    /// The form; nil draws for each reply.
    var what: What? { get }

    init(_ what: What?)
}

extension ReplyFaultWithForms {
    package static var parameters: [String] { ["what"] }

    package init(_ section: ConfigurationSection, at target: FaultTarget) throws(FileError) {
        self.init(try section["what"]?.choice(of: What.self))
    }

    package static func examples(at target: FaultTarget) -> [any Fault] {
        these([Self(nil)] + What.allCases.prefix(3).map { Self($0) }, at: target)
    }

    package var weaker: [any Fault] { what == nil ? What.allCases.map { Self($0) } : [] }

    package func write(to writer: inout JSONWriter) {
        if let what { writer.member("what", what.rawValue) }
    }
}
