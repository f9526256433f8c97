import ArgumentParser
import ToolRouterFormats

/// The names of subcommands, for people who mistype one.
enum SubcommandNames {
    /// Refuses a word in the place of a subcommand that is the name of none; says the nearest.
    static func check(_ arguments: [String], of root: any ParsableCommand.Type) throws {
        var command = root
        var place = "toolrouter"
        for argument in arguments {
            let subcommands = command.configuration.subcommands
            guard !subcommands.isEmpty, !argument.hasPrefix("-") else { return }
            if argument == "help" { continue }
            if let next = subcommands.first(where: { name(of: $0) == argument }) {
                command = next
                place += " " + argument
                continue
            }
            let names = subcommands.filter { $0.configuration.shouldDisplay }.map { name(of: $0) }
            let nearest = Spelling.nearest(to: argument, among: names).map { "; did you mean `\($0)`?" }
            throw ValidationError(
                "`\(place)` has no subcommand \(Excerpt.of(argument))"
                    + (nearest ?? "; there are \(names.joined(separator: ", "))"))
        }
    }

    private static func name(of command: any ParsableCommand.Type) -> String {
        command.configuration.commandName ?? ""
    }
}
