import Crypto
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import ToolRouterServer

/// The page at `/`, as bytes; `FrontPageScriptTests` opens it in a browser.
@Suite struct FrontPageTests {
    private let reply = FrontPage().reply
    private var text: String { String(buffer: reply.body) }

    /// The directives of a policy, each with its sources.
    private func directives(_ reply: HTTPReply) throws -> [String: [String]] {
        let policy = try #require(reply.headers["content-security-policy"].first)
        return Dictionary(
            uniqueKeysWithValues: policy.components(separatedBy: "; ").map { directive in
                let words = directive.components(separatedBy: " ")
                return (words[0], Array(words.dropFirst()))
            })
    }

    @Test func `the policy allows the page's own style and script, by hash, and a connection to where it came from`()
        throws
    {
        let (start, end) = try (
            #require(text.range(of: "<script>")), #require(text.range(of: "</script>", options: .backwards))
        )
        let script = Data(text[start.upperBound..<end.lowerBound].utf8)
        let directives = try directives(reply)
        #expect(directives["script-src"] == ["'sha256-\(Data(SHA256.hash(data: script)).base64EncodedString())'"])
        #expect(directives["style-src"]?.count == 1 && directives["style-src"]?[0].hasPrefix("'sha256-") == true)
        #expect(directives["default-src"] == ["'none'"] && directives["connect-src"] == ["'self'"])
        #expect(directives["img-src"] == ["data:"] && directives["frame-ancestors"] == ["'none'"])
        #expect(directives["base-uri"] == ["'none'"] && directives["form-action"] == ["'none'"])
        #expect(directives.count == 8)
    }

    @Test(arguments: [
        ("no style and no script", "<p>", "'none'", "'none'"),
        ("an empty one", "<style></style>", "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='", "'none'"),
        (
            "two", "<script>a</script><script>b</script>", "'none'",
            "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs=' 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='"
        ),
    ])
    func `each element has its hash`(named: String, page: String, style: String, script: String) throws {
        let directives = try directives(FrontPage(page: Array(page.utf8)).reply)
        #expect(directives["style-src"]?.joined(separator: " ") == style, "\(named)")
        #expect(directives["script-src"]?.joined(separator: " ") == script, "\(named)")
    }

    @Test(arguments: [
        ("a style attribute", #"<[^>]*\sstyle="#), ("a handler attribute", #"<[a-z][^>]*\son[a-z]+="#),
        ("a script from elsewhere", #"<script\s"#),
        ("a style sheet from elsewhere", #"rel="?stylesheet|@import|url\("#),
        ("an address outside", #"https?://(?!www\.w3\.org/2000/svg)"#),
        ("text made into markup", "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|DOMParser|eval\\("),
        ("anything kept in the browser", "localStorage|sessionStorage|document\\.cookie|indexedDB"),
    ])
    func `the page has nothing that could let something in`(named: String, pattern: String) throws {
        let found = text.range(of: pattern, options: [.regularExpression, .caseInsensitive])
        #expect(found == nil, "\(named): \(found.map { text[$0] } ?? "")")
    }

    @Test func `the page is one small file of UTF-8`() {
        #expect(reply.status == .ok && reply.headers["content-type"] == ["text/html; charset=utf-8"])
        #expect(String(validating: Array(buffer: reply.body), as: UTF8.self) != nil)
        #expect(reply.body.readableBytes < 64 * 1_024)
    }
}
