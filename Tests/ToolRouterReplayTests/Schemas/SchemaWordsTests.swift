import Testing
import ToolRouter
import ToolRouterFormats
import ToolRouterReplay
import ToolRouterTools

/// The closed lists of words stand in Swift and in the schemas; neither may know a word that the other lacks.
@Suite struct SchemaWordsTests {
    /// A list of words in both.
    struct Words: CustomTestStringConvertible, Sendable {
        let schema: String
        let definition: String
        let swift: [String]

        var testDescription: String { "\(definition) of \(schema)" }

        init(_ schema: String, _ definition: String, _ swift: [String]) {
            self.schema = schema
            self.definition = definition
            self.swift = swift
        }

        init<Word: CaseIterable & RawRepresentable>(
            _ schema: String, _ definition: String, _ words: Word.Type
        ) where Word.RawValue == String {
            self.init(schema, definition, words.allCases.map(\.rawValue))
        }
    }

    static let lists = [
        Words("golden", "outcome", AnswerRecord.outcomes),
        Words("golden", "source", AnswerSource.self),
        Words("golden", "degradation", Degradation.self),
        Words("golden", "errorKind", ErrorKind.self),
        Words("golden", "errorCode", ErrorCode.self),
        Words("faults", "outcome", Answer.Outcome.Kind.self),
        Words("faults", "source", AnswerSource.self),
        Words("faults", "degradation", ["none"] + Degradation.allCases.map(\.rawValue)),
        Words("faults", "errorCode", ErrorCode.self),
        Words("faults", "kind", FaultKinds.all.map { $0.kind }),
        Words("drift", "verdict", Verdict.self),
        Words("drift", "driftKind", DriftKind.self),
        Words("drift", "placement", SQLPlacement.self),
        Words("drift", "stage", Stage.self),
        Words("drift", "metric", Gate.Metric.self),
        Words("drift", "casePolicy", CasePolicy.names),
        Words(
            "scenario", "tolerableDriftKind",
            DriftKind.allCases.filter { !InformationalDrift.failing.contains($0) }.map(\.rawValue)),
    ]

    @Test(arguments: lists)
    func `a schema and Swift know the same words in the same order`(_ list: Words) throws {
        #expect(try SchemaFile(list.schema).words(list.definition) == list.swift)
    }

    @Test func `every gate that can be judged can be configured`() throws {
        #expect(
            try SchemaFile("scenario").members("definitions.gates") == Gate.names)
    }

    @Test func `every state of the circuit is counted in the totals`() throws {
        #expect(
            try SchemaFile("totals").members("properties.circuit")
                == (CircuitBreakerState.allCases.map(\.rawValue) + ["refusals"]).sorted())
    }
}
