import Foundation
import Testing

@testable import ToolRouterServer

@Suite struct TelemetryDocumentTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../Sources/ToolRouter/ToolRouter.docc/Telemetry.md").standardized

    @Test(arguments: GenAIInstrument.allCases)
    func `the documentation has the name of each metric`(instrument: GenAIInstrument) throws {
        let text = try String(contentsOf: Self.document, encoding: .utf8)
        #expect(text.contains("`\(instrument.rawValue)`"))
    }
}
