import NIOHTTP1
import Testing

@testable import ToolRouterServer

@Suite struct RouteTableTests {
    /// What a request leads to.
    struct Row: CustomTestStringConvertible, Sendable {
        let method: HTTPMethod
        let path: String
        let outcome: String

        var testDescription: String { "\(method) \(path)" }

        init(_ method: HTTPMethod, _ path: String, _ outcome: String) {
            (self.method, self.path, self.outcome) = (method, path, outcome)
        }
    }

    private static let table = RouteTable(ServiceRoutes.all)

    private func outcome(_ method: HTTPMethod, _ path: String) -> String {
        switch Self.table.match(method, path) {
        case .route(let number, let parameter):
            "\(ServiceRoutes.all[number].method) \(ServiceRoutes.all[number].path)"
                + (parameter.isEmpty ? "" : " \(parameter)")
        case .otherMethods(let methods): "takes \(methods.joined(separator: ", "))"
        case .none: "nothing"
        }
    }

    @Test(arguments: [
        Row(.POST, "/v1/query", "POST /v1/query"),
        Row(.GET, "/", "GET /"),
        Row(.HEAD, "/", "GET /"),
        Row(.HEAD, "/metrics", "GET /metrics"),
        Row(.GET, "/v1/query", "takes POST"),
        Row(.HEAD, "/v1/query", "takes POST"),
        Row(.POST, "/metrics", "takes GET, HEAD"),
        Row(.OPTIONS, "/v1/query", "takes POST"),
        Row(.RAW(value: "BREW"), "/healthz", "takes GET, HEAD"),
        Row(.POST, "/v1/breakers/gpt-4o", "POST /v1/breakers/{name} gpt-4o"),
        Row(.POST, "/v1/breakers/a%20b%2Fc", "POST /v1/breakers/{name} a b/c"),
        Row(.POST, "/v1/breakers/caf%C3%A9", "POST /v1/breakers/{name} café"),
        Row(.GET, "/v1/limits/user:u-1", "GET /v1/limits/{key} user:u-1"),
        Row(.GET, "/v1/limits/ip:2001:db8::1", "GET /v1/limits/{key} ip:2001:db8::1"),
        Row(.GET, "/v1/breakers/gpt-4o", "takes POST"),
        Row(.POST, "/v1/breakers/", "nothing"),
        Row(.POST, "/v1/breakers/a/b", "nothing"),
        Row(.POST, "/v1/breakers/%", "nothing"),
        Row(.POST, "/v1/breakers/%zz", "nothing"),
        Row(.POST, "/v1/breakers/%ff", "nothing"),
        Row(.POST, "/v1/breakers/%00", "nothing"),
        Row(.GET, "/v1/status/", "nothing"),
        Row(.GET, "//", "nothing"),
        Row(.GET, "", "nothing"),
        Row(.GET, "/V1/STATUS", "nothing"),
        Row(.GET, "*", "nothing"),
        Row(.GET, "/v1/../v1/status", "nothing"),
    ])
    func `a method and a path lead to one route, to other methods or to nothing`(_ row: Row) {
        #expect(outcome(row.method, row.path) == row.outcome)
    }

    @Test func `no two routes are the same`() {
        let routes = ServiceRoutes.all.map { "\($0.method) \($0.path)" }
        #expect(Set(routes).count == routes.count)
    }

    @Test func `replies are counted by the path and the class of their status`() {
        let counts = RouteCounts(["/a", "/b", "/a"])
        counts.add(0, status: 200)
        counts.add(2, status: 204)
        counts.add(1, status: 499)
        counts.add(nil, status: 404)
        counts.add(nil, status: 999)
        #expect(
            counts.all.map { "\($0.route) \($0.status) \($0.count)" } == [
                "/a 2xx 2", "/b 4xx 1", "other 4xx 1", "other 5xx 1",
            ])
    }

    @Test(arguments: [
        ("application/json", true), ("application/json; charset=utf-8", true), ("Application/JSON;charset=UTF-8", true),
        ("application/json ; profile=x", true), ("application/json; charset=latin1", false), ("text/json", false),
        ("application/jsonp", false), ("text/plain", false), ("", false), ("application/json, text/plain", false),
    ])
    func `a body is JSON where it says so`(type: String, isJSON: Bool) {
        #expect(ServiceResponder.isJSON(type) == isJSON)
    }
}
