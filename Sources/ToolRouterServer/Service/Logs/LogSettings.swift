package import Logging
package import ToolRouterFormats

/// What a server writes to its log, and how.
package struct LogSettings: Hashable, Sendable {
    /// The least that is written.
    package var level = Logger.Level.info
    /// How lines look.
    package var format = Format.json

    /// The forms of a line.
    package enum Format: String, CaseIterable, Sendable {
        /// One JSON object a line, for machines.
        case json
        /// One sentence a line, for people.
        case text
    }

    package init() {}
}

extension LogSettings {
    /// Reads the section `log`.
    package init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["level", "format"])
        if let node = section["level"] {
            level = try node.choice([
                "debug": Logger.Level.debug, "info": .info, "warning": .warning, "error": .error,
            ])
        }
        if let node = section["format"] { format = try node.choice(of: Format.self) }
    }
}
