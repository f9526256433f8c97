import Foundation

/// What is sent to a receiver of OTLP.
package enum OTLPSignal: String, CaseIterable, Sendable {
    case traces
    case metrics

    /// Where a receiver takes it, below its base (OTLP/HTTP).
    var path: String { "v1/\(rawValue)" }

    /// The variables that say something about it, the special one first: `OTEL_EXPORTER_OTLP_TRACES_HEADERS`.
    func variables(_ suffix: String) -> [String] {
        ["OTEL_EXPORTER_OTLP_\(rawValue.uppercased())_\(suffix)", "OTEL_EXPORTER_OTLP_\(suffix)"]
    }
}

/// Where one signal is sent, and how.
package struct OTLPEndpoint: Sendable {
    /// The whole address.
    package var url: String
    /// Sent with each export; their values may be secrets, and are shown nowhere.
    package var headers: [(name: String, value: String)]
    /// How long one try may take. Default 10 s.
    package var timeout: Duration

    package init(url: String, headers: [(name: String, value: String)] = [], timeout: Duration = .seconds(10)) {
        self.url = url
        self.headers = headers
        self.timeout = timeout
    }

    /// Where the environment sends `signal`; nil when it is sent nowhere.
    ///
    /// Unlike what the specification says of an SDK, nothing is sent unless an endpoint is named or `OTEL_TRACES_EXPORTER` or
    /// `OTEL_METRICS_EXPORTER` is `otlp`; then the default is http://localhost:4318.
    static func read(_ signal: OTLPSignal, _ environment: EnvironmentReader) throws(TelemetryFault) -> OTLPEndpoint? {
        let switchName = "OTEL_\(signal.rawValue.uppercased())_EXPORTER"
        let exporter = environment.text(switchName)
        if let exporter, !["otlp", "none"].contains(exporter) {
            throw environment.fault(switchName, exporter, "otlp or none", "unset it to go by the endpoint")
        }
        if exporter == "none" { return nil }
        let names = signal.variables("ENDPOINT")
        let address: String
        if let special = environment.text(names[0]) {
            address = try checked(special, names[0])
        } else if let base = environment.text(names[1]) {
            let checked = try checked(base, names[1])
            address = checked + (checked.hasSuffix("/") ? "" : "/") + signal.path
        } else if exporter == "otlp" {
            address = "http://localhost:4318/\(signal.path)"
        } else {
            return nil
        }
        _ = try environment.word(signal.variables("PROTOCOL"), of: ["http/protobuf"], or: "http/protobuf")
        _ = try environment.word(signal.variables("COMPRESSION"), of: ["none"], or: "none")
        for suffix in ["CERTIFICATE", "CLIENT_KEY", "CLIENT_CERTIFICATE"] {
            if let (name, _) = environment.first(signal.variables(suffix)) {
                throw TelemetryFault(
                    variable: name, found: "a file", expected: "the variable not to be set",
                    remedy: "certificates are checked against those of the system: add yours there")
            }
        }
        let milliseconds = try environment.number(signal.variables("TIMEOUT"), in: 1...600_000, or: 10_000)
        let headers = try environment.pairs(signal.variables("HEADERS"))
        for (index, header) in headers.enumerated() where !header.name.utf8.allSatisfy(isTokenByte) {
            throw TelemetryFault(
                variable: environment.first(signal.variables("HEADERS"))?.name ?? names[1],
                found: "entry \(index + 1) with a name that no header can have",
                expected: "letters, digits and hyphens before the equals sign", remedy: "correct the name")
        }
        return OTLPEndpoint(url: address, headers: headers, timeout: .milliseconds(milliseconds))
    }

    /// An address that something can be sent to. Faults do not repeat it: there may be a password in it.
    private static func checked(_ text: String, _ variable: String) throws(TelemetryFault) -> String {
        func fault(_ found: String, _ remedy: String) -> TelemetryFault {
            TelemetryFault(
                variable: variable, found: found, expected: "an address such as http://localhost:4318", remedy: remedy)
        }
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host(), !host.isEmpty
        else {
            throw fault("a text that is no address", "write scheme, host and port")
        }
        guard scheme == "http" || scheme == "https" else {
            throw fault("an address of another scheme than http and https", "OTLP goes over HTTP here, not over gRPC")
        }
        guard url.user() == nil, url.password() == nil else {
            throw fault("an address with a user or a password", "put credentials in OTEL_EXPORTER_OTLP_HEADERS")
        }
        guard url.query() == nil, url.fragment() == nil else {
            throw fault("an address with a query or a fragment", "leave them out")
        }
        return text
    }

    /// Whether a byte may stand in the name of a header (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
