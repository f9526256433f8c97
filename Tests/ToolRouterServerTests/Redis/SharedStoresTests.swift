import Foundation
import Glibc
import NIOHTTP1
import Testing
import ToolRouter
import ToolRouterFormats

@testable import ToolRouterServer

/// Two services on one Redis: what they share, and what they do when it is not there.
@Suite(.timeLimit(.minutes(20)), .enabled(if: OwnRedis.isThere, Comment(rawValue: OwnRedis.missing)))
struct SharedStoresTests {
    private static let secret = ["TOOLROUTER_REDIS_KEY": "the secret of these two servers"]

    /// A service on the Redis at `port`.
    private func world(
        _ port: Int, hasKeys: Bool = false, secret: [String: String] = secret,
        _ change: (inout ServerSettings) -> Void = { _ in }
    ) throws -> ServiceWorld {
        try ServiceWorld(hasKeys: hasKeys, environment: secret) { settings in
            // A machine that is busy with other tests is no Redis that fails.
            settings.redis = try? RedisSettings(url: "redis://127.0.0.1:\(port)")
            settings.redis?.commandTimeout = .seconds(600)
            settings.redis?.connectTimeout = .seconds(600)
            settings.router.router.stores.budget = .seconds(600)
            settings.router.cache?.ttl = .seconds(3_600)
            change(&settings)
        }
    }

    /// Waits until an answer that has left has been kept.
    private func hasStored(_ world: ServiceWorld, _ answers: Int) async {
        while world.live.metrics.totals.cacheStored < answers { await Task.yield() }
    }

    @Test func `what one has answered is a hit of the other, and no model is asked`() async throws {
        let redis = try OwnRedis()
        let (first, second) = (try world(redis.port), try world(redis.port))
        let answer = await first.ask("who are they")
        #expect(answer.status == 200 && answer.json["source"] as? String == "planner")
        await hasStored(first, 1)
        let hit = await second.ask("who are they")
        #expect(hit.json["source"] as? String == "cache" && hit.json["tokens"] != nil)
        #expect("\(hit.json["rows"] ?? "")" == "\(answer.json["rows"] ?? "-")")
        #expect(first.planner.calls == 1 && second.planner.calls == 0)
        #expect(second.live.metrics.totals.cacheHitRatio == .one)
        let metrics = await second.reply(.GET, "/metrics").text
        #expect(metrics.contains("toolrouter_cache_lookups_total{result=\"hit\"} 1"))
        await first.live.close()
        await second.live.close()
    }

    @Test func `another tenant's answer is nobody's, nor is one that was sealed with another secret`() async throws {
        let redis = try OwnRedis()
        let first = try world(redis.port, hasKeys: true)
        _ = await first.ask("who are they", key: ServiceWorld.key)
        await hasStored(first, 1)
        let other = await first.ask("who are they", key: ServiceWorld.adminKey)
        #expect(other.json["source"] as? String == "planner" && first.planner.calls == 2)
        let stranger = try world(
            redis.port, hasKeys: true, secret: ["TOOLROUTER_REDIS_KEY": "the secret of somebody else"])
        let missed = await stranger.ask("who are they", key: ServiceWorld.key)
        #expect(missed.json["source"] as? String == "planner")
        await first.live.close()
        await stranger.live.close()
    }

    @Test func `a limit holds for both together`() async throws {
        let redis = try OwnRedis()
        let limit: (inout ServerSettings) -> Void = {
            $0.router.router.limits.ip = RateLimit(requests: 1, per: .seconds(3_600), burst: 3)
        }
        let (first, second) = (try world(redis.port, limit), try world(redis.port, limit))
        var statuses: [Int] = []
        for world in [first, second, first, second, first] { statuses.append(await world.ask("who are they").status) }
        #expect(statuses == [200, 200, 200, 429, 429])
        let standing = await second.reply(.GET, "/v1/limits/me")
        let limits = standing.json["limits"] as? [[String: Any]]
        #expect(limits?.first?["remaining"] as? Int == 0, "\(standing.text)")
        await first.live.close()
        await second.live.close()
    }

    @Test func `without the Redis the answers go on, each process limits by its part, and all is well again later`()
        async throws
    {
        let redis = try OwnRedis()
        let world = try world(redis.port) { settings in
            settings.router.router.stores.replicas = 3
            settings.router.router.stores.breaker.openFor = .milliseconds(10)
            settings.router.router.stores.breaker.maximumOpen = .milliseconds(10)
            settings.router.router.limits.ip = RateLimit(requests: 1, per: .seconds(3_600), burst: 9)
        }
        #expect(await world.ask("who are they").status == 200)
        await hasStored(world, 1)
        redis.signal(SIGKILL)
        var statuses: [Int] = []
        for number in 0..<6 { statuses.append(await world.ask("who are they, \(number)").status) }
        // One has passed, and a third of the limit is two more, since each weighs three.
        #expect(statuses == [200, 200, 429, 429, 429, 429])
        #expect(world.live.metrics.totals.storeFailures.total > 0)
        #expect(world.live.metrics.totals.limits.local(isAllowed: true) == 2)
        // The last of them opened the circuit of the limiter.
        while !world.log.all.contains(where: { $0.contains("a store changed") }) { _ = await world.ask("again") }
        try redis.start()
        // Until a request finds both of them well; each of another address, since whom the limiter refuses asks no store.
        for caller in 1... {
            let failures = world.live.metrics.totals.storeFailures.total
            _ = await world.ask("who are they now", from: "2001:db8:\(String(caller, radix: 16))::1")
            let standing = await world.live.router.standing()
            let isWell = standing.stores.allSatisfy { $0.status.state == .closed }
            if isWell, world.live.metrics.totals.storeFailures.total == failures { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(await world.live.router.standing().stores.allSatisfy { $0.status.state == .closed })
        #expect(!world.log.all.contains { $0.contains("who are they") })
        await world.live.close()
    }

    @Test func `a Redis that hangs is left behind when its time is up, and asked again later`() async throws {
        let redis = try OwnRedis()
        let world = try world(redis.port) { settings in
            settings.redis?.commandTimeout = .milliseconds(50)
            settings.router.router.stores = StoreSettings()
            settings.router.router.stores.breaker.openFor = .milliseconds(10)
            settings.router.router.stores.breaker.maximumOpen = .milliseconds(10)
            settings.router.router.limits.ip = RateLimit(requests: 1_000, per: .seconds(1), burst: 1_000)
        }
        #expect(await world.ask("who are they").status == 200)
        redis.signal(SIGSTOP)
        for number in 0..<12 { #expect(await world.ask("who are they, \(number)").status == 200) }
        // The first of them had a connection, and was left without a word.
        let timeouts = [Outside.limiter, .store].map { outside in
            world.live.metrics.totals.storeFailures[StoreTrouble(outside: outside, failure: .timedOut)]
        }
        #expect(timeouts.contains { $0 > 0 })
        redis.signal(SIGCONT)
        while true {
            let failures = world.live.metrics.totals.storeFailures.total
            #expect(await world.ask("who are they now").status == 200)
            if world.live.metrics.totals.storeFailures.total == failures { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        await world.live.close()
    }

    @Test func `a secret that is missing is an error that says how to make one`() {
        let error = #expect(throws: FileError.self) { try world(1, secret: [:]) }
        #expect(error?.description.contains("openssl rand -hex 32") == true)
    }
}
