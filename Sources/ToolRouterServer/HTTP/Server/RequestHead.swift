import NIOHTTP1
import ToolRouter

/// What the head of a request says about its connection and its body, looked at once.
struct RequestHead {
    let head: HTTPRequestHead
    /// Whether more requests may follow on the connection.
    private(set) var keepsAlive: Bool
    /// Whether the client waits for a word before it sends the body.
    private(set) var expectsContinue = false
    /// The length of the body, where it is said.
    private(set) var contentLength: Int?

    /// - Throws: why it is not answered.
    init(_ head: HTTPRequestHead, _ limits: HTTPLimits) throws(RouterError) {
        self.head = head
        keepsAlive = head.isKeepAlive && head.method != .CONNECT
        var hosts = 0
        for (name, value) in head.headers {
            // Of the names, most differ in their length.
            switch name.utf8.count {
            case 4 where name.isSameHeader(as: "host"): hosts += 1
            case 6 where name.isSameHeader(as: "expect"):
                guard value.isSameHeader(as: "100-continue") else {
                    throw .malformed("the header `expect` asks for something other than 100-continue")
                }
                expectsContinue = head.version.minor >= 1
            case 7 where name.isSameHeader(as: "upgrade"):
                // What follows an upgrade is not read as HTTP any more.
                keepsAlive = false
            case 14 where name.isSameHeader(as: "content-length"): contentLength = Int(value)
            default: break
            }
        }
        // RFC 9112, section 3.2.
        guard hosts == 1 || (hosts == 0 && head.version.minor == 0) else {
            throw .malformed("a request has one header `host`, found \(hosts)")
        }
        if let contentLength, contentLength > limits.bodyBytes { throw .bodyTooLarge(limits) }
    }

    /// The path and the query of the target, which may be a whole URL (RFC 9112, section 3.2.2).
    var target: (path: String, query: String?) {
        var target = head.uri[...]
        if target.utf8.first != UInt8(ascii: "/"), let scheme = target.range(ofScheme: ["http://", "https://"]) {
            target = target[scheme...]
            target = target.firstIndex { $0 == "/" || $0 == "?" }.map { target[$0...] } ?? ""
            if target.first != "/" { target = "/" + target }
        }
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return (String(target), nil) }
        return (String(target[..<mark]), String(target[target.utf8.index(after: mark)...]))
    }

    /// The trace that the client named; nil when it named none, or not a valid one.
    var trace: TraceContext? {
        let values = head.headers["traceparent"]
        return values.count == 1 ? TraceContext(traceparent: values[0]) : nil
    }
}

extension Substring {
    /// Where it goes on behind one of these beginnings, in whatever case.
    fileprivate func range(ofScheme schemes: [String]) -> Index? {
        for scheme in schemes where prefix(scheme.count).isSameHeader(as: scheme) {
            return index(startIndex, offsetBy: scheme.count)
        }
        return nil
    }
}

extension StringProtocol {
    /// Whether both are the same but for the case of ASCII letters.
    fileprivate func isSameHeader(as other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { lower($0) == lower($1) }
    }

    private func lower(_ byte: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
    }
}
