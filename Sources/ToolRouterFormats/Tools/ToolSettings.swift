package import ToolRouter
package import ToolRouterTools

/// The settings of a tool that a configuration switches on with a section of its own, named for the tool.
///
/// A new tool is one file, which holds this, what it opens and the tool itself, and one line in `ToolKinds.all`.
package protocol ToolSettings: Sendable {
    /// The tool; its section is called the same.
    static var tool: ToolName { get }

    /// Reads the section; paths in it start from `folder`. Nothing is opened.
    init(_ node: ConfigurationNode, in folder: ConfigurationFolder) throws(FileError)

    /// How long a call takes in a replay whose recording does not say.
    var duration: Duration { get }

    /// The files that its answers depend on, with a name for each, sorted: a replay notes digests of them. Read anew at each call.
    func files() throws(FileError) -> [(name: String, path: String)]

    /// The keys of the section that name files or folders, with their absolute paths: who moves a configuration moves them along.
    var paths: [(key: String, path: String)] { get }

    /// The secrets that its calls hold, which no recording may. Default: none.
    var secrets: [SecretSource] { get }

    /// Opens what takes long or holds something, such as an index, once for all routers that share it.
    ///
    /// - Parameters:
    ///   - scratch: a folder for files that nobody needs afterwards; it lives as long as what is opened.
    ///   - environment: variables that secrets are read from; nil in a replay, which needs none.
    func open(scratch: String, environment: [String: String]?) throws(FileError) -> any OpenedTool
}

extension ToolSettings {
    package func files() throws(FileError) -> [(name: String, path: String)] { [] }

    package var paths: [(key: String, path: String)] { [] }

    package var secrets: [SecretSource] { [] }
}

/// A tool that is open, whose routers are still to be made.
package protocol OpenedTool: Sendable {
    /// The tool for one router.
    func tool(in world: ToolWorld) -> any Tool

    /// Lets go of what it holds. Nobody asks its tools any more.
    func close() async
}

extension OpenedTool {
    package func close() async {}
}
