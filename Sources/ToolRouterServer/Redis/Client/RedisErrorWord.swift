/// The first word of an error reply, from a closed list: a server that is not what it seems could send any text, a
/// password among them, and these words reach logs.
package enum RedisErrorWord: String, Hashable, CaseIterable, Sendable {
    case ask = "ASK"
    case busy = "BUSY"
    case clusterDown = "CLUSTERDOWN"
    case denied = "DENIED"
    case err = "ERR"
    case execAbort = "EXECABORT"
    case loading = "LOADING"
    case masterDown = "MASTERDOWN"
    case misconfigured = "MISCONF"
    case moved = "MOVED"
    case noAuth = "NOAUTH"
    case noPermission = "NOPERM"
    case noProtocol = "NOPROTO"
    case noReplicas = "NOREPLICAS"
    case noScript = "NOSCRIPT"
    case outOfMemory = "OOM"
    case readOnly = "READONLY"
    case tryAgain = "TRYAGAIN"
    case wrongPassword = "WRONGPASS"
    case wrongType = "WRONGTYPE"
    /// Any other.
    case other = "OTHER"

    /// The word that `text` begins with.
    package init(of text: String) {
        self = Self(rawValue: String(text.prefix { $0 != " " })) ?? .other
    }
}
