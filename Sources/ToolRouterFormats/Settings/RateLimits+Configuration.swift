import ToolRouter

extension RateLimits {
    /// Reads the limits; those that are absent do not limit.
    init(_ node: ConfigurationNode) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(
            node, keys: ["user", "ip", "tenant", "global", "tokens", "keys", "ipv6_prefix"])
        func limit(_ key: String) throws(FileError) -> RateLimit? {
            guard let node = section[key] else { return nil }
            return try RateLimit(node, unit: "requests", most: 1_000_000)
        }
        user = try limit("user")
        ip = try limit("ip")
        tenant = try limit("tenant")
        global = try limit("global")
        if let tokens = section["tokens"] { self.tokens = try TokenLimits(tokens) }
        if let keys = try section.integer("keys", in: 1...10_000_000) { capacity = keys }
        if let prefix = try section.integer("ipv6_prefix", in: 1...128) { ipv6Prefix = prefix }
    }
}

extension UserLimits {
    /// Reads the limits of each user who has a role: the keys of `limits` that are about users.
    init(_ node: ConfigurationNode) throws(FileError) {
        let section = try ConfigurationSection(node, keys: ["user", "tokens"])
        let tokens = try section["tokens"].map { node throws(FileError) in
            try ConfigurationSection(node, keys: ["user"]).required("user", "a limit in tokens")
        }
        self.init(
            requests: try section["user"].map { node throws(FileError) in
                try RateLimit(node, unit: "requests", most: 1_000_000)
            },
            tokens: try tokens.map { node throws(FileError) in
                try RateLimit(node, unit: "tokens", most: 1_000_000_000)
            })
        guard requests != nil || self.tokens != nil else {
            throw node.missing("user", expected: "a limit of `user`, of `tokens.user`, or both")
        }
    }
}

extension TokenLimits {
    /// Reads the limits in tokens.
    fileprivate init(_ node: ConfigurationNode) throws(FileError) {
        self.init()
        let section = try ConfigurationSection(node, keys: ["user", "ip", "tenant", "global", "estimate"])
        func limit(_ key: String) throws(FileError) -> RateLimit? {
            guard let node = section[key] else { return nil }
            return try RateLimit(node, unit: "tokens", most: 1_000_000_000)
        }
        user = try limit("user")
        ip = try limit("ip")
        tenant = try limit("tenant")
        global = try limit("global")
        if let estimate = try section.integer("estimate", in: 1...1_000_000) { self.estimate = estimate }
    }
}

extension RateLimit {
    /// Reads a limit of `unit`, at most `most` of them.
    fileprivate init(_ node: ConfigurationNode, unit: String, most: Int) throws(FileError) {
        let section = try ConfigurationSection(node, keys: [unit, "per", "burst"])
        let range = 1...most
        let requests = try section.required(unit, "a number of \(unit)").integer(in: range)
        let perNode = try section.required("per", "a duration such as 1m")
        let per = try perNode.duration()
        // These two would trap in the arithmetic of the limiter.
        let interval = per.wholeNanoseconds / Int64(requests)
        guard interval > 0 else {
            throw perNode.fault(
                expected: "at least one nanosecond for each of the \(requests) \(unit)", remedy: "correct the limit")
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
