import ToolRouter

extension RateLimits {
    /// Reads the limits; those that are absent do not limit.
    init(_ node: ConfigurationNode) throws(ConfigurationError) {
        self.init()
        let section = try ConfigurationSection(node, keys: ["user", "ip", "tenant", "global"])
        user = try section["user"].map(RateLimit.init)
        ip = try section["ip"].map(RateLimit.init)
        tenant = try section["tenant"].map(RateLimit.init)
        global = try section["global"].map(RateLimit.init)
    }
}

extension RateLimit {
    fileprivate init(_ node: ConfigurationNode) throws(ConfigurationError) {
        let section = try ConfigurationSection(node, keys: ["requests", "per", "burst"])
        let range = 1...1_000_000
        let requests = try section.required("requests", "a number of requests").integer(in: range)
        let perNode = try section.required("per", "a duration such as 1m")
        let per = try perNode.duration()
        // These two would trap in the arithmetic of the limiter.
        let interval = per.wholeNanoseconds / Int64(requests)
        guard interval > 0 else {
            throw perNode.fault(
                expected: "at least one nanosecond for each of the \(requests) requests", remedy: "correct the limit")
        }
        let burst = try section.integer("burst", in: range) ?? requests
        guard Int64(burst) <= .max / interval else {
            throw (section["burst"] ?? node).fault(
                expected: "at most \(Int64.max / interval), so that it is full again within 292 years",
                remedy: "correct the number")
        }
        self.init(requests: requests, per: per, burst: burst)
    }
}
