import Foundation
package import ToolRouter

/// Where a secret is kept: never in the configuration itself, which people commit, mail and paste.
package enum SecretSource: Sendable {
    /// In a variable of the environment, by name.
    case variable(String, ConfigurationNode)
    /// In a file, by its absolute path; white space around it is not part of it.
    case file(String, ConfigurationNode)

    /// The longest secret, in bytes.
    static let longest = 16_384

    /// The secret in the variable of the environment that `node` names.
    package static func variable(_ node: ConfigurationNode) throws(FileError) -> SecretSource {
        let expected = "the name of a variable of the environment"
        let name = try node.text(expected)
        guard name.utf8.allSatisfy(\.isWordByte), name.utf8.first.map({ $0 > UInt8(ascii: "9") }) == true,
            name.utf8.count <= 100
        else {
            // It may be the key itself.
            throw node.fault(
                found: "a text that is no such name", expected: expected, remedy: "name it, as OPENAI_API_KEY")
        }
        return .variable(name, node)
    }

    /// The secret in the file that `node` names.
    package static func file(
        _ node: ConfigurationNode, in folder: ConfigurationFolder
    ) throws(FileError) -> SecretSource {
        .file(try folder.path(node, "the path of a file with the key"), node)
    }

    /// Looks it up.
    ///
    /// - Throws: where the configuration names it, and what is wrong with it; never a part of it.
    package func read(_ environment: [String: String]) throws(FileError) -> Secret {
        switch self {
        case .variable(let name, let node):
            guard let value = environment[name] else {
                throw node.fault(
                    found: "\(node.words), which is not set", expected: "a variable of the environment with the key",
                    remedy: "set it where toolrouter is started")
            }
            return try Self.checked(value, node)
        case .file(let path, let node):
            let bytes: [UInt8]
            do throws(FileError) {
                bytes = try WholeFile.bytes(path, kind: "a file with the key", upTo: Self.longest)
            } catch {
                throw node.fault(
                    found: "\(node.words), which is \(error.reason.found)", expected: "a file with the key",
                    remedy: error.reason.remedy)
            }
            return try Self.checked(String(decoding: bytes, as: UTF8.self), node)
        }
    }

    /// A secret as it can be sent in a header: something, on one line, in ASCII.
    private static func checked(_ text: String, _ node: ConfigurationNode) throws(FileError) -> Secret {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw node.fault(found: "\(node.words), which is empty", expected: "a key", remedy: "write the key there")
        }
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) || $0 == 0x20 }) else {
            throw node.fault(
                found: "\(node.words), which holds what no header can",
                expected: "a key on one line, of at most \(longest) visible ASCII characters",
                remedy: "write only the key there")
        }
        return Secret(text)
    }
}

extension SecretSource: Hashable {
    package static func == (left: SecretSource, right: SecretSource) -> Bool {
        switch (left, right) {
        case (.variable(let left, _), .variable(let right, _)), (.file(let left, _), .file(let right, _)): left == right
        case (.variable, .file), (.file, .variable): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .variable(let name, _): hasher.combine(name)
        case .file(let path, _): hasher.combine(path)
        }
    }
}

extension UInt8 {
    /// Whether it is a letter or a digit of ASCII, or `_`.
    package var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
