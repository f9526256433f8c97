import Testing

/// A scenario file that must be refused, and what must be said of it.
struct ScenarioFault: CustomTestStringConvertible, Sendable {
    let name: String
    let yaml: String
    let message: String

    /// A file that is wrong in the lines it adds to the smallest one, from line 4.
    init(_ name: String, adding lines: String, _ message: String) {
        self.init(name, ScenarioOnDisk.smallest + lines + "\n", message)
    }

    /// A file that is wrong as a whole.
    init(_ name: String, _ yaml: String, _ message: String) {
        self.name = name
        self.yaml = yaml
        self.message = message
    }

    var testDescription: String { name }
}
