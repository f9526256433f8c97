import Testing
import ToolRouter

@testable import ToolRouterTools

struct URLTemplateTests {
    @Test(arguments: [
        ("https://api.example.com/v1/weather/{city}?days={days}", "https://api.example.com/v1/weather/Paris?days=3"),
        ("http://api.example.com", "http://api.example.com/"), ("https://api.example.com/", "https://api.example.com/"),
        ("https://API.Example.com:443/a", "https://api.example.com/a"),
        ("http://api.example.com:8080/a/", "http://api.example.com:8080/a/"),
        ("https://203.0.113.9/a", "https://203.0.113.9/a"),
        ("https://[2001:db8::1]:81/a", "https://[2001:db8::1]:81/a"),
        ("https://a.example?q={city}&flag&x=", "https://a.example/?q=Paris&flag&x="),
        ("https://a.example/{city}.json", "https://a.example/Paris.json"),
        ("https://a.example/a%20b/@me/x:y", "https://a.example/a%20b/@me/x:y"),
        ("https://xn--mnchen-3ya.example/", "https://xn--mnchen-3ya.example/"),
        ("https://a.example/...", "https://a.example/..."),
    ])
    func `a template makes the URL that it says`(template: String, url: String) throws {
        let template = try URLTemplate(template)
        #expect(template.filled(["city": "Paris", "days": "3"])?.text == url)
    }

    @Test(arguments: [
        // hosts
        "https://0177.0.0.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.0.0.1/", "https://127.1/",
        "https://127.0.0.01/", "https://1.2.3.4.5/", "https://256.0.0.1/", "https://a.0x1/", "https://foo.1/",
        "https://[::ffff:127.0.0.1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::1%25lo]/", "https://[::1/",
        "https://[v1.x]/", "https://::1/", "https://a.example./", "https://.a.example/", "https://a..example/",
        "https://-a.example/", "https://a_b.example/", "https://a.example。/", "https://ⓔxample.com/",
        "https://еxample.com/", "https://a%2eexample/", "https:///a", "https://", "https://:80/",
        // authority
        "https://user@a.example/", "https://user:pw@a.example/", "https://a.example@b.example/",
        "https://{host}/", "https://{host}.example/", "https://a.example:{port}/", "https://a.example:0/",
        "https://a.example:65536/", "https://a.example:080/", "https://a.example:+80/", "https://a.example:/",
        // schemes
        "file:///etc/passwd", "gopher://a.example/", "ftp://a.example/", "HTTPS://a.example/", "//a.example/",
        "a.example/x", "javascript:1", "{scheme}://a.example/", "https:/a.example/", "https:\\\\a.example/", "",
        // path and query
        "https://a.example/a//b", "https://a.example//", "https://a.example/../b", "https://a.example/./b",
        "https://a.example/%2e%2e/b", "https://a.example/%2E./b", "https://a.example/a%2fb", "https://a.example/a%5cb",
        "https://a.example/a%252fb", "https://a.example/%00", "https://a.example/a#b", "https://a.example/a b",
        "https://a.example/a\r\nb", "https://a.example/a\\b", "https://a.example/ä", "https://a.example/%zz",
        "https://a.example/%2", "https://a.example/{city", "https://a.example/city}", "https://a.example/{}",
        "https://a.example/{City}", "https://a.example/{a b}", "https://a.example/?{city}=1",
        "https://a.example/?a{city}=1",
        "https://a.example/?{city}", "https://a.example/?=1", "https://a.example/?a=1&&b=2", "https://a.example/\"",
        "https://a.example/<x>", "https://a.example/a|b",
    ])
    func `a text that leads elsewhere for some reader is no template`(text: String) {
        #expect(throws: URLTemplateFault.self) { try URLTemplate(text) }
    }

    @Test(arguments: [
        ".", "..", "a/b", "a\\b", "%2e%2e", "%252e", "a%", "a\u{0}b", "",
    ])
    func `a segment that leads upwards or apart makes no URL`(value: String) throws {
        let template = try URLTemplate("https://a.example/v1/{city}/now")
        #expect(template.filled(["city": value]) == nil)
    }

    @Test(arguments: [
        ("a b", "a%20b"), ("ä", "%C3%A4"), ("a?b", "a%3Fb"), ("a#b", "a%23b"), ("a&b=c", "a%26b%3Dc"),
        ("@evil.example", "%40evil.example"), ("a:b", "a%3Ab"), ("x;y", "x%3By"), ("a\r\nb", "a%0D%0Ab"),
        ("...", "..."), ("~-_.", "~-_."), ("{days}", "%7Bdays%7D"), ("。", "%E3%80%82"), ("+", "%2B"), ("'", "%27"),
    ])
    func `a value stays in its place`(value: String, encoded: String) throws {
        let path = try URLTemplate("https://a.example/v1/{city}/now")
        #expect(path.filled(["city": value])?.text == "https://a.example/v1/\(encoded)/now")
        let query = try URLTemplate("https://a.example/v1?q={city}&z=1")
        #expect(query.filled(["city": value])?.text == "https://a.example/v1?q=\(encoded)&z=1")
    }

    @Test func `two values together lead nowhere else either`() throws {
        let template = try URLTemplate("https://a.example/{a}{b}/c")
        #expect(template.filled(["a": ".", "b": "."]) == nil)
        #expect(template.filled(["a": ".", "b": "x"])?.text == "https://a.example/.x/c")
        let long = try URLTemplate("https://a.example/{a}")
        #expect(long.filled(["a": String(repeating: "x", count: URLTemplate.longest)]) == nil)
    }
}
