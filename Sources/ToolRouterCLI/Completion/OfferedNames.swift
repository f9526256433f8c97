import ArgumentParser
import ToolRouterFormats

/// Names as a shell's completion script takes them: no shell runs any part of one, whatever it holds.
enum OfferedNames {
    /// The most that are offered.
    static let most = 1_000

    /// Those of `names` that can be typed on one line, each written for `shell`.
    ///
    /// A name is not offered that has characters which a terminal does not show, would be read as an option, or has
    /// characters that the shell would leave unquoted in the line.
    static func of(_ names: [String], for shell: CompletionShell?) -> [String] {
        let unquoted = unquoted(by: shell)
        return names.lazy.filter { name in
            !name.isEmpty && !name.hasPrefix("-") && Excerpt.visible(name) == name
                && !name.contains { unquoted.contains($0) }
        }.prefix(most).map { written($0, for: shell) }
    }

    /// What a shell does not quote in what it writes into the line: bash dollar signs and backticks, zsh the events of its
    /// history, which the completion script switches off while it runs.
    private static func unquoted(by shell: CompletionShell?) -> String {
        switch shell {
        case .bash: "$`"
        case .zsh: "!"
        default: ""
        }
    }

    /// The script for bash hands the names to `compgen -W`, which expands them like words of a command, `$(…)` included
    /// (Bash Reference Manual, Programmable Completion Builtins). That for zsh takes what follows a colon for a
    /// description.
    private static func written(_ name: String, for shell: CompletionShell?) -> String {
        switch shell {
        case .bash: "'" + name.replacing("'", with: "'\\''") + "'"
        case .zsh: name.replacing("\\", with: "\\\\").replacing(":", with: "\\:")
        default: name
        }
    }
}
