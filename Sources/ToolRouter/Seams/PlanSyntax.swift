/// What a tool teaches the router about plans that are for it: how models write them.
public protocol PlanSyntax: Sendable {
    /// The tool that the plans are for.
    var tool: ToolName { get }

    /// What text in the tool's own language is, in words such as `one statement`; nil when a plan can't be written so.
    var textForm: String? { get }

    /// What models write before a colon and a plan for this tool, in any case.
    var labels: [String] { get }

    /// Whether an object that names no tool is a plan for this one.
    func claims(_ members: PlanMembers) -> Bool

    /// What the tool is to be called with, by an object that is a plan for it. Throws when the object does not say.
    func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument]

    /// What the tool is to be called with, by text that looks like the tool's own language; nil when it is in another, such
    /// as prose. Whether it is, `Tool.understands` tells. Throws when something else stands beside it. The text is UTF-8 with no white space at its ends, and never empty.
    func arguments(ofText text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> [String: PlanArgument]?
}

extension PlanSyntax {
    public var textForm: String? { nil }

    public var labels: [String] { [] }

    public func claims(_ members: PlanMembers) -> Bool { false }

    public func arguments(ofText text: ArraySlice<UInt8>) throws(PlanDecodingFailure) -> [String: PlanArgument]? { nil }
}

/// The syntax of a tool that has none of its own: plans name the tool, and their other members are its arguments, as they
/// are.
public struct PlainPlanSyntax: PlanSyntax {
    public let tool: ToolName

    public init(tool: ToolName) {
        self.tool = tool
    }

    public func arguments(of members: PlanMembers) throws(PlanDecodingFailure) -> [String: PlanArgument] {
        try members.arguments()
    }
}
