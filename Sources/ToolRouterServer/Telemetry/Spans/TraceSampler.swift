/// Decides which traces are recorded, by the samplers of OpenTelemetry's specification.
package indirect enum TraceSampler: Hashable, Sendable {
    /// Every one.
    case always
    /// None.
    case never
    /// A share of them, in millionths, by the last seven bytes of the trace's name, so that all services decide alike.
    case ratio(millionths: Int64)
    /// As the caller decided; without a caller, as the other sampler does.
    case parentBased(TraceSampler)

    /// Whether the trace is recorded; `parent` is what its caller said, nil without one.
    func samples(_ trace: TraceID, parent: Bool?) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .ratio(let millionths):
            UInt128(trace.low & 0x00FF_FFFF_FFFF_FFFF) * 1_000_000 < UInt128(millionths) << 56
        case .parentBased(let root): parent ?? root.samples(trace, parent: nil)
        }
    }

    /// The sampler that `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG` name.
    static func read(_ environment: EnvironmentReader) throws(TelemetryFault) -> TraceSampler {
        let names = [
            "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio", "always_on", "always_off",
            "traceidratio",
        ]
        switch try environment.word(["OTEL_TRACES_SAMPLER"], of: names, or: names[0]) {
        case "always_on": return .always
        case "always_off": return .never
        case "traceidratio": return .ratio(millionths: try share(environment))
        case "parentbased_always_off": return .parentBased(.never)
        case "parentbased_traceidratio": return .parentBased(.ratio(millionths: try share(environment)))
        default: return .parentBased(.always)
        }
    }

    /// A number from 0 to 1, by default 1.
    private static func share(_ environment: EnvironmentReader) throws(TelemetryFault) -> Int64 {
        let name = "OTEL_TRACES_SAMPLER_ARG"
        guard let text = environment.text(name) else { return 1_000_000 }
        guard let share = Double(text), share >= 0, share <= 1 else {
            throw environment.fault(name, text, "a number from 0 to 1", "unset it for 1")
        }
        return Int64((share * 1_000_000).rounded())
    }
}
