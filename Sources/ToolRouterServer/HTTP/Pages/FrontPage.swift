internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOHTTP1

/// The page at `/`: one file with its own style and script, and the headers that keep anything else out of it.
package struct FrontPage: Sendable {
    /// What a browser gets. It is always the same, so it is made once.
    package let reply: HTTPReply

    /// The page that the service ships.
    package init() {
        self.init(page: PackageResources.index_html)
    }

    /// Serves `page`. Its security policy allows the styles and scripts that stand in it, by their SHA-256 (Content Security
    /// Policy Level 3, section 2.3.1), and nothing else: no other script even where a text of the page became markup.
    init(page: [UInt8]) {
        let text = String(decoding: page, as: UTF8.self)
        let policy = [
            "default-src 'none'", "style-src \(Self.sources("style", in: text))",
            "script-src \(Self.sources("script", in: text))", "connect-src 'self'", "img-src data:", "base-uri 'none'",
            "form-action 'none'", "frame-ancestors 'none'",
        ]
        reply = HTTPReply(
            status: .ok,
            headers: [
                "content-type": "text/html; charset=utf-8",
                "content-security-policy": policy.joined(separator: "; "),
                "x-content-type-options": "nosniff",
                "referrer-policy": "no-referrer",
                "cross-origin-opener-policy": "same-origin",
                "cross-origin-resource-policy": "same-origin",
                "cache-control": "no-cache",
            ],
            body: ByteBuffer(bytes: page))
    }

    /// The sources of a directive: a hash for each element of this name, byte by byte what stands between its tags.
    private static func sources(_ name: String, in text: String) -> String {
        let elements = text.components(separatedBy: "<\(name)>").dropFirst()
        let hashes = elements.map { element in
            let content = element.components(separatedBy: "</\(name)>")[0]
            return "'sha256-\(Data(SHA256.hash(data: Data(content.utf8))).base64EncodedString())'"
        }
        return hashes.isEmpty ? "'none'" : hashes.joined(separator: " ")
    }
}
