import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import RouterTesting
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

extension IdentityAttempt: CustomTestStringConvertible {}

extension HTTPCall {
    /// A call with these headers.
    static func with(_ headers: [(name: String, value: String)] = [], from peer: String = "127.0.0.1") -> HTTPCall {
        HTTPCall(
            id: "r-1", method: .POST, path: "/v1/query", headers: HTTPHeaders(headers.map { ($0.name, $0.value) }),
            peer: peer, loop: MultiThreadedEventLoopGroup.singleton.next())
    }
}

extension IdentitySettings {
    /// Reads the sections of a file that is `yaml`, which lies in `folder`.
    init(
        yaml: String, in folder: String = "/", roles: Set<RoleName> = ["clerk", "guest"]
    ) throws(FileError) {
        let node = try ConfigurationNode(yaml: yaml, file: "server.yaml")
        try self.init(
            ConfigurationSection(node, keys: Self.keys),
            in: ConfigurationFolder(URL(filePath: folder, directoryHint: .isDirectory), called: "the file's folder"),
            roles: roles)
    }
}

extension TrustedProxies {
    /// Reads a list of networks.
    init(yaml: String) throws(FileError) {
        let node = try ConfigurationNode(yaml: "trusted_proxies: \(yaml)", file: "server.yaml")
        try self.init(ConfigurationSection(node).required("trusted_proxies", "networks"))
    }
}

extension Identities {
    /// Those of an attempt's configuration.
    convenience init(of attempt: IdentityAttempt) throws {
        self.init(
            try IdentitySettings(yaml: attempt.configuration),
            proxies: attempt.proxies.isEmpty
                ? TrustedProxies()
                : try TrustedProxies(yaml: "[\(attempt.proxies.map { "\"\($0)\"" }.joined(separator: ", "))]"))
    }
}

extension Timestamp {
    /// The moment of these tests.
    static let ofIdentity = Timestamp(microseconds: 1_795_165_200_000_000)
}
