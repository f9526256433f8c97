package import ToolRouter

/// The first line of a recording: what it is, where it comes from and when it begins.
package struct RecordingHeader: Hashable, Sendable {
    /// What `format` says in every recording.
    package static let format = "toolrouter-recording"
    /// The newest version that is read. Version 1 has no `content`, `first_at_us` and `golden`.
    package static let newestVersion = 2

    /// The version of the file, from 1 to `newestVersion`.
    package var version: Int
    /// Where the exchanges come from, for people.
    package var source: String
    /// The moment that every `at_us` counts from; exact to the nanosecond.
    package var epoch: Timestamp
    /// How the providers of its attempts count tokens, where an attempt does not say otherwise.
    package var usageConvention: UsageConvention
    /// How much of what was said it holds.
    package var content: RecordedContent
    /// When its first request arrives, in microseconds from the epoch, where its lines are in the order of arrival: one of many
    /// files of a recording, which is opened only when its time comes. Nil where it does not say.
    package var firstMicroseconds: Int64?
    /// What stands above the answers in its lines, where a router recorded them itself; nil where there are none.
    package var golden: GoldenHeader?

    /// A header of the oldest version that can say it.
    package init(
        source: String, epoch: Timestamp, usageConvention: UsageConvention = .disjoint,
        content: RecordedContent = .all, firstMicroseconds: Int64? = nil, golden: GoldenHeader? = nil
    ) {
        let isOld = content == .all && firstMicroseconds == nil && golden == nil
        version = isOld ? 1 : Self.newestVersion
        self.firstMicroseconds = firstMicroseconds
        self.content = content
        self.golden = golden
        self.source = source
        self.epoch = epoch
        self.usageConvention = usageConvention
    }

    /// The header as its line, without line end.
    package var json: String {
        var writer = JSONWriter()
        writer.object { header in
            header.member("format", Self.format)
            header.member("version", version)
            header.member("source", source)
            header.member("epoch", RFC3339.text(epoch))
            header.member("usage_convention", usageConvention.rawValue)
            if content != .all { header.member("content", content.rawValue) }
            if let firstMicroseconds { header.member("first_at_us", firstMicroseconds) }
            if let golden { header.member("golden", object: { golden.writeMembers(to: &$0) }) }
        }
        return writer.text
    }
}

extension RecordingHeader: JSONReadable {
    private static let fields: [FieldName] = [
        "format", "version", "source", "epoch", "usage_convention", "content", "first_at_us", "golden",
    ]

    /// Reads a header. The version is judged before anything that a newer version may have changed.
    package init(_ json: JSONValue) throws(FileError.Reason) {
        let object = try StrictObject(json, passingOverAllBut: Self.fields)
        guard let format = try object.optionalText("format") else {
            throw FileError.Reason(
                field: nil, found: "no header but " + (object.names.isEmpty ? "an empty object" : "an exchange"),
                expected: "{\"format\":\"\(Self.format)\",\"version\":1,\"source\":…,\"epoch\":…}",
                remedy: "put the header before the first exchange")
        }
        guard format == Self.format else {
            throw object.fault(
                "format", found: "the text \"\(Excerpt.of(format))\"", expected: "\"\(Self.format)\"",
                remedy: "name a recording")
        }
        let version = try object.integer("version", in: Int64.min...Int64.max)
        guard 1...Int64(Self.newestVersion) ~= version else {
            throw object.fault(
                "version", found: "version \(version)", expected: "at most version \(Self.newestVersion)",
                remedy: version > 0
                    ? "use a toolrouter that reads recordings of version \(version)" : "versions begin with 1")
        }
        try object.refuseOthers()
        self.version = Int(version)
        source = try object.text("source")
        let text = try object.text("epoch")
        guard let epoch = RFC3339.timestamp(text) else {
            throw object.fault(
                "epoch", found: "the text \"\(Excerpt.of(text))\"",
                expected: "a moment in UTC such as 2026-11-20T09:00:00Z", remedy: "write it after RFC 3339, ending in Z"
            )
        }
        self.epoch = epoch
        usageConvention = try object.usageConvention("usage_convention") ?? .disjoint
        content = try object.word("content") ?? .all
        firstMicroseconds = try object.optionalInteger("first_at_us", in: Microseconds.range)
        golden = try object.optional("golden", as: GoldenHeader.self)
    }
}
