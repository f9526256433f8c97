import Foundation
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// What a service says over HTTP, route by route.
@Suite struct ServiceResponderTests {
    /// A limit that gives nothing back while a test runs: one request a day.
    private static func slowly(_ burst: Int) -> RateLimit {
        RateLimit(requests: 1, per: .seconds(86_400), burst: burst)
    }

    // MARK: Questions

    @Test func `a question is answered with rows, plan, cost and limits`() async throws {
        let world = try ServiceWorld {
            $0.router.router.limits.ip = Self.slowly(5)
        }
        let reply = await world.ask("Who are they?")
        #expect(reply.status == 200, "\(reply.text)")
        #expect(reply.headers["content-type"] == ["application/json"])
        #expect(reply.headers["x-request-id"] == [reply.id.text])
        #expect(reply.headers["cache-control"] == ["no-store"])
        #expect(reply.headers["ratelimit"].first?.hasPrefix(#""ip";r=4;t="#) == true)
        #expect(reply.headers["ratelimit-policy"] == [#""ip";q=5;w=432000"#])
        #expect(reply.json["request_id"] as? String == reply.id.text)
        #expect(reply.json["outcome"] as? String == "answered")
        #expect(reply.json["source"] as? String == "planner")
        #expect(reply.json["planner"] as? String == "planner")
        #expect(reply.json["rows"] as? [[String]] == [["Ada"], ["Grace"], ["Edsger"]])
        #expect(reply.json["trail"] == nil)
        await world.hasStored(1)
        let again = await world.ask("Who are they?")
        #expect(again.json["source"] as? String == "cache")
        #expect(again.headers["ratelimit"].first?.hasPrefix(#""ip";r=3;t="#) == true)
        await world.live.close()
    }

