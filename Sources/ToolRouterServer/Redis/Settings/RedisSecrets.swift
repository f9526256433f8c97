import Foundation
import ToolRouter
import ToolRouterFormats

/// The secrets of the section `redis`, looked up.
struct RedisSecrets {
    /// The variable with the key, unless the section names another.
    static let keyVariable = "TOOLROUTER_REDIS_KEY"
    /// The variable with the password of `--redis`.
    static let passwordVariable = "TOOLROUTER_REDIS_PASSWORD"
    /// What errors about the command line name.
    static let option = "--redis"
    /// The fewest bytes of a key.
    static let shortestKey = AnswerSeal.shortestSecret

    let key: Secret
    let password: Secret?

    init(_ settings: RedisSettings, _ environment: [String: String]) throws(FileError) {
        let key = try settings.key?.read(environment) ?? Self.usual(Self.keyVariable, environment)
        guard let key, key.reveal().utf8.count >= Self.shortestKey else {
            throw Self.fault(
                settings,
                found: key.map { "a key of \($0.reveal().utf8.count) bytes" } ?? "no key in \(Self.keyVariable)",
                expected: "at least \(Self.shortestKey) bytes, by which answers are sealed and keys are named",
                remedy: settings.key == nil
                    ? "export \(Self.keyVariable)=$(openssl rand -hex 32)" : "make one with: openssl rand -hex 32")
        }
        self.key = key
        if let source = settings.password {
            password = try source.read(environment)
        } else {
            password = settings.node == nil ? Self.usual(Self.passwordVariable, environment) : nil
        }
    }

    /// What a variable holds, without white space around it; nil when that is nothing.
    private static func usual(_ variable: String, _ environment: [String: String]) -> Secret? {
        let text = environment[variable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
        return text.isEmpty ? nil : Secret(text)
    }

    private static func fault(
        _ settings: RedisSettings, found: String, expected: String, remedy: String
    ) -> FileError {
        let node: ConfigurationNode? =
            switch settings.key {
            case .variable(_, let node), .file(_, let node): node
            case nil: settings.node
            }
        return node?.fault(found: found, expected: expected, remedy: remedy)
            ?? FileError(path: option, found: found, expected: expected, remedy: remedy)
    }
}
