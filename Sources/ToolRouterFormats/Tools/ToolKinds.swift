package import ToolRouter

/// The tools that a configuration may switch on, besides `sql`, which is always there: one line each.
package enum ToolKinds {
    /// In the order in which a router asks them.
    package static let all: [any ToolSettings.Type] = [DocsSettings.self, RESTSettings.self]

    /// The keys of their sections.
    package static var keys: [String] { all.map { $0.tool.text } }

    /// The names of all tools that there are, `sql` first.
    package static var names: [ToolName] { ["sql"] + all.map { $0.tool } }

    /// The settings of those that `file` has a section for.
    static func settings(
        _ file: ConfigurationSection, in folder: ConfigurationFolder
    ) throws(FileError) -> [any ToolSettings] {
        var settings: [any ToolSettings] = []
        for kind in all {
            if let section = file[kind.tool.text] { settings.append(try kind.init(section, in: folder)) }
        }
        return settings
    }
}