    @Test func `a trail tells the stages in order, without gaps`() async throws {
        let world = try ServiceWorld()
        let reply = await world.ask("Who are they?", #", "trail": true"#)
        let trail = try #require(reply.json["trail"] as? [[String: Any]])
        #expect(
            trail.compactMap { $0["stage"] as? String } == [
                "admit", "route", "recall", "plan", "guard", "run", "settle",
            ])
        var end = 0.0
        for step in trail {
            let (at, took) = (try #require(step["at_ms"] as? Double), try #require(step["took_ms"] as? Double))
            #expect(abs(at - end) < 0.01, "a step begins where the one before ended")
            #expect(took >= 0)
            end = at + took
        }
        #expect(end <= (reply.json["latency_ms"] as? Double ?? 0), "it begins with the router, and ends with it")
        await world.live.close()
    }

    /// A request, and the problem document that it gets.
    struct Refusal: CustomTestStringConvertible, Sendable {
        let name: String
        var method = HTTPMethod.POST
        var path = "/v1/query"
        var type: String? = "application/json"
        var body: String
        let status: Int
        let code: ErrorCode

        var testDescription: String { name }
    }

    @Test(arguments: [
        Refusal(name: "no path", method: .GET, path: "/v2/query", body: "", status: 404, code: .routeNotFound),
        Refusal(name: "another method", method: .GET, body: "", status: 405, code: .methodNotAllowed),
        Refusal(name: "no JSON", body: "question", status: 400, code: .malformedRequest),
        Refusal(name: "no body", body: "", status: 400, code: .malformedRequest),
        Refusal(name: "an unknown member", body: #"{"question":"a","q":1}"#, status: 400, code: .malformedRequest),
        Refusal(
            name: "a form", type: "text/plain", body: #"{"question":"a"}"#, status: 415, code: .unsupportedMediaType),
        Refusal(name: "no type", type: nil, body: #"{"question":"a"}"#, status: 415, code: .unsupportedMediaType),
        Refusal(name: "an empty question", body: #"{"question":" "}"#, status: 400, code: .questionEmpty),
        Refusal(
            name: "another database", body: #"{"question":"a","database":"b"}"#, status: 400, code: .unknownDatabase),
        Refusal(name: "a tenant without a key", body: #"{"question":"a","tenant":"b"}"#, status: 403, code: .forbidden),
        Refusal(
            name: "a table that is denied", body: #"{"question":"SELECT code FROM secret"}"#, status: 422,
            code: .tableDenied),
        Refusal(
            name: "a command without an admin key", path: "/v1/breakers/planner", body: #"{"action":"open"}"#,
            status: 403, code: .forbidden),
        Refusal(
            name: "a reload without an admin key", path: "/v1/prices/reload", body: "", status: 403, code: .forbidden),
        Refusal(
            name: "somebody else's limits", method: .GET, path: "/v1/limits/tenant:emea", body: "", status: 403,
            code: .forbidden),
        Refusal(
            name: "nobody's limits", method: .GET, path: "/v1/limits/everybody", body: "", status: 400,
            code: .malformedRequest),
    ])
    func `a refusal is a problem document with its status`(_ refusal: Refusal) async throws {
        let world = try ServiceWorld()
        let headers: HTTPHeaders = refusal.type.map { ["content-type": $0] } ?? [:]
        // A reply to an empty type, too, has to be made here: the world adds one to each body.
        let reply = await world.reply(
            refusal.method, refusal.path, refusal.body, headers: refusal.type == nil ? ["content-type": ""] : headers)
        #expect(reply.status == refusal.status, "\(reply.text)")
        #expect(reply.code == refusal.code.rawValue)
        #expect(reply.headers["content-type"] == ["application/problem+json"])
        #expect(reply.headers["x-request-id"] == [reply.id.text])
        #expect(reply.json["instance"] as? String == "urn:toolrouter:request:\(reply.id)")
        if refusal.code == .methodNotAllowed { #expect(reply.headers["allow"] == ["POST"]) }
        await world.live.close()
    }

    @Test func `a limit that is used up says so in headers, with the time to wait`() async throws {
        let world = try ServiceWorld {
            $0.router.router.limits.ip = RateLimit(requests: 1, per: .seconds(60), burst: 1)
        }
        _ = await world.ask("Who are they?")
        let reply = await world.ask("Who are they?")
        #expect(reply.status == 429)
        #expect(reply.code == "rate_limited")
        #expect(reply.headers["x-ratelimit-remaining"] == ["0"])
        let wait = try #require(reply.headers["retry-after"].first.flatMap { Int($0) })
        #expect(reply.headers["retry-after"].count == 1)
        #expect((1...60).contains(wait))
        await world.live.close()
    }

    @Test func `a client may wait less than the configuration, never longer`() async throws {
        let world = try ServiceWorld { $0.router.router.deadline = .milliseconds(50) }
        world.planner.say(.failure(.timeout))
        let reply = await world.ask("What?", #", "deadline_ms": 86400000"#)
        #expect(reply.status == 504 || reply.status == 502, "\(reply.text)")
        await world.live.close()
    }

    @Test func `the trace of the client is the trace of the answer and of the problem`() async throws {
        let world = try ServiceWorld()
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let headers: HTTPHeaders = ["traceparent": "00-\(trace)-00f067aa0ba902b7-01"]
        #expect(await world.ask("Who are they?", headers: headers).json["trace_id"] as? String == trace)
        #expect(await world.ask(" ", headers: headers).json["trace_id"] as? String == trace)
        await world.live.close()
    }

    // MARK: State

    @Test func `the status counts what happened`() async throws {
        let world = try ServiceWorld()
        _ = await world.ask("Who are they?")
        await world.hasStored(1)
        _ = await world.ask("Who are they?")
        _ = await world.ask("SELECT code FROM secret")
        let status = await world.reply(.GET, "/v1/status").json
        let requests = try #require(status["requests"] as? [String: Int])
        #expect(
            requests == ["total": 3, "answered": 2, "clarification": 0, "refused": 1, "failed": 0, "in_flight": 0])
        let cache = try #require(status["cache"] as? [String: Any])
        #expect(cache["hits"] as? Int == 1)
        #expect(status["version"] as? String == "1.2.3")
        #expect(status["databases"] as? [String] == ["shop"])
        #expect(status["examples"] as? [String] == ["Who are they?"])
        #expect(status["needs_key"] as? Bool == false)
        #expect(status["ready"] as? Bool == true)
        #expect(status["unpriced_calls"] as? Int == 1, "the model has no price")
        await world.live.close()
    }

    @Test func `alive means that it answers, ready that questions can be answered`() async throws {
        let world = try ServiceWorld()
        #expect(await world.reply(.GET, "/healthz").json["status"] as? String == "ok")
        #expect(await world.reply(.GET, "/readyz").json["status"] as? String == "ready")
        world.responder.isEnding = true
        let ending = await world.reply(.GET, "/readyz")
        #expect(ending.status == 503)
        #expect(ending.code == "not_ready")
        #expect(ending.headers["retry-after"] == ["1"])
        #expect(await world.reply(.GET, "/healthz").status == 200, "it is alive still")
        await world.live.close()
    }

    @Test func `an open circuit keeps a server ready while a rule has a plan, and no longer`() async throws {
        for hasRule in [true, false] {
            let world = try ServiceWorld(hasKeys: true) { settings in
                if !hasRule { settings.router.router.rules = RuleSet() }
            }
            let command = await world.reply(
                .POST, "/v1/breakers/planner", #"{"action": "open"}"#, key: ServiceWorld.adminKey)
            #expect(command.status == 200, "\(command.text)")
            #expect(await world.reply(.GET, "/readyz").status == (hasRule ? 200 : 503))
            await world.live.close()
        }
    }

    @Test func `metrics have the format that is asked for, and those of the service`() async throws {
        let world = try ServiceWorld()
        _ = await world.ask("Who are they?")
        _ = await world.reply(.GET, "/nothing")
        let text = await world.reply(.GET, "/metrics")
        #expect(text.headers["content-type"] == ["text/plain; version=0.0.4; charset=utf-8"])
        #expect(text.text.contains("\ntoolrouter_requests_total"))
        #expect(text.text.contains(#"toolrouter_http_responses_total{route="/v1/query",status="2xx"} 1"#))
        #expect(text.text.contains(#"toolrouter_http_responses_total{route="other",status="4xx"} 1"#))
        let open = await world.reply(.GET, "/metrics", headers: ["accept": "application/openmetrics-text"])
        #expect(open.headers["content-type"][0].hasPrefix("application/openmetrics-text"))
        #expect(open.text.hasSuffix("# EOF\n"))
        await world.live.close()
    }

    @Test func `the page and the description are there for everybody`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        let page = await world.reply(.GET, "/")
        #expect(page.headers["content-type"] == ["text/html; charset=utf-8"])
        #expect(page.headers["content-security-policy"][0].hasPrefix("default-src 'none'"))
        #expect(await world.reply(.GET, "/v1/openapi.yaml").text.hasPrefix("openapi: 3"))
        await world.live.close()
    }

    // MARK: Keys

    @Test(arguments: [
        ("/v1/query", 401), ("/metrics", 401), ("/v1/status", 401), ("/v1/breakers", 401), ("/v1/limits/me", 401),
        ("/healthz", 200), ("/readyz", 200), ("/", 200), ("/v1/openapi.yaml", 200),
    ])
    func `without a key only what is open is answered`(path: String, status: Int) async throws {
        let world = try ServiceWorld(hasKeys: true)
        let method: HTTPMethod = path == "/v1/query" ? .POST : .GET
        let reply = await world.reply(method, path, method == .POST ? #"{"question":"a"}"# : "")
        #expect(reply.status == status)
        if status == 401 { #expect(reply.headers["www-authenticate"] == ["Bearer"]) }
        await world.live.close()
    }

    @Test func `metrics may be open although there are keys`() async throws {
        let world = try ServiceWorld(hasKeys: true) { $0.metrics.isOpen = true }
        #expect(await world.reply(.GET, "/metrics").status == 200)
        #expect(await world.reply(.GET, "/v1/status").status == 401)
        await world.live.close()
    }

    @Test func `metrics and what was spent are for admins, and metrics for keys with that right`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        #expect(await world.reply(.GET, "/metrics", key: ServiceWorld.key).code == "forbidden")
        #expect(await world.reply(.GET, "/metrics", key: ServiceWorld.adminKey).status == 200)
        let status = await world.reply(.GET, "/v1/status", key: ServiceWorld.key).json
        #expect(status["spend_usd"] is NSNull && status["unpriced_calls"] is NSNull)
        let whole = await world.reply(.GET, "/v1/status", key: ServiceWorld.adminKey).json
        #expect(whole["spend_usd"] is String && whole["unpriced_calls"] is Int)
        await world.live.close()
        let scraped = try ServiceWorld(hasKeys: true) {
            $0.identity.keys[0].readsMetrics = true
            $0.identity.anonymous = AnonymousSettings()
        }
        #expect(await scraped.reply(.GET, "/metrics", key: ServiceWorld.key).status == 200)
        #expect(await scraped.reply(.GET, "/metrics").status == 403)
        await scraped.live.close()
    }

    @Test func `a name that is made to lead here is refused without a key`() async throws {
        let world = try ServiceWorld(hasKeys: true) { $0.identity.anonymous = AnonymousSettings() }
        let headers: HTTPHeaders = ["host": "evil.example:8080"]
        #expect(await world.ask("Who are they?", headers: headers).code == "forbidden")
        #expect(await world.ask("Who are they?", key: ServiceWorld.key, headers: headers).status == 200)
        #expect(await world.reply(.GET, "/healthz", headers: headers).status == 200)
        await world.live.close()
    }

    @Test func `who asks is asked before what is asked`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        #expect(await world.reply(.POST, "/v1/query", "no JSON at all").code == "unauthenticated")
        #expect(
            await world.reply(.POST, "/v1/query", "no JSON at all", key: ServiceWorld.key).code == "malformed_request")
        #expect(await world.ask("Who are they?", key: ServiceWorld.key).status == 200)
        await world.live.close()
    }

    @Test func `an operator opens and closes circuits, and nobody else`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        func command(_ action: String, _ name: String = "planner", key: String = ServiceWorld.adminKey) async -> Reply {
            await world.reply(.POST, "/v1/breakers/\(name)", #"{"action": "\#(action)"}"#, key: key)
        }
        func breaker(_ reply: Reply) -> [String: Any] { (reply.json["breakers"] as? [[String: Any]])?.first ?? [:] }
        #expect(await command("open", key: ServiceWorld.key).status == 403)
        let open = await command("open")
        #expect(breaker(open)["mode"] as? String == "forced_open")
        #expect(breaker(open)["state"] as? String == "open")
        #expect(breaker(open)["retry_after_ms"] is NSNull)
        #expect(
            world.log.all.contains {
                $0.contains("an admin action") && $0.contains("command=breaker forced_open")
                    && $0.contains("key=admin") && $0.contains("request=\(open.id)")
            })
        let refused = await world.ask("Who are they?", key: ServiceWorld.key)
        #expect(refused.code == "circuit_open", "\(refused.text)")
        let degraded = await world.ask("How many?", key: ServiceWorld.key)
        #expect(degraded.json["source"] as? String == "rules")
        #expect(degraded.json["planner"] is NSNull)
        #expect(breaker(await command("auto"))["mode"] as? String == "auto")
        #expect(await world.ask("Who are they?", key: ServiceWorld.key).status == 200)
        #expect(await command("open", "nobody").status == 404)
        #expect(await command("explode").status == 400)
        #expect(world.log.all.contains { $0.hasPrefix("warning a circuit changed") && $0.contains("to=forced_open") })
        await world.live.close()
    }

    @Test func `everybody sees its own limits, an admin those of others, and looking takes nothing`() async throws {
        let world = try ServiceWorld(hasKeys: true) { settings in
            settings.router.router.limits.user = Self.slowly(3)
            settings.router.router.limits.global = Self.slowly(10)
        }
        func remaining(_ path: String, key: String = ServiceWorld.key) async -> [String: Int] {
            let reply = await world.reply(.GET, "/v1/limits/\(path)", key: key)
            let limits = reply.json["limits"] as? [[String: Any]] ?? []
            return Dictionary(limits.map { ($0["scope"] as? String ?? "", $0["remaining"] as? Int ?? -1) }) { $1 }
        }
        #expect(await remaining("me") == ["user": 3, "global": 10])
        _ = await world.ask("Who are they?", key: ServiceWorld.key)
        for _ in 0..<3 { #expect(await remaining("me") == ["user": 2, "global": 9]) }
        #expect(await remaining("user:ana") == ["user": 2])
        #expect(await remaining("global") == ["global": 9])
        #expect(await remaining("user:root") == [:], "somebody else's")
        #expect(await remaining("user:root", key: ServiceWorld.adminKey) == ["user": 3])
        await world.live.close()
    }

    @Test func `prices that are read again are those of the next bill, and a fault changes nothing`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        func cost(_ question: String) async -> String? {
            await world.ask(question, key: ServiceWorld.key).json["cost_usd"] as? String
        }
        func reload() async -> Reply {
            await world.reply(.POST, "/v1/prices/reload", key: ServiceWorld.adminKey)
        }
        #expect(await cost("Who are they?") == nil)
        let price = Price(input: Money(usd: "1")!, output: Money(usd: "2")!)
        world.prices.say(.success(PriceCatalogue(["model-a": price])))
        let reloaded = await reload()
        #expect(reloaded.status == 200, "\(reloaded.text)")
        #expect(reloaded.json["models"] as? Int == 1)
        #expect(await cost("Who are they now?") == "0.00002")
        world.prices.say(.failure(FileError(path: "prices.yaml", problem: "it is broken", remedy: "mend it")))
        let refused = await reload()
        #expect(refused.status == 400)
        #expect((refused.json["detail"] as? String)?.contains("it is broken") == true)
        #expect(await cost("Who are they after that?") == "0.00002")
        await world.live.close()
    }

    // MARK: The log

    @Test func `the log tells of failures and never what was asked or by whom`() async throws {
        let world = try ServiceWorld(hasKeys: true)
        world.planner.say(.failure(.http(status: 500, retryAfter: nil)))
        let failed = await world.ask("Which secret wish?", key: ServiceWorld.key)
        #expect(failed.code == "provider_failed")
        _ = await world.ask("How many secret wishes?", key: ServiceWorld.key)
        _ = await world.ask("SELECT code FROM secret", key: ServiceWorld.key)
        await world.live.close()
        let log = world.log.all
        #expect(
            log.contains {
                $0.hasPrefix(
                    "warning a request failed code=provider_failed request_id=\(failed.id) stage=plan trace_id=")
            }, "\(log)")
        #expect(log.contains { $0.hasPrefix("info an attempt at a planner failed") })
        #expect(log.contains { $0.hasPrefix("info an answer is second best degraded=planner_failed") })
        for word in ["secret", "wish", "SELECT", "ana", "emea", "192.0.2.7"] {
            #expect(!log.contains { $0.contains(word) }, "\(word)")
        }
    }
}
