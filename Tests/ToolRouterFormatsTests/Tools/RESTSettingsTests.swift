import Foundation
import Testing
import ToolRouter
import ToolRouterTools

@testable import ToolRouterFormats

struct RESTSettingsTests {
    private static let folder = ConfigurationFolder(URL(filePath: "/"), called: "the folder")

    private func read(_ yaml: String) throws -> RESTSettings {
        try RESTSettings(ConfigurationNode(yaml: yaml, file: "server.yaml"), in: Self.folder)
    }

    private func endpoint(_ members: String) throws -> RESTSettings { try read("endpoints: {a: {\(members)}}") }

    @Test func `an endpoint may say all that there is`() throws {
        let settings = try read(
            """
            duration: 40ms
            endpoints:
              weather:
                url: https://api.example.com/v1/{city}?days={days}
                summary: The weather of a city.
                parameters:
                  city: {type: string, longest: 80, summary: The city.}
                  days: {type: integer, from: 1, to: 14, default: 3}
                headers: {authorization: {env: WEATHER_KEY, prefix: "Bearer "}, x-plain: yes}
                timeout: 2s
                response_bytes: 1000
                content_types: [application/json, text/csv]
                fresh_for: 5m
                calls: 3
              search:
                method: POST
                url: http://10.0.0.5:8080/search
                addresses: [10.0.0.5]
                parameters: {q: {type: string, one_of: [a, b]}, lat: {type: number, from: -90, to: 90.5}}
                body: {query: "{q}", at: ["{lat}", 1, 1.5, true, null, "1", "{other}"]}
            """)
        #expect(settings.duration == .milliseconds(40))
        #expect(settings.secrets.count == 1)
        _ = try settings.open(scratch: "", environment: nil)
        _ = try settings.open(scratch: "", environment: ["WEATHER_KEY": "k-1"])
        let fault = #expect(throws: FileError.self) { try settings.open(scratch: "", environment: [:]) }
        #expect(fault?.description.contains("WEATHER_KEY") == true)
    }

    @Test(arguments: [
        // URLs: other rows are those of templates
        ("", "url"), ("url: 1", "https"), ("url: https://127.0.0.1/", "addresses"),
        ("url: https://10.0.0.5/", "addresses"),
        ("url: 'http://[::1]/'", "addresses"), ("url: http://169.254.169.254/latest/meta-data", "addresses"),
        ("url: https://0177.0.0.1/", "usual spelling"), ("url: https://2130706433/", "usual spelling"),
        ("url: https://0x7f.0.0.1/", "usual spelling"), ("url: 'https://[::ffff:10.0.0.5]/'", "usual spelling"),
        ("url: https://u:hunter2@a.example/", "a user or a password"), ("url: file:///etc/passwd", "another scheme"),
        ("url: 'https://{a}.example/', parameters: {a: {type: string}}", "a parameter in the host"),
        ("url: https://127.0.0.1/, addresses: [127.0.0.2]", "addresses"),
        // parameters
        ("url: 'https://a.example/{x}'", "{x}"),
        ("url: https://a.example/, parameters: {x: {type: string}}", "no place"),
        ("url: 'https://a.example/{x}', parameters: {x: {}}", "type"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: text}}", "string"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: string, from: 1}}", "no such key"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: integer, longest: 1}}", "no such key"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: integer, from: 3, to: 2}}", "at most"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: integer, from: 3, default: 2}}", "a whole number"),
        (
            "url: 'https://a.example/{x}', parameters: {x: {type: string, longest: 3, default: abcd}}",
            "a text of 1 to 3"
        ),
        ("url: 'https://a.example/{x}', parameters: {x: {type: string, longest: 3, one_of: [a]}}", "either"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: string, one_of: []}}", "empty list"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: string, one_of: [a, a]}}", "again"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: number, from: 1e3}}", "a decimal number"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: user, default: me}}", "no such key"),
        ("url: 'https://a.example/{x}', parameters: {X: {type: string}}", "small letters"),
        ("url: 'https://a.example/{x}', parameters: {x: {type: string, pattern: a}}", "unknown key"),
        // the rest
        ("url: https://a.example/, method: DELETE", "GET"), ("url: https://a.example/, method: get", "GET"),
        ("url: https://a.example/, body: {a: 1}", "method: POST"),
        (
            "url: https://a.example/, method: POST, parameters: {q: {type: string}}, body: {a: 'x {q}'}",
            "inside of a text"
        ),
        ("url: https://a.example/, headers: {authorization: sk-live-1}", "a secret in the file"),
        ("url: https://a.example/, headers: {host: b.example}", "one's own"),
        ("url: https://a.example/, headers: {x-a: {env: 'a b'}}", "name it"),
        ("url: https://a.example/, headers: {x-a: {env: A, file: b}}", "either"),
        ("url: https://a.example/, addresses: [localhost]", "an address or a network"),
        ("url: https://a.example/, addresses: [10.0.0.5/8]", "clear the bits"),
        ("url: https://a.example/, addresses: []", "empty list"),
        ("url: https://a.example/, content_types: [json]", "a media type"),
        ("url: https://a.example/, content_types: ['text/html; charset=utf-8']", "a media type"),
        ("url: https://a.example/, response_bytes: 0", "1 to 1048576"),
        ("url: https://a.example/, calls: 0", "1 to 1000"),
        ("url: https://a.example/, timeout: 0s", "above 0"), ("url: https://a.example/, redirects: 3", "unknown key"),
    ])
    func `what is wrong with an endpoint is said`(members: String, words: String) {
        let fault = #expect(throws: FileError.self) { try endpoint(members) }
        #expect(fault?.description.contains(words) == true, "\(fault.map { $0.description } ?? "nothing")")
        #expect(fault?.description.contains("hunter2") == false)
        #expect(fault?.description.contains("sk-live-1") == false)
    }

    @Test func `whatever is said of endpoints makes other answers`() throws {
        func digest(_ yaml: String) throws -> String { try read(yaml).digest }
        let first = try digest("endpoints: {a: {url: https://a.example/x}}")
        #expect(try digest("endpoints: {a: {url: https://a.example/x}}") == first)
        #expect(try digest("endpoints: {a: {url: https://a.example/y}}") != first)
        #expect(try digest("endpoints: {a: {url: https://a.example/x, response_bytes: 9}}") != first)
    }
}
