/// The tools that a planner may plan for, and their data: what a prompt is written from.
///
/// A planner that needs it asks for it; one that does not, such as a recorded one, costs nothing.
public struct ToolCatalogue: Sendable {
    private let tools: [any Tool]

    public init(tools: [any Tool]) {
        self.tools = tools
    }

    /// What each tool can answer `request` from, in the order of configuration; a tool that can't tell at the moment is
    /// left out.
    public func descriptions(for request: Request) async -> [ToolDescription] {
        var descriptions: [ToolDescription] = []
        for tool in tools {
            if let description = await tool.describe(for: request) { descriptions.append(description) }
        }
        return descriptions
    }
}

/// What a tool can answer from.
public struct ToolDescription: Hashable, Sendable {
    /// The name that plans use.
    public var tool: ToolName
    /// What there is to ask, such as the tables of a database.
    public var sources: [Source]

    public init(tool: ToolName, sources: [Source] = []) {
        self.tool = tool
        self.sources = sources
    }

    /// One thing to ask, such as a table.
    public struct Source: Hashable, Sendable {
        public var name: String
        /// What it holds, such as the columns that may be read.
        public var fields: [Field]

        public init(name: String, fields: [Field]) {
            self.name = name
            self.fields = fields
        }
    }

    /// One part of a source, such as a column.
    public struct Field: Hashable, Sendable {
        public var name: String
        /// The type as the source declares it; nil when it does not.
        public var type: String?
        /// Whether it tells one entry of the source from the others, alone or with others of its fields.
        public var isKey: Bool
        /// The field of another source that it points to, if it does.
        public var references: Reference?

        public init(name: String, type: String? = nil, isKey: Bool = false, references: Reference? = nil) {
            self.name = name
            self.type = type
            self.isKey = isKey
            self.references = references
        }
    }

    /// A field of a source, from elsewhere.
    public struct Reference: Hashable, Sendable {
        /// The name of the source.
        public var source: String
        /// The name of the field.
        public var field: String

        public init(source: String, field: String) {
            self.source = source
            self.field = field
        }
    }
}
