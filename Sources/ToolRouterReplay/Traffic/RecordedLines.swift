package import ToolRouter
package import ToolRouterFormats

/// Where requests stand in their recordings, for a person who looks at a file.
package enum RecordedLines {
    /// The line of one request.
    package struct Place: Sendable, Equatable {
        /// The path of the recording, as the scenario has it.
        package let path: String
        /// The line, from 1: the header is the first.
        package let line: Int
    }

    /// The places of `ids` in the recordings of `scenario`; those that are not there are left out.
    ///
    /// Streams the recordings up to the last of them. What can't be read ends the search: it is told elsewhere.
    package static func of(_ ids: Set<RequestID>, in scenario: Scenario) -> [RequestID: Place] {
        var places: [RequestID: Place] = [:]
        for path in scenario.traffic where places.count < ids.count {
            guard let reader = try? RecordingReader(path: path) else { continue }
            while places.count < ids.count, let located = try? reader.nextLocated() {
                let id = located.exchange.id
                if ids.contains(id), places[id] == nil { places[id] = Place(path: path, line: located.line) }
            }
        }
        return places
    }
}
