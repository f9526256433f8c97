/// How a client and a server of MCP come together.
enum MCPEra: Hashable, Sendable {
    /// Each request says all that there is to know of its client: from 2026-07-28 on.
    case stateless
    /// The client introduces itself once, with `initialize`: until 2025-11-25.
    case handshake
}

/// The versions of the protocol that are spoken here.
enum MCPVersion {
    /// The one in which each request stands for itself.
    static let stateless = "2026-07-28"
    /// Those that begin with `initialize`, the newest first.
    static let handshakes = ["2025-11-25", "2025-06-18", "2025-03-26"]
    /// All of them, the newest first.
    static let all = [stateless] + handshakes

    /// The version that is answered to a client which offers `offered`: its own if it is spoken here, else the newest.
    static func negotiated(_ offered: String) -> String {
        handshakes.contains(offered) ? offered : handshakes[0]
    }
}
