import Testing
import ToolRouter

@testable import ToolRouterServer

@Suite struct TelemetryOptionTests {
    private static let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]

    private func options(_ more: [String: String] = [:]) throws(TelemetryFault) -> TelemetryOptions? {
        try TelemetryOptions.read(environment: Self.endpoint.merging(more) { $1 })
    }

    @Test(arguments: [
        [:], ["OTEL_SERVICE_NAME": "router"], ["OTEL_TRACES_EXPORTER": "none"],
        ["OTEL_EXPORTER_OTLP_ENDPOINT": ""],
        ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318", "OTEL_SDK_DISABLED": "TRUE"],
        [
            "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1", "OTEL_TRACES_EXPORTER": "none",
            "OTEL_METRICS_EXPORTER": "none",
        ],
    ])
    func `nothing is sent unless it is asked for`(environment: [String: String]) throws {
        #expect(try TelemetryOptions.read(environment: environment) == nil)
    }

    @Test(
        arguments: [
            (
                ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"], "http://collector:4318/v1/traces",
                "http://collector:4318/v1/metrics"
            ),
            (
                ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://c/base/"], "https://c/base/v1/traces",
                "https://c/base/v1/metrics"
            ),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c:1/spans"], "http://c:1/spans", nil),
            (
                [
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "http://m:2/in",
                ], "http://c:1/v1/traces", "http://m:2/in"
            ),
            (["OTEL_TRACES_EXPORTER": "otlp"], "http://localhost:4318/v1/traces", nil),
            (
                ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://c:1", "OTEL_METRICS_EXPORTER": "none"], "http://c:1/v1/traces",
                nil
            ),
        ] as [([String: String], String?, String?)])
    func `each signal goes where it is sent`(environment: [String: String], traces: String?, metrics: String?) throws {
        let options = try #require(try TelemetryOptions.read(environment: environment))
        #expect(options.traces?.url == traces)
        #expect(options.metrics?.url == metrics)
    }

    @Test func `headers, times and bounds are those of the specification`() throws {
        let options = try #require(
            try options([
                "OTEL_EXPORTER_OTLP_HEADERS": "authorization=Bearer%20a%2Cb, x-tenant = emea ",
                "OTEL_EXPORTER_OTLP_METRICS_HEADERS": "x-only=metrics", "OTEL_EXPORTER_OTLP_TIMEOUT": "2500",
                "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT": "100", "OTEL_BSP_MAX_QUEUE_SIZE": "100",
                "OTEL_BSP_SCHEDULE_DELAY": "200", "OTEL_METRIC_EXPORT_INTERVAL": "1000",
                "OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.25",
                "OTEL_SEMCONV_STABILITY_OPT_IN": "http, gen_ai/dup",
                "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true",
            ]))
        #expect(
            options.traces?.headers.map { "\($0.name): \($0.value)" } == [
                "authorization: Bearer a,b", "x-tenant: emea",
            ])
        #expect(options.metrics?.headers.map(\.name) == ["x-only"])
        #expect(options.traces?.timeout == .milliseconds(2_500))
        #expect(options.metrics?.timeout == .milliseconds(100))
        #expect(options.queuedSpans == 100 && options.batchedSpans == 100)
        #expect(options.spanDelay == .milliseconds(200))
        #expect(options.metricInterval == .seconds(1))
        #expect(options.sampler == .parentBased(.ratio(millionths: 250_000)))
        #expect(options.generations == [.current, .older])
        #expect(options.capturesContent)
    }

    @Test func `the service has a name, which its own variable settles`() throws {
        let plain = try #require(try options())
        #expect(plain.resource.map { "\($0.name)=\($0.value)" } == ["service.name=toolrouter"])
        let named = try #require(
            try options([
                "OTEL_RESOURCE_ATTRIBUTES": "service.name=a,deployment.environment.name=test%20bed",
                "OTEL_SERVICE_NAME": "router",
            ]))
        #expect(
            named.resource.map { "\($0.name)=\($0.value)" }
                == ["deployment.environment.name=test bed", "service.name=router"])
    }

    @Test(arguments: [
        (
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "collector:4318"],
            "OTEL_EXPORTER_OTLP_ENDPOINT: found a text that is no address, expected an address such as http://localhost:4318; write scheme, host and port"
        ),
        (
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "grpc://collector:4317"],
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: found an address of another scheme than http and https, expected an address such as http://localhost:4318; OTLP goes over HTTP here, not over gRPC"
        ),
        (
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://me:secret@collector"],
            "OTEL_EXPORTER_OTLP_ENDPOINT: found an address with a user or a password, expected an address such as http://localhost:4318; put credentials in OTEL_EXPORTER_OTLP_HEADERS"
        ),
        (
            ["OTEL_EXPORTER_OTLP_PROTOCOL": "grpc"],
            #"OTEL_EXPORTER_OTLP_PROTOCOL: found "grpc", expected http/protobuf; unset it for http/protobuf"#
        ),
        (
            ["OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"],
            #"OTEL_EXPORTER_OTLP_COMPRESSION: found "gzip", expected none; unset it for none"#
        ),
        (
            ["OTEL_EXPORTER_OTLP_CERTIFICATE": "/etc/ca.pem"],
            "OTEL_EXPORTER_OTLP_CERTIFICATE: found a file, expected the variable not to be set; certificates are checked against those of the system: add yours there"
        ),
        (
            ["OTEL_EXPORTER_OTLP_HEADERS": "a=1,secret"],
            "OTEL_EXPORTER_OTLP_HEADERS: found entry 2 without an equals sign, expected name=value; write commas and blanks inside a value as %2C and %20"
        ),
        (
            ["OTEL_EXPORTER_OTLP_TRACES_HEADERS": "a=secret%0Aline"],
            "OTEL_EXPORTER_OTLP_TRACES_HEADERS: found entry 1 without a name, or with a value that can't be decoded, expected name=value, the value percent-encoded; write a percent sign as %25"
        ),
        (
            ["OTEL_EXPORTER_OTLP_HEADERS": "se cret=1"],
            "OTEL_EXPORTER_OTLP_HEADERS: found entry 1 with a name that no header can have, expected letters, digits and hyphens before the equals sign; correct the name"
        ),
        (
            ["OTEL_EXPORTER_OTLP_TIMEOUT": "10s"],
            #"OTEL_EXPORTER_OTLP_TIMEOUT: found "10s", expected a whole number from 1 to 600000; unset it for 10000"#
        ),
        (
            ["OTEL_SDK_DISABLED": "yes"],
            #"OTEL_SDK_DISABLED: found "yes", expected true or false; unset it for false"#
        ),
        (
            ["OTEL_TRACES_EXPORTER": "jaeger"],
            #"OTEL_TRACES_EXPORTER: found "jaeger", expected otlp or none; unset it to go by the endpoint"#
        ),
        (
            ["OTEL_TRACES_SAMPLER": "sometimes"],
            #"OTEL_TRACES_SAMPLER: found "sometimes", expected parentbased_always_on or parentbased_always_off or parentbased_traceidratio or always_on or always_off or traceidratio; unset it for parentbased_always_on"#
        ),
        (
            ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": "25"],
            #"OTEL_TRACES_SAMPLER_ARG: found "25", expected a number from 0 to 1; unset it for 1"#
        ),
        (
            ["OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai/new"],
            #"OTEL_SEMCONV_STABILITY_OPT_IN: found "gen_ai/new", expected gen_ai, gen_ai/dup or gen_ai/older; take the word out to have the current names alone"#
        ),
        (
            ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "all"],
            #"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: found "all", expected true, false, span_only or no_content; questions and statements are written to spans or not at all"#
        ),
        (
            ["OTEL_BSP_MAX_QUEUE_SIZE": "10", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "20"],
            #"OTEL_BSP_MAX_EXPORT_BATCH_SIZE: found "20", expected a whole number from 1 to 10; unset it for 10"#
        ),
    ])
    func `a value that can't be used is named, and no secret is repeated`(
        environment: [String: String], words: String
    ) throws {
        let fault = try #require(throws: TelemetryFault.self) { try options(environment) }
        #expect(fault.description == words)
        #expect(!fault.description.contains("secret"))
    }
}
