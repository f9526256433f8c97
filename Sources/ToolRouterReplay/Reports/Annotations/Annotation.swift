import ToolRouterFormats

/// Something a run found, at the place in a file that a reviewer should look at.
package struct Annotation: Sendable, Equatable {
    /// A line of a file.
    package struct Place: Sendable, Equatable {
        /// The path, relative to the root of the repository.
        package let file: String
        /// The line, from 1.
        package let line: Int

        package init(file: String, line: Int) {
            self.file = file
            self.line = line
        }
    }

    /// Where to look; nil when no file of the repository is to blame.
    package let place: Place?
    /// What was found, in a few words.
    package let title: String
    /// What there is to know, line by line.
    package let lines: [String]

    package init(place: Place?, title: String, lines: [String]) {
        self.place = place
        self.title = title
        self.lines = lines
    }

    /// The annotation as a workflow command of GitHub Actions, on one line whatever the texts hold: `::error file=…::…`.
    ///
    /// Texts come from recordings. `%` and line ends are escaped, in properties `:` and `,` too, as the runner reads them
    /// (actions/toolkit, packages/core/src/command.ts); characters that nobody sees are made visible.
    package var gitHubCommand: String {
        var properties = place.map { ["file=\(Self.property($0.file))", "line=\($0.line)"] } ?? []
        properties.append("title=\(Self.property(title))")
        let message = lines.map { Self.data(Excerpt.visible($0)) }.joined(separator: "%0A")
        return "::error \(properties.joined(separator: ","))::\(message)"
    }

    private static func property(_ text: String) -> String {
        data(Excerpt.visible(text)).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }
}
