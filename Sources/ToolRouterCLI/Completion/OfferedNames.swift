import ArgumentParser
import ToolRouterFormats

/// Names as a shell's completion script takes them: no shell runs any part of one, whatever it holds.
enum OfferedNames {
    /// The most that are offered.
    static let most = 1_000

    /// Those of `names` that can be typed on one line, each written for `shell`.
    ///
    /// A name with characters that a terminal does not show, or that would be read as an option, is not offered.
    static func of(_ names: [String], for shell: CompletionShell?) -> [String] {
        names.lazy.filter { !$0.isEmpty && !$0.hasPrefix("-") && Excerpt.visible($0) == $0 }.prefix(most)
            .map { written($0, for: shell) }
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
