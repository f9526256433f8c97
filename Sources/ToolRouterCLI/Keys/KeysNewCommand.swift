import ArgumentParser
import ToolRouterFormats
import ToolRouterServer

/// `toolrouter keys new`.
struct KeysNewCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make an API key, and print it once with the lines that let a service know it.",
        discussion: """
            The key is 32 random bytes. It is printed on the first line and kept nowhere: hand it to its holder. The other lines \
            go under `keys` of the service's configuration, which holds the key's SHA-256 and never the key.

            EXAMPLES
              toolrouter keys new --name emea-app --tenant emea --role analyst
              toolrouter keys new --name portal --tenant emea --acts-for apac --names-users
              toolrouter keys new --name operations --tenant emea --admin
            """)

    @Option(help: "What people and logs call the key.")
    var name: String

    @Option(help: "The tenant that it acts for.")
    var tenant: String

    @Option(help: "The user that it is. Default: its name.")
    var user: String?

    @Option(help: "Its role, one of those under `roles`. Default: none, so what everybody may.")
    var role: String?

    @Option(name: .customLong("acts-for"), help: "Another tenant that a request may name; may be repeated.")
    var tenants: [String] = []

    @Flag(help: "Let requests name the user: for a front end that knows its users.")
    var namesUsers = false

    @Flag(help: "Allow admin actions: to force a circuit, to reload prices.")
    var admin = false

    func validate() throws {
        for text in [name, tenant] + tenants + [user, role].compactMap({ $0 }) {
            guard !text.allSatisfy(\.isWhitespace), text.unicodeScalars.count <= 100,
                text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
            else { throw ValidationError("a name has 1 to 100 characters on one line, found \(Excerpt.of(text))") }
        }
    }

    func run() {
        let key = NewKey()
        Console.print(key.text)
        Console.print("- name: \(quoted(name))")
        Console.print("  sha256: \(key.sha256)")
        Console.print("  tenant: \(quoted(tenant))")
        if let user { Console.print("  user: \(quoted(user))") }
        if let role { Console.print("  role: \(quoted(role))") }
        if !tenants.isEmpty { Console.print("  tenants: [\(tenants.map(quoted).joined(separator: ", "))]") }
        if namesUsers { Console.print("  users: true") }
        if admin { Console.print("  admin: true") }
    }

    /// A name in single quotes, in which YAML knows one escape only.
    private func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
