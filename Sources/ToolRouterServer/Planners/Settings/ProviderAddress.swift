import Foundation
import ToolRouterFormats

/// Where a provider is: the base address of its interface, as its own documentation names it.
package struct ProviderAddress: Hashable, Sendable, CustomStringConvertible {
    /// The base address, without a slash at the end.
    package let base: String
    /// What Azure calls a deployment; nil where that is the model's name.
    package let deployment: String?
    /// The version of Azure's interface, for addresses of deployments.
    package let version: String

    /// Azure's latest stable version of the interface by deployments.
    static let azureVersion = "2024-10-21"

    /// - Parameter base: an address as `check` lets it pass.
    package init(_ base: String, deployment: String? = nil, version: String? = nil) {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.deployment = deployment
        self.version = version ?? Self.azureVersion
    }

    package var description: String { base }

    /// What is wrong with a base address, without repeating it: there may be a password in it. Nil when nothing is.
    static func trouble(_ text: String) -> (found: String, remedy: String)? {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty
        else { return ("a text that is no address", "write scheme, host and path") }
        guard scheme == "http" || scheme == "https" else {
            return ("an address of another scheme than http and https", "write https://")
        }
        guard url.user() == nil, url.password() == nil else {
            return ("an address with a user or a password", "name the key by `key_env` or `key_file`")
        }
        guard url.query() == nil, url.fragment() == nil else {
            return ("an address with a query or a fragment", "leave them out")
        }
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return ("an address with blanks or letters beyond ASCII", "percent-encode them")
        }
        return nil
    }

    /// Where a call of `api` for `model` goes.
    func url(of api: ProviderAPI, for model: String) -> String {
        switch api {
        case .anthropicMessages:
            return endpoint("/messages", of: hasPath ? base : base + "/v1")
        case .azureOpenAI where !base.hasSuffix("/openai/v1"):
            let root = base.hasSuffix("/openai") ? base : base + "/openai"
            return "\(root)/deployments/\(Self.encoded(deployment ?? model))/chat/completions?api-version=\(version)"
        default:
            return endpoint("/chat/completions", of: hasPath ? base : base + "/v1")
        }
    }

    private func endpoint(_ path: String, of base: String) -> String {
        base.hasSuffix(path) ? base : base + path
    }

    /// Whether the base names more than a host: servers of one's own have their interface under `/v1`, as OpenAI has.
    private var hasPath: Bool { URL(string: base)?.path().isEmpty == false }

    private static func encoded(_ segment: String) -> String {
        segment.addingPercentEncoding(withAllowedCharacters: .alphanumerics.intersection(ascii).union(marks)) ?? ""
    }

    private static let ascii = CharacterSet(charactersIn: "\u{0}"..."\u{7F}")
    private static let marks = CharacterSet(charactersIn: "-._~")
}
