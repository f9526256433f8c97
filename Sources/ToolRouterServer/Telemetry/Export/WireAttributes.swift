import Foundation
import SwiftProtobuf
import Tracing

extension BoundedAttributes {
    /// As messages.
    var wire: [WireKeyValue] {
        pairs.map { name, value in
            .with { pair in
                pair.key = name
                pair.value = WireAnyValue(value)
            }
        }
    }
}

extension WireKeyValue {
    /// An attribute that is a text.
    static func text(_ name: String, _ value: String) -> WireKeyValue {
        .with { pair in
            pair.key = name
            pair.value.stringValue = value
        }
    }
}

extension MetricLabels {
    /// As messages.
    var wire: [WireKeyValue] { pairs.map { .text($0.name, $0.value) } }
}

extension TraceID {
    var data: Data { Data(bytes) }
}

extension SpanID {
    var data: Data { Data(bytes) }
}

extension WireAnyValue {
    fileprivate init(_ value: SpanAttribute) {
        self.init()
        switch value {
        case .int32(let number): intValue = Int64(number)
        case .int64(let number): intValue = number
        case .double(let number): doubleValue = number
        case .bool(let truth): boolValue = truth
        case .string(let text): stringValue = text
        case .stringConvertible(let value): stringValue = BoundedAttributes.cut("\(value)")
        case .int32Array(let numbers): arrayValue.values = numbers.map { WireAnyValue(.int32($0)) }
        case .int64Array(let numbers): arrayValue.values = numbers.map { WireAnyValue(.int64($0)) }
        case .doubleArray(let numbers): arrayValue.values = numbers.map { WireAnyValue(.double($0)) }
        case .boolArray(let truths): arrayValue.values = truths.map { WireAnyValue(.bool($0)) }
        case .stringArray(let texts): arrayValue.values = texts.map { WireAnyValue(.string($0)) }
        case .stringConvertibleArray(let values):
            arrayValue.values = values.prefix(OTLPSpan.mostParts).map { WireAnyValue(.stringConvertible($0)) }
        default: break
        }
    }
}
